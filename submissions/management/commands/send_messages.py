from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.outbox import SENDING, run_due
from kit.worker_loop import run_until_signal
from submissions.messages.tidying import TIDYING


class Command(BaseCommand):
    help = "Sends what is in the outbox. With --forever it is the worker for that, and tidies up once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on until stopped")

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Messages dealt with: {run_due()}")
        if options["forever"]:
            run_until_signal([SENDING, TIDYING])
