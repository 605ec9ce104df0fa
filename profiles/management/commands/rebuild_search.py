import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from profiles.search.rebuilding import check, rebuild

DAMAGE = "\nThe database's own index is damaged or missing: searches and saves may fail until rebuild_search was run."


class Command(BaseCommand):
    help = "Builds the search index anew. With --check it compares the index with what would be built."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; exit with 1 where they differ"
        )

    def handle(self, **options: Any) -> None:
        if not options["check"]:
            rebuild(self._progress)
            self._say(options, "The search index is built.")
            return
        report = check(self._progress)
        counts = (
            f"missing: {report.missing}, extra: {report.extra}, differing: {report.differing}, "
            f"names differing: {report.names}, engine: {'broken' if report.broken else 'sound'}"
        )
        if not report.is_true:
            raise CommandError(
                f"The search index is not what would be built. {counts}{DAMAGE * report.broken}"
            )
        self._say(options, f"The search index is what would be built. {counts}")

    def _say(self, options: dict[str, Any], text: str) -> None:
        if options["verbosity"]:
            self.stdout.write(text)

    def _progress(self, done: int, total: int) -> None:
        if sys.stderr.isatty():
            end = "\n" if done >= total else ""
            self.stderr.write(f"\r{done:,} of {total:,} profiles", ending=end)
            self.stderr.flush()
