import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from submissions.messages.outbox import run_due, run_forever


class Command(BaseCommand):
    help = "Sends what is in the outbox. With --forever it is the worker for that, and tidies up once a day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="go on until stopped")

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"Messages dealt with: {run_due()}")
        if options["forever"]:
            stop = threading.Event()
            for one in (signal.SIGTERM, signal.SIGINT):
                signal.signal(one, lambda *_: stop.set())
            run_forever(stop)
