"""What is to become of a row: a new profile, a change, a question, or nothing. Nothing is written here.

The rows of a file come one after the other. Both lanes and the preview ask the same planner, and it asks them for what
is known: the plain lane looks it up for the row, the bulk lane has looked it up for many.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal, NamedTuple, Protocol

from django.db.models import Max
from django.utils.translation import gettext as _

from kit.languages import columns
from profiles.documents.document import Document
from profiles.imports.plan.changing import before_of, plan_change
from profiles.imports.plan.matching import WHY, MatchResult
from profiles.imports.plan.memory import Memory
from profiles.imports.plan.outcomes import Candidate, Outcome, Status
from profiles.imports.plan.row_keys import RowKeys
from profiles.imports.plan.slugs import is_number
from profiles.imports.rows.proposals import ImportKind, RowProblem, RowProposal
from profiles.models.registry import profile_kind

MAX_CANDIDATES = 5
# What is done with a row that looks like a profile: ask, take it for a new one, or for that profile.
OnMatch = Literal["ask", "create", "update"]


@dataclass
class Decisions:
    """What people decided about rows that look like a profile."""

    on_match: OnMatch = "ask"
    of_line: dict[int, str] = field(default_factory=dict)  # "create", "leave", or a primary key

    def of(self, line: int, candidates: Sequence[int | None]) -> int | Literal["create", "leave", "ask"]:
        """The profile that the row is about, or what else to do."""
        said = self.of_line.get(line, "")
        if said in ("create", "leave"):
            return "create" if said == "create" else "leave"
        if said.isdecimal() and int(said) in candidates:
            return int(said)
        if self.on_match == "update":
            return candidates[0] if len(candidates) == 1 and candidates[0] is not None else "ask"
        return self.on_match


class LiveProfile(NamedTuple):
    """A profile that a row is about."""

    slug: str
    label: str
    is_draft: bool
    document: Document | None  # None where the row is known to say nothing new


class ImportContext(Protocol):
    """What is known of a row, besides what it is recognised by."""

    def proposal(self, row: RowKeys) -> RowProposal: ...
    def live(self, row: RowKeys, pk: int) -> LiveProfile | None: ...
    def repeats(self, row: RowKeys, pks: Sequence[int]) -> Sequence[int]:
        """Of these profiles those of which an import said before what the row says."""
        ...

    def free_slug(self, row: RowKeys, given: Container[str]) -> str: ...
    def document(self, row: RowKeys, slug: str) -> Document | None:
        """It as a new profile; None where only its rows of tables are at hand."""
        ...

    def mistakes(self, row: RowKeys) -> Sequence[RowProblem]:
        """Why it cannot become a new profile, as far as that is known before it is tried."""
        ...


class Planner:
    def __init__(self, kind: ImportKind, decisions: Decisions | None = None) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind.name).model
        self.decisions = decisions or Decisions()
        self.memory = Memory()
        # Profiles after this one are of the file itself, or came while it was read.
        self._newest = self.model._default_manager.aggregate(Max("pk"))["pk__max"] or 0

    def plan(self, row: RowKeys, match: MatchResult, known: ImportContext) -> Outcome:
        """Call `settle` with it before the next row."""
        outcome = Outcome(row.line, row.label, Status.CREATED, slug=row.slug, left_out=list(row.left_out))
        if row.problems:
            outcome.status, outcome.problems = Status.REJECTED, list(row.problems)
            return outcome
        if repeated := self.memory.repeated(row):
            outcome.reject("", _repeating(repeated))
            return outcome
        self._place(outcome, row, match, known)
        if outcome.status == Status.CREATED and outcome.pk is None:
            self._plan_new(outcome, row, known)
        elif outcome.pk is not None and outcome.status != Status.REJECTED:
            self._plan_change(outcome, row, known)
        return outcome

    def settle(self, row: RowKeys, outcome: Outcome, keys: Iterable[int]) -> None:
        """It is written, or will be: rows after it are told. `keys`: by which a new profile of it is recognised."""
        if outcome.status == Status.CREATED:
            self.memory.remember(row, keys, outcome.slug)
            if outcome.pk is not None:
                self.memory.note_made(outcome.pk, row.line)
        elif outcome.is_refused_as_new:
            outcome.slug = row.slug
            self.memory.release(row)

    def about(self, row: RowKeys, match: MatchResult) -> int | None:
        """The profile that a row is about, as far as that does not depend on rows above it."""
        if match.pk is not None or not match.candidates:
            return match.pk
        decision = self._decision(row, [*match.candidates][:MAX_CANDIDATES])
        return decision if isinstance(decision, int) else None

    def may_be_new(self, row: RowKeys, match: MatchResult) -> bool:
        if row.problems or match.contradiction or match.pk is not None:
            return False
        return not match.candidates or self._decision(row, [*match.candidates][:MAX_CANDIDATES]) == "create"

    def may_repeat(self, row: RowKeys, match: MatchResult) -> list[int]:
        """The profiles of which a row may say what an import said before."""
        if row.identifiers or (row.slug and not match.is_of_another) or self.decisions.of_line.get(row.line):
            return []
        candidates = [*match.candidates][:MAX_CANDIDATES]
        if match.pk is not None or not candidates or self._decision(row, candidates) != "ask":
            return []
        return [pk for pk in candidates if pk <= self._newest]

    # --- whom a row is about -----------------------------------------------------------------

    def _place(self, outcome: Outcome, row: RowKeys, match: MatchResult, known: ImportContext) -> None:
        alike, others = self.memory.alike(row)
        given = self.memory.slugs.get(row.slug, 0) if row.slug else 0
        if given and not (is_number(row.slug) and given not in alike):
            outcome.reject("", _repeating(given))
            return
        if match.is_of_another or given:
            outcome.slug = ""
            outcome.left_out.append(RowProblem("slug", _taken(row.slug)))
        if match.contradiction:
            outcome.reject("", match.contradiction)
        elif match.pk is not None:
            self._is_about(outcome, match.pk)
        else:
            self._decide(outcome, row, match, known, (alike, others))

    def _is_about(self, outcome: Outcome, pk: int) -> None:
        earlier = self.memory.about(pk, outcome.line)
        if earlier != outcome.line:
            outcome.reject("", _repeating(earlier))
        else:
            outcome.pk = pk

    def _decide(
        self,
        outcome: Outcome,
        row: RowKeys,
        match: MatchResult,
        known: ImportContext,
        in_file: tuple[dict[int, str], list[int]],
    ) -> None:
        candidates = [
            Candidate(pk, "", "", str(WHY[why]))
            for pk, why in islice(match.candidates.items(), MAX_CANDIDATES)
        ]
        namesakes = [Candidate(pk, "", "", "") for pk in match.namesakes[:MAX_CANDIDATES]]
        if not candidates:
            alike, others = in_file
            candidates = [_of_file(line, str(WHY[why])) for line, why in islice(alike.items(), 1)]
            namesakes += [_of_file(line, "") for line in others[: MAX_CANDIDATES - len(namesakes)]]
        outcome.candidates = candidates or namesakes
        if not candidates:
            return
        decision = self._decision(row, [candidate.pk for candidate in candidates])
        if isinstance(decision, int):
            self._is_about(outcome, decision)
        elif decision != "create":
            outcome.status = Status.TO_DECIDE
            self._recognise(outcome, row, match, known)

    def _decision(self, row: RowKeys, candidates: Sequence[int | None]) -> int | str:
        return self.decisions.of(row.line, candidates)

    def _recognise(self, outcome: Outcome, row: RowKeys, match: MatchResult, known: ImportContext) -> None:
        """A row that is to be decided on may only repeat an earlier import."""
        there = self.may_repeat(row, match)
        repeated = known.repeats(row, there) if there else []
        if pks := [pk for pk in repeated if pk not in self.memory.changed]:
            outcome.candidates, outcome.status = [], Status.UNCHANGED
            self._is_about(outcome, pks[0])

    # --- what it would do ----------------------------------------------------------------------

    def _plan_new(self, outcome: Outcome, row: RowKeys, known: ImportContext) -> None:
        for problem in known.mistakes(row):
            outcome.refuse_as_new(*problem)
        if outcome.status == Status.CREATED:
            outcome.slug = outcome.slug or known.free_slug(row, self.memory.slugs)
            outcome.document = known.document(row, outcome.slug)

    def _plan_change(self, outcome: Outcome, row: RowKeys, known: ImportContext) -> None:
        pk: Any = outcome.pk
        live = known.live(row, pk)
        if live is None:
            outcome.reject("", _("It was deleted meanwhile."))
            return
        outcome.slug, outcome.label, outcome.is_draft = live.slug, live.label, live.is_draft
        outcome.status = Status.UNCHANGED
        if live.document is not None:
            plan_change(outcome, known.proposal(row), live.document, pk)
        if outcome.status == Status.UPDATED and outcome.before and outcome.after:
            self.memory.changed[pk] = before_of(outcome, outcome.before, outcome.after)

    # --- said to people -------------------------------------------------------------------------

    def name_candidates(self, outcomes: Sequence[Outcome]) -> None:
        """Say which profiles the candidates are, in one query; of namesakes it is a note."""
        pks = {candidate.pk for outcome in outcomes for candidate in outcome.candidates} - {None}
        names: dict[int | None, tuple[str, str]] = {}
        if pks:
            found = self.model._default_manager.only("slug", *columns("name")).in_bulk(list(pks))
            names = {pk: (one.slug, str(one)) for pk, one in found.items()}
            names |= {pk: (was.slug, was.label) for pk, was in self.memory.changed.items() if pk in names}
        for outcome in outcomes:
            outcome.candidates = [
                Candidate(one.pk, *names[one.pk], one.why) if one.pk in names else one
                for one in outcome.candidates
            ]
            if outcome.status == Status.CREATED and outcome.candidates:
                said = ", ".join(candidate.slug or candidate.name for candidate in outcome.candidates)
                text = _("Another one of this name is there: %(names)s.") % {"names": said}
                outcome.notes.append(RowProblem("", text))


def _repeating(line: int) -> str:
    return _("Line %(line)s is about the same one.") % {"line": line}


def _taken(slug: str) -> str:
    return _(
        "“%(slug)s” is the address of another profile, and a number alone does not tell whom the row is about."
    ) % {"slug": slug}


def _of_file(line: int, why: str) -> Candidate:
    return Candidate(None, "", _("line %(line)s of this file") % {"line": line}, why)
