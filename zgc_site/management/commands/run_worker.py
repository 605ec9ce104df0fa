from typing import Any

from django.core.management.base import BaseCommand

from kit.worker_loop import run_until_signal
from zgc_site.jobs import JOBS


class Command(BaseCommand):
    help = "Does until stopped what is due: plans, counts, mails, tidying. It is run_plans and send_messages in one."

    def handle(self, **options: Any) -> None:
        run_until_signal(JOBS)
