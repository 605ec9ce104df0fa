"""The options of `import_companies` and `import_parks`, and what they say of a file."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any, get_args

from django.core.management.base import CommandError

from kit.written_dates import Order
from profiles.imports.cells.lists import SIGNS
from profiles.imports.plan.decisions import Decisions, OnMatch
from profiles.imports.plan.matching import WHY
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.tables.encodings import NAMES
from profiles.imports.tables.options import Options
from profiles.search import fold

ON_MATCH: tuple[OnMatch, ...] = get_args(OnMatch)


def add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path)
    parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
    parser.add_argument(
        "--encoding",
        default="",
        help=f"found by itself where that is certain; else one of {', '.join(NAMES)}",
    )
    parser.add_argument("--publish", action="store_true", help="show the profiles of the file to visitors")
    parser.add_argument("--report", type=Path, help="write a CSV file with what became of each row, and why")
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


def table_options(options: dict[str, Any]) -> Options:
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


def row_options(options: dict[str, Any]) -> RowOptions:
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


def decisions(options: list[str]) -> Decisions:
    chosen = Decisions()
    for option in options:
        reason, _equals, text = option.rpartition("=")
        answer = next((known for known in ON_MATCH if known == text), None)
        if answer is None or (reason and reason not in WHY):
            raise CommandError(
                f"--on-match {option}: write ask, create or update, or one of them for {', '.join(WHY)}."
            )
        if reason:
            chosen.of_reason[reason] = answer
        else:
            chosen.on_match = answer
    return chosen
