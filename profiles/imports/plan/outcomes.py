"""What becomes of a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import pgettext_lazy

from profiles.documents.difference import Change
from profiles.documents.document import Document
from profiles.imports.rows.proposals import RowProblem


class Status(models.TextChoices):
    CREATED = "created", pgettext_lazy("row of an import", "created")
    UPDATED = "updated", pgettext_lazy("row of an import", "updated")
    UNCHANGED = "unchanged", pgettext_lazy("row of an import", "unchanged")
    REJECTED = "rejected", pgettext_lazy("row of an import", "rejected")
    # It looks like a profile that is there, and nobody has decided yet: nothing is written.
    TO_DECIDE = "to decide", pgettext_lazy("row of an import", "to decide")
    # Whoever imports it may not publish: moderators decide.
    PROPOSED = "proposed", pgettext_lazy("row of an import", "proposed")


@dataclass(frozen=True)
class Candidate:
    """What a row looks like: a profile, or an earlier row of the file (then `pk` is None)."""

    pk: int | None
    slug: str
    name: str
    reason: str  # a key of matching.WHY; "" of a namesake, which it is not
    why: str


@dataclass
class Outcome:
    line: int
    label: str
    status: Status
    pk: int | None = None
    slug: str = ""
    is_draft: bool = False  # the profile that is there
    problems: list[RowProblem] = field(default_factory=list)  # why it is rejected
    left_out: list[RowProblem] = field(default_factory=list)  # cells of it that could not be read, and why
    placeholders: list[RowProblem] = field(default_factory=list)  # cells of it that say that nothing is known
    conflicts: list[RowProblem] = field(default_factory=list)  # what stays as it is on the site, and why
    notes: list[RowProblem] = field(default_factory=list)
    candidates: list[Candidate] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    document: Document | None = None  # of a new profile
    before: Document | None = None  # of a change: the profile as it is, and as it would be
    after: Document | None = None
    base: Document | None = None  # of a change: the values of earlier imports
    proposed: Document | None = None
    is_refused_as_new: bool = False
    list_keys: set[int] = field(default_factory=set)  # what else the profile will be found by

    @property
    def is_whole(self) -> bool:
        """Whether all that the row says is dealt with."""
        return not self.left_out and self.status not in (Status.REJECTED, Status.TO_DECIDE)

    def reject(self, column: str, text: str) -> None:
        self.status = Status.REJECTED
        self.problems.append(RowProblem(column, text))

    def refuse_as_new(self, column: str, text: str) -> None:
        """It cannot become a profile, so no other row is like it."""
        self.is_refused_as_new, self.document = True, None
        self.reject(column, text)


def problems_of(errors: Mapping[str, Sequence[str]], document: Document | None) -> list[RowProblem]:
    """What is wrong with a new profile, by column, from what is wrong by path ("figures/KEY/value")."""
    return sorted(RowProblem(_column(document, path), " ".join(texts)) for path, texts in errors.items())


def _column(document: Document | None, path: str) -> str:
    """The column of an error: figures say which metric, identifiers which register."""
    relation, _slash, rest = path.partition("/")
    row = document.of(relation).get(rest.partition("/")[0], {}) if document else {}
    return str(row.get("metric") or row.get("scheme") or relation)


@dataclass
class Totals:
    """How many rows became what."""

    counts: Counter[str] = field(default_factory=Counter)
    conflicts: int = 0
    left_out: int = 0  # rows with cells that were left out
    placeholders: int = 0  # cells that say that nothing is known
    not_whole: int = 0

    def add(self, outcome: Outcome) -> None:
        self.counts[outcome.status] += 1
        self.conflicts += bool(outcome.conflicts)
        self.left_out += bool(outcome.left_out)
        self.placeholders += len(outcome.placeholders)
        self.not_whole += not outcome.is_whole

    def of(self, status: Status) -> int:
        return self.counts[status]

    def as_json(self) -> dict[str, int]:
        return {**self.counts, "conflicts": self.conflicts, "left_out": self.left_out}
