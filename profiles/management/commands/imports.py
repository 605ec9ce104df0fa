from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from profiles.models import ChangeSet


class Command(BaseCommand):
    help = "Lists the imports, the newest first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--number", type=int, default=20, help="how many (20)")

    def handle(self, **options: Any) -> None:
        for change_set in ChangeSet.objects.listed()[: max(options["number"], 0)]:
            begun = timezone.localtime(change_set.begun_at)
            counts = ", ".join(f"{number} {name}" for name, number in change_set.counts.items() if number)
            who = change_set.made_by or "the command"
            self.stdout.write(
                f"{change_set.pk:>6}  {begun:%Y-%m-%d %H:%M}  {change_set.state_now.value:<11}  "
                f"{change_set.kind}  {change_set.title}  by {who}  {counts}".rstrip()
            )
