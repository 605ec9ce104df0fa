"""The report of an import: a line for each message about a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple, TextIO

from django.utils.translation import gettext as _

from kit.spreadsheets import harmless
from profiles.imports.plan.outcomes import Outcome, Status

# The last column says what is open: "rejected", "to decide", "left out" or "conflict".
COLUMNS = ("line", "result", "slug", "name", "column", "message", "question")


class ReportLine(NamedTuple):
    """What a report says of a row: one line for each message."""

    line: str
    result: str
    slug: str
    name: str
    column: str
    message: str
    question: str


class ImportReport:
    """Writes rows as they are done; a cell that a spreadsheet would take for a formula is made harmless."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)

    def add(self, outcome: Outcome) -> None:
        name = harmless(outcome.label[:200])
        row = (outcome.line, outcome.status.value, harmless(outcome.slug), name)
        for column, message, question in _messages(outcome) or [("", "", "")]:
            self._writer.writerow((*row, harmless(column), harmless(message), question))


def questions(report: str) -> Iterator[ReportLine]:
    """The lines of a report that somebody has to look at."""
    for cells in islice(csv.reader(io.StringIO(report)), 1, None):
        if len(cells) == len(COLUMNS) and cells[-1]:
            yield ReportLine(*cells)


def messages(outcome: Outcome) -> list[tuple[str, str]]:
    """(column, text) of all messages about a row."""
    return [(column, text) for column, text, _question in _messages(outcome)]


def _messages(outcome: Outcome) -> list[tuple[str, str, str]]:
    """With what is open."""
    result = str(outcome.status.value)
    asks = result if outcome.status in (Status.REJECTED, Status.TO_DECIDE) else ""
    changes = [(".".join(change.path[:1] + change.path[2:]), _("changed")) for change in outcome.changes]
    return [
        *((column, text, asks) for column, text in outcome.problems),
        *(
            (column, _("left out: %(text)s") % {"text": text}, "left out")
            for column, text in outcome.left_out
        ),
        *(
            (column, _("conflict: %(text)s") % {"text": text}, "conflict")
            for column, text in outcome.conflicts
        ),
        *(
            (column, _("taken as empty: %(text)s") % {"text": text}, "")
            for column, text in outcome.placeholders
        ),
        *((column, text, asks) for column, text in _matches(outcome)),
        *((column, text, "") for column, text in [*outcome.notes, *changes]),
    ]


def _matches(outcome: Outcome) -> Iterator[tuple[str, str]]:
    if outcome.notes:
        return
    for candidate in outcome.candidates:
        label = f"{candidate.name} ({candidate.slug})" if candidate.slug else candidate.name
        yield "", _("match: looks like %(where)s, %(why)s") % {"where": label, "why": candidate.why}
