"""What `import_companies` and `import_parks` share."""

from __future__ import annotations

import hashlib
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from profiles import tally
from profiles.documents.writing import Actor
from profiles.imports import command_options
from profiles.imports.cells.problems import EncodingUnclear, FileRefused
from profiles.imports.lanes import Import
from profiles.imports.plan.outcomes import Outcome, Status, Totals
from profiles.imports.preview import headers_of, opened, reports_of
from profiles.imports.recording import FileDescription
from profiles.imports.reports import ImportReport, messages
from profiles.imports.rows.column_report import ColumnReport
from profiles.imports.rows.headers import MatchedBy
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.tables.table import Table
from profiles.models import ChangeSetMoved, Version
from profiles.search.index import IndexDamaged

MAX_SHOWN = 20
BAR = 30


class ImportCommand(BaseCommand):
    """Imports a CSV, TSV or XLSX file, packed with gzip or not."""

    requires_system_checks: list[str] = []  # which take as long as a thousand rows

    kind: ImportKind

    def add_arguments(self, parser: ArgumentParser) -> None:
        command_options.add_arguments(parser)

    def handle(self, **options: Any) -> None:
        started = time.monotonic()
        try:
            with ExitStack() as stack:
                task = self._open(stack, options)
                report = self._report(stack, options)
                totals = self._run(task, options, report)
        except IndexDamaged as error:
            raise CommandError(str(error)) from None
        if not options["dry_run"]:
            tally.count()
        self._say_how_to_take_back(task)
        self._say(totals, options, time.monotonic() - started)

    # --- the file ----------------------------------------------------------------------------

    def _open(self, stack: ExitStack, options: dict[str, Any]) -> Import:
        try:
            file = stack.enter_context(options["file"].open("rb"))
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
        except OSError as error:
            raise CommandError(f"{options['file']}: {error.strerror}") from None
        try:
            chosen = command_options.table_options(options)
            table, columns = stack.enter_context(opened(file, self.kind, chosen))
            self._describe(table, reports_of(table, headers_of(self.kind, chosen)))
        except EncodingUnclear as error:
            options_of_it = " or ".join(f"--encoding {name}" for name in error.names)
            raise CommandError(f"{options['file'].name}: {error} Give {options_of_it}.") from None
        except FileRefused as error:
            raise CommandError(f"{options['file'].name}: {error}") from None
        name = f"{options['file'].name}"[:300]
        task = Import(
            self.kind,
            table,
            columns,
            Actor(why=name, origin=Version.Origin.IMPORT),
            options["publish"],
            command_options.decisions(options["on_match"]),
            may_use_processes=True,
            options=command_options.row_options(options),
            file=FileDescription(name, digest, {"encoding": chosen.encoding, "sheet": chosen.sheet}),
        )
        if missing := task.missing_choice:
            raise CommandError(f"{options['file'].name}: {missing} Give --origin NAME.")
        return task

    def _describe(self, table: Table, reports: list[ColumnReport]) -> None:
        details = [f"{name}: {value}" for name, value in table.details.items()]
        self.stdout.write(", ".join([*details, f"{table.total} rows"]))
        for doubt in table.description.doubts:
            self.stdout.write(doubt)
        unknown = [
            report.header for report in reports if report.matched_by == MatchedBy.UNKNOWN and report.header
        ]
        if unknown:
            self.stdout.write(f"Columns that are not known and were left out: {', '.join(unknown)}")
        for report in reports:
            for doubt in report.doubts:
                self.stdout.write(f"{report.header}: {doubt}")

    # --- the rows ------------------------------------------------------------------------------

    def _report(self, stack: ExitStack, options: dict[str, Any]) -> ImportReport | None:
        if not options["report"]:
            return None
        try:
            return ImportReport(
                stack.enter_context(options["report"].open("w", encoding="utf-8-sig", newline=""))
            )
        except OSError as error:
            raise CommandError(f"{options['report']}: {error.strerror}") from None

    def _run(self, task: Import, options: dict[str, Any], report: ImportReport | None) -> Totals:
        totals = Totals()
        shown_count = 0
        try:
            for outcome in self._outcomes(task, options):
                totals.add(outcome)
                if report:
                    report.add(outcome)
                if _is_to_be_seen(outcome) and shown_count < MAX_SHOWN:
                    shown_count += 1
                    self._show(outcome)
        except FileRefused as error:
            raise CommandError(str(error)) from None
        except ChangeSetMoved:
            raise CommandError("Somebody takes this import back. It was ended.") from None
        return totals

    def _outcomes(self, task: Import, options: dict[str, Any]) -> Iterator[Outcome]:
        if options["dry_run"]:
            outcomes: Any = task.plan()
        else:
            outcomes = task.run_whole() if options["strict"] else task.run()
        bar = ProgressBar(task.table.total)
        for outcome in outcomes:
            bar.step()
            yield outcome
        bar.end()

    def _show(self, outcome: Outcome) -> None:
        for column, text in messages(outcome):
            where = f"line {outcome.line}" + (f", {column}" if column else "")
            self.stdout.write(f"{where}: {text}")

    def _say_how_to_take_back(self, task: Import) -> None:
        if change_set := task.actor.change_set:
            number = change_set.pk
            self.stdout.write(f"Import {number}; manage.py take_back {number} takes it back.")

    def _say(self, totals: Totals, options: dict[str, Any], seconds: float) -> None:
        statuses = [status for status in Status if status != Status.PROPOSED]  # it may publish
        counts = [f"{totals.of(status)} {status.value}" for status in statuses]
        if totals.conflicts:
            counts.append(f"{totals.conflicts} with conflicts")
        if totals.left_out:
            counts.append(f"{totals.left_out} with cells left out")
        if totals.placeholders:
            counts.append(f"{totals.placeholders} cells that say nothing is known taken as empty")
        rows = sum(totals.counts.values())
        nothing = options["strict"] and totals.not_whole and not options["dry_run"]
        if options["dry_run"] or nothing:
            counts.append("nothing was written")
        self.stdout.write(f"{', '.join(counts)} ({rows / max(seconds, 0.001):,.0f} rows a second)")
        if nothing:
            raise CommandError(
                f"{totals.not_whole} rows cannot be imported as they are, so nothing was written."
            )


def _is_to_be_seen(outcome: Outcome) -> bool:
    return bool(outcome.conflicts or not outcome.is_whole)


class ProgressBar:
    """Shows progress on a terminal; does nothing elsewhere."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self._shown_at = 0.0
        self._is_shown = sys.stderr.isatty()

    def step(self) -> None:
        self.done += 1
        if self._is_shown and time.monotonic() - self._shown_at > 0.2:
            self._draw()

    def end(self) -> None:
        if self._is_shown:
            self._draw()
            sys.stderr.write("\n")

    def _draw(self) -> None:
        self._shown_at = time.monotonic()
        full = BAR * self.done // max(self.total, 1)
        sys.stderr.write(f"\r[{'#' * full}{'.' * (BAR - full)}] {self.done:,} of {self.total:,}")
        sys.stderr.flush()
