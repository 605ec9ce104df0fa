from typing import Any

from django.core.management.base import BaseCommand

from submissions.messages.tidying import tidy


class Command(BaseCommand):
    help = "Removes proposals that were not confirmed for 30 days, and their pictures that no profile took."

    def handle(self, **options: Any) -> None:
        proposals, pictures = tidy()
        self.stdout.write(f"Proposals removed: {proposals}, pictures removed: {pictures}")
