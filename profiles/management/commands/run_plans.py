from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kit.worker_loop import run_until_signal
from profiles.editing.schedule import JOBS, run_due


class Command(BaseCommand):
    help = (
        "Publishes and withdraws what was planned for a set time. With --forever it is the worker for that."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on until stopped")

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Plans dealt with: {run_due()}")
        if options["forever"]:
            run_until_signal(JOBS)
