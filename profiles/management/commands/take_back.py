from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles.editing.taking_back import take_back
from profiles.models import ChangeSet, ChangeSetMoved


class Command(BaseCommand):
    help = (
        "Takes an import back: profiles that it created go, what it changed is as before; later edits stay. "
        "If it is stopped half way, run it again, and it goes on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("number", type=int, help="of the import, as `manage.py imports` lists it")

    def handle(self, **options: Any) -> None:
        change_set = ChangeSet.objects.defer("report").filter(pk=options["number"]).first()
        if change_set is None:
            raise CommandError(f"There is no import {options['number']}.")
        if change_set.state != ChangeSet.State.TAKING_BACK:
            try:
                change_set.begin_to_take_back(by=None)
            except ChangeSetMoved:
                raise CommandError(f"Import {change_set.pk} is {change_set.state_now.value}.") from None
        take_back(change_set)
        stayed = change_set.not_taken_back.all()
        for note in stayed.iterator():
            where = " ".join(filter(None, [note.label, note.part]))
            self.stdout.write(f"{where}: {note.get_reason_display()} {note.detail}".rstrip())
        self.stdout.write(f"Import {change_set.pk} was taken back; {stayed.count()} parts stayed.")
