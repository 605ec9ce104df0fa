from typing import Any

from django.core.management.base import BaseCommand

from profiles.models import ContentVersion


class Command(BaseCommand):
    help = "After a backup was put back: no server takes what it kept of the database before for what is there now."

    def handle(self, **options: Any) -> None:
        number = ContentVersion.restored()
        if options["verbosity"]:
            self.stdout.write(f"content version {number}")
