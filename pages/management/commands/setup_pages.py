from typing import Any

from django.core.management.base import BaseCommand

from pages.texts import load_pages


class Command(BaseCommand):
    help = "Brings the texts of pages/shipped/ to the database; what staff wrote stays. Run it on each deployment."

    def handle(self, **options: Any) -> None:
        for line in load_pages():
            self.stdout.write(line)
