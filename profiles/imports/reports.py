"""The report of an import: a line for each message about a row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from kit.spreadsheets import harmless
from profiles.imports.plan.outcomes import Outcome

COLUMNS = ("line", "result", "slug", "name", "column", "message")


class ImportReport:
    """Writes rows as they are done; a cell that a spreadsheet would take for a formula is made harmless."""

    def __init__(self, file: TextIO) -> None:
        self._writer = csv.writer(file)
        self._writer.writerow(COLUMNS)

    def add(self, outcome: Outcome) -> None:
        for column, message in messages(outcome) or [("", "")]:
            cells = (outcome.line, outcome.status.value, outcome.slug, outcome.label[:200], column, message)
            self._writer.writerow([harmless(str(cell)) for cell in cells])


def messages(outcome: Outcome) -> list[tuple[str, str]]:
    """(column, text) of all messages about a row."""
    return [
        *outcome.problems,
        *((column, _("left out: %(text)s") % {"text": text}) for column, text in outcome.left_out),
        *((column, _("conflict: %(text)s") % {"text": text}) for column, text in outcome.conflicts),
        *_matches(outcome),
        *outcome.notes,
        *((".".join(change.path[:1] + change.path[2:]), _("changed")) for change in outcome.changes),
    ]


def _matches(outcome: Outcome) -> Iterator[tuple[str, str]]:
    if outcome.notes:
        return
    for candidate in outcome.candidates:
        label = f"{candidate.name} ({candidate.slug})" if candidate.slug else candidate.name
        yield "", _("match: looks like %(where)s, %(why)s") % {"where": label, "why": candidate.why}
