"""What `import_companies` and `import_parks` share."""

from __future__ import annotations

import hashlib
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import BaseCommand, CommandError

from kit.written_dates import Order
from profiles import tally
from profiles.documents.writing import Actor
from profiles.imports.cells.lists import SIGNS
from profiles.imports.cells.problems import EncodingUnclear, FileRefused
from profiles.imports.lanes import Import
from profiles.imports.looking import headers_of, opened, reports_of
from profiles.imports.plan.matching import WHY
from profiles.imports.plan.outcomes import Outcome, Status, Totals
from profiles.imports.plan.planning import Decisions, OnMatch
from profiles.imports.recording import FileDescription
from profiles.imports.reports import ImportReport, messages
from profiles.imports.rows.column_report import ColumnReport
from profiles.imports.rows.headers import Why
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.tables.encodings import NAMES
from profiles.imports.tables.options import Options
from profiles.imports.tables.table import Table
from profiles.models import ChangeSetMoved, Version
from profiles.search import fold
from profiles.search.index import IndexDamaged

MAX_SHOWN = 20
BAR = 30
ON_MATCH: tuple[OnMatch, ...] = get_args(OnMatch)


class ImportCommand(BaseCommand):
    """Imports a CSV, TSV or XLSX file, packed with gzip or not."""

    requires_system_checks: list[str] = []  # which take as long as a thousand rows

    kind: ImportKind

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument(
            "--encoding",
            default="",
            help=f"found by itself where that is certain; else one of {', '.join(NAMES)}",
        )
        parser.add_argument(
            "--publish", action="store_true", help="show the profiles of the file to visitors"
        )
        parser.add_argument(
            "--report", type=Path, help="write a CSV file with what became of each row, and why"
        )
        parser.add_argument(
            "--strict",
            action="store_true",
            help="write nothing at all if a row is rejected or to be decided on, or a cell left out",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="OLD=NEW",
            help="take the file's column OLD for our column NEW; may be given again",
        )
        parser.add_argument("--ignore", action="append", default=[], metavar="COLUMN", help="leave the file's column out; may be given again")  # fmt: skip
        parser.add_argument("--delimiter", default="", help="the sign between cells of a text file (tab for a tab); else the one that headers are found with")  # fmt: skip
        parser.add_argument("--header-row", type=int, default=0, metavar="NUMBER", help="the line or row that the names of columns stand in; else found by their words")  # fmt: skip
        parser.add_argument(
            "--sheet", default="", help="the sheet of a workbook, by name; else the first with headers"
        )
        parser.add_argument(
            "--origin",
            default="",
            help="the list that numbers of the file are of, for --map id=list_number: they tell its rows apart when it comes again",
        )
        parser.add_argument(
            "--source", default="", help="the source of rows that name none: a title or an address"
        )
        parser.add_argument(
            "--word",
            action="append",
            default=[],
            metavar="COLUMN:OLD=NEW",
            help="read NEW where the file says OLD in our column COLUMN, nothing where NEW is empty; may be given again",
        )
        parser.add_argument(
            "--dates",
            action="append",
            default=[],
            metavar="COLUMN=day|month",
            help="what comes first in dates such as 01/02/2012 of a column, where its other dates do not say it",
        )
        parser.add_argument(
            "--separator",
            action="append",
            default=[],
            metavar="COLUMN=SIGNS",
            help="the signs between the parts of a list in our column COLUMN, such as , or ;/ (newline for the end of a line); "
            "else those that separate words that are known; may be given again",
        )
        parser.add_argument(
            "--on-match",
            action="append",
            default=[],
            metavar="[REASON=]ask|create|update",
            help="a row that looks like a profile that is there: leave it to be decided on (ask), make a new profile, or "
            f"change that one; for all such rows, or for those that look alike by {', '.join(WHY)}; may be given again",
        )
        parser.epilog = (
            "A cell that cannot be read is left out, and a rejected row never stops the others: the command succeeds. It "
            "fails (status 1), and has written nothing, where the file cannot be read, or where --strict finds a row "
            "that cannot be imported in full."
        )

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
            chosen = _chosen(options)
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
            _decisions(options["on_match"]),
            may_use_processes=True,
            options=_row_options(options),
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
        unknown = [report.header for report in reports if report.why == Why.UNKNOWN and report.header]
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


def _chosen(options: dict[str, Any]) -> Options:
    return Options(
        encoding=options["encoding"],
        delimiter=options["delimiter"],
        sheet=options["sheet"],
        header_row=options["header_row"],
        mapping=_mapping(options["map"]),
        ignored=tuple(options["ignore"]),
    )


def _mapping(options: list[str]) -> dict[str, str]:
    pairs = [option.partition("=") for option in options]
    for old, equals, new in pairs:
        if not (old.strip() and equals and new.strip()):
            raise CommandError(f"--map {old}{equals}{new}: write OLD=NEW.")
    return {old.strip(): new.strip() for old, _equals, new in pairs}


def _row_options(options: dict[str, Any]) -> RowOptions:
    words: dict[str, dict[str, str]] = {}
    for option in options["word"]:
        column, colon, rest = option.partition(":")
        old, equals, new = rest.partition("=")
        if not (column and colon and old.strip() and equals):
            raise CommandError(f"--word {option}: write COLUMN:OLD=NEW.")
        words.setdefault(column.strip(), {})[fold(old.strip())] = new.strip()
    separators, orders = _separators(options["separator"]), _orders(options["dates"])
    return RowOptions(words, options["source"], options["origin"], separators, orders)


def _orders(options: list[str]) -> dict[str, Order]:
    orders: dict[str, Order] = {}
    for option in options:
        column, _equals, text = option.partition("=")
        order = next((known for known in get_args(Order) if known == text), None)
        if not column or order is None:
            raise CommandError(f"--dates {option}: write COLUMN=day or COLUMN=month.")
        orders[column.strip()] = order
    return orders


def _separators(options: list[str]) -> dict[str, str]:
    separators = {}
    for option in options:
        column, equals, signs = option.partition("=")
        signs = signs.replace("newline", "\n")
        if not (column.strip() and equals) or not set(signs) <= SIGNS.keys():
            known = " ".join(SIGNS).replace("\n", "newline")
            raise CommandError(f"--separator {option}: write COLUMN= and some of {known}")
        separators[column.strip()] = signs
    return separators


def _decisions(options: list[str]) -> Decisions:
    decisions = Decisions()
    for option in options:
        reason, _equals, text = option.rpartition("=")
        answer = next((known for known in ON_MATCH if known == text), None)
        if answer is None or (reason and reason not in WHY):
            raise CommandError(
                f"--on-match {option}: write ask, create or update, or one of them for {', '.join(WHY)}."
            )
        if reason:
            decisions.of_reason[reason] = answer
        else:
            decisions.on_match = answer
    return decisions


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
