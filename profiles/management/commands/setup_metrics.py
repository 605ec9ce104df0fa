from typing import Any

from django.core.management.base import BaseCommand

from profiles.metrics import load_metrics


class Command(BaseCommand):
    help = "Writes the metrics of profiles/data/metrics.csv to the database. Run it on each deployment."

    def handle(self, **options: Any) -> None:
        number = load_metrics()
        if options["verbosity"]:
            self.stdout.write(f"{number} metrics")
