"""What is to become of a row: a new profile, a change, a question, or nothing. Nothing is written here.

The rows of a file come one after the other. Both lanes and the preview ask the same planner, and it asks them for what
is known: the plain lane looks it up for the row, the bulk lane has looked it up for many.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from itertools import islice
from typing import Any, NamedTuple, Protocol

from django.db.models import Max
from django.utils.translation import gettext as _

from kit.languages import columns
from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.imports.plan.changing import Said, plan_change
from profiles.imports.plan.decisions import Decisions
from profiles.imports.plan.matching import MAX_CANDIDATES, WHY, MatchResult, repeats
from profiles.imports.plan.memory import Before, Memory
from profiles.imports.plan.outcomes import Candidate, Outcome, Status
from profiles.imports.plan.row_keys import RowKeys, stored_keys
from profiles.imports.plan.slugs import Slugs, is_number
from profiles.imports.rows.proposals import ImportKind, RowProblem, RowProposal
from profiles.models import Profile
from profiles.models.registry import profile_kind


class LiveProfile(NamedTuple):
    """A profile that a row is about."""

    slug: str
    label: str
    is_draft: bool
    document: Document | None  # None where the row is known to say nothing new


class ImportContext(Protocol):
    """What the planner looks up about a row, besides its keys."""

    def proposal(self, row: RowKeys) -> RowProposal: ...
    def live(self, row: RowKeys, pk: int) -> LiveProfile | None: ...
    def repeats(self, row: RowKeys, pks: Sequence[int]) -> Sequence[int]:
        """Those of the profiles for which an earlier import gave the same values as the row."""
        ...

    def free_slug(self, row: RowKeys, given: Container[str]) -> str: ...
    def document(self, row: RowKeys, slug: str) -> Document | None:
        """The row as a new profile; None where only its database rows are at hand."""
        ...

    def mistakes(self, row: RowKeys) -> Sequence[RowProblem]:
        """Why it cannot become a new profile, as far as that is known beforehand."""
        ...

    def stored_keys(self, row: RowKeys) -> set[int]:
        """What the profile that it becomes will be recognised by."""
        ...


class DatabaseContext:
    """What is known of a row, asked for when it is wanted."""

    def __init__(self, kind: str, proposal: RowProposal) -> None:
        self.kind, self._proposal = kind, proposal

    def proposal(self, row: RowKeys) -> RowProposal:
        return self._proposal

    def live(self, row: RowKeys, pk: int) -> LiveProfile | None:
        found = documents_of(self.kind, [pk]).get(pk)
        if found is None:
            return None
        profile, document = found
        return LiveProfile(profile.slug, str(profile), profile.state == Profile.State.DRAFT, document)

    def repeats(self, row: RowKeys, pks: Sequence[int]) -> Sequence[int]:
        return repeats(self.kind, [(self._proposal, pks)])[row.line]

    def free_slug(self, row: RowKeys, given: Container[str]) -> str:
        return Slugs(self.kind).give(row.address, given)

    def document(self, row: RowKeys, slug: str) -> Document:
        return self._proposal.document(self.kind, slug)

    def mistakes(self, row: RowKeys) -> Sequence[RowProblem]:
        return ()  # found where it is saved

    def stored_keys(self, row: RowKeys) -> set[int]:
        return stored_keys(self._proposal)


class Planner:
    def __init__(self, kind: ImportKind, decisions: Decisions | None, said: Said) -> None:
        self.kind, self.said = kind, said
        self.model: Any = profile_kind(kind.name).model
        self.decisions = decisions or Decisions()
        self.memory = Memory()
        # Profiles after this one are of the file itself, or came while it was read.
        self._newest = self.model._default_manager.aggregate(Max("pk"))["pk__max"] or 0

    def plan(self, row: RowKeys, match: MatchResult, context: ImportContext) -> Outcome:
        """Call `settle` with it before the next row."""
        outcome = Outcome(row.line, row.label, Status.CREATED, slug=row.slug, left_out=list(row.left_out))
        outcome.placeholders = row.placeholders
        outcome.list_keys = row.list_keys
        if row.problems:
            outcome.status, outcome.problems = Status.REJECTED, list(row.problems)
            return outcome
        if repeated := self.memory.repeated(row):
            outcome.reject("", _same_as_line(repeated))
            return outcome
        self._place(outcome, row, match, context)
        if outcome.status == Status.CREATED and outcome.pk is None:
            self._plan_new(outcome, row, context)
        elif outcome.pk is not None and outcome.status != Status.REJECTED:
            self._plan_change(outcome, row, context)
            if outcome.pk not in match.listed and outcome.status != Status.REJECTED:
                self.memory.list_profile(row.list_keys, outcome.pk, row.line)
        return outcome

    def settle(self, row: RowKeys, outcome: Outcome, context: ImportContext) -> None:
        """Record for later rows that it is written, or will be."""
        if outcome.status == Status.CREATED:
            self.memory.remember(row, context.stored_keys(row), outcome.slug)
            if outcome.pk is not None:
                self.memory.note_created(outcome.pk, row.line)
        elif outcome.is_refused_as_new:
            outcome.slug = row.slug
            self.memory.release(row)

    def about(self, row: RowKeys, match: MatchResult) -> int | None:
        """The profile that a row is about, as far as that does not depend on rows above it."""
        if match.pk is not None or not match.candidates:
            return match.pk
        decision = self._decision(row, match.first_candidates)
        return decision if isinstance(decision, int) else None

    def may_be_new(self, row: RowKeys, match: MatchResult) -> bool:
        if row.problems or match.contradiction or match.pk is not None:
            return False
        return not match.candidates or self._decision(row, match.first_candidates) == "create"

    def may_repeat(self, row: RowKeys, match: MatchResult) -> list[int]:
        """The profiles for which the row may repeat an earlier import."""
        candidates = match.first_candidates
        if (
            row.identifiers
            or (row.slug and not match.is_of_another)
            or match.pk is not None
            or not candidates
        ):
            return []
        decision = self._decision(row, candidates)
        if decision == "create":
            return [pk for pk in match.candidates if pk in self.decisions.made]
        if decision != "ask" or self.decisions.of_line.get(row.line):
            return []
        return [pk for pk, _reason in candidates if pk <= self._newest]

    # --- which profile a row is about --------------------------------------------------------

    def _place(self, outcome: Outcome, row: RowKeys, match: MatchResult, context: ImportContext) -> None:
        similar, namesakes = self.memory.similar(row)
        earlier = self.memory.slugs.get(row.slug, 0) if row.slug else 0
        if earlier and not (is_number(row.slug) and earlier not in similar):
            outcome.reject("", _same_as_line(earlier))
            return
        if match.is_of_another or earlier:
            outcome.slug = ""
            outcome.left_out.append(RowProblem("slug", _number_of_another(row.slug)))
        if match.contradiction:
            outcome.reject("", match.contradiction)
        elif match.pk is not None:
            self._is_about(outcome, match.pk)
        else:
            self._decide(outcome, row, match, context, (similar, namesakes))

    def _is_about(self, outcome: Outcome, pk: int) -> None:
        earlier = self.memory.about(pk, outcome.line)
        if earlier != outcome.line:
            outcome.reject("", _same_as_line(earlier))
        else:
            outcome.pk = pk

    def _decide(
        self,
        outcome: Outcome,
        row: RowKeys,
        match: MatchResult,
        context: ImportContext,
        in_file: tuple[dict[int, str], list[int]],
    ) -> None:
        candidates = [
            Candidate(pk, "", "", reason, str(WHY[reason])) for pk, reason in match.first_candidates
        ]
        namesakes = [Candidate(pk, "", "", "", "") for pk in match.namesakes[:MAX_CANDIDATES]]
        if not candidates:
            similar, namesakes_in_file = in_file
            candidates = [_candidate_of_file(line, reason) for line, reason in islice(similar.items(), 1)]
            namesakes += [
                _candidate_of_file(line, "") for line in namesakes_in_file[: MAX_CANDIDATES - len(namesakes)]
            ]
        outcome.candidates = candidates or namesakes
        if not candidates:
            return
        decision = self._decision(row, [(candidate.pk, candidate.reason) for candidate in candidates])
        if isinstance(decision, int):
            self._is_about(outcome, decision)
        else:
            if decision != "create":
                outcome.status = Status.TO_DECIDE
            self._recognise(outcome, row, match, context)

    def _decision(self, row: RowKeys, candidates: Sequence[tuple[int | None, str]]) -> int | str:
        return self.decisions.of(row.line, candidates)

    def _recognise(self, outcome: Outcome, row: RowKeys, match: MatchResult, context: ImportContext) -> None:
        """A row that is to be decided on may only repeat an earlier import, and one to be created this import itself."""
        candidates = self.may_repeat(row, match)
        repeated = context.repeats(row, candidates) if candidates else []
        if pks := [pk for pk in repeated if pk not in self.memory.changed]:
            outcome.candidates, outcome.status = [], Status.UNCHANGED
            self._is_about(outcome, pks[0])

    # --- what it would do ----------------------------------------------------------------------

    def _plan_new(self, outcome: Outcome, row: RowKeys, context: ImportContext) -> None:
        for problem in context.mistakes(row):
            outcome.refuse_as_new(*problem)
        if outcome.status == Status.CREATED:
            outcome.slug = outcome.slug or context.free_slug(row, self.memory.slugs)
            outcome.document = context.document(row, outcome.slug)

    def _plan_change(self, outcome: Outcome, row: RowKeys, context: ImportContext) -> None:
        pk: Any = outcome.pk
        live = context.live(row, pk)
        if live is None:
            outcome.reject("", _("It was deleted meanwhile."))
            return
        outcome.slug, outcome.label, outcome.is_draft = live.slug, live.label, live.is_draft
        outcome.status = Status.UNCHANGED
        if live.document is not None:
            plan_change(outcome, context.proposal(row), live.document, pk, self.said)
        if outcome.status == Status.UPDATED and outcome.before and outcome.after:
            self.memory.changed[pk] = Before.of(outcome, outcome.before, outcome.after)

    # --- texts ----------------------------------------------------------------------------------

    def name_candidates(self, outcomes: Sequence[Outcome]) -> None:
        """Say which profiles the candidates are, in one query; of namesakes it is a note."""
        pks = {candidate.pk for outcome in outcomes for candidate in outcome.candidates} - {None}
        names: dict[int | None, tuple[str, str]] = {}
        if pks:
            profiles = self.model._default_manager.only("slug", *columns("name")).in_bulk(list(pks))
            names = {pk: (profile.slug, str(profile)) for pk, profile in profiles.items()}
            names |= {
                pk: (before.slug, before.label) for pk, before in self.memory.changed.items() if pk in names
            }
        for outcome in outcomes:
            outcome.candidates = [
                Candidate(candidate.pk, *names[candidate.pk], candidate.reason, candidate.why)
                if candidate.pk in names
                else candidate
                for candidate in outcome.candidates
            ]
            if outcome.status == Status.CREATED and outcome.candidates:
                names_text = ", ".join(candidate.slug or candidate.name for candidate in outcome.candidates)
                text = _("Another one of this name is there: %(names)s.") % {"names": names_text}
                outcome.notes.append(RowProblem("", text))


def _same_as_line(line: int) -> str:
    return _("Line %(line)s is about the same one.") % {"line": line}


def _number_of_another(slug: str) -> str:
    return _(
        "“%(slug)s” is the address of another profile, and a number alone does not tell whom the row is about."
    ) % {"slug": slug}


def _candidate_of_file(line: int, reason: str) -> Candidate:
    why = str(WHY[reason]) if reason else ""
    return Candidate(None, "", _("line %(line)s of this file") % {"line": line}, reason, why)
