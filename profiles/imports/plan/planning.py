"""What would become of each row of a file. Nothing is written here; applying.py and the preview both ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Literal

from django.db.models import Max
from django.utils.translation import gettext as _

from kit.languages import columns
from profiles.documents.bulk import Batch
from profiles.documents.glances import glances
from profiles.documents.reading import documents_of
from profiles.imports.plan.changing import plan_change, says_nothing_new
from profiles.imports.plan.making import Made, mistakes_of
from profiles.imports.plan.matching import WHY, Matcher, Sight, Signs, repeats
from profiles.imports.plan.memory import Memory
from profiles.imports.plan.outcomes import Candidate, Outcome, Status
from profiles.imports.plan.slugs import Slugs
from profiles.imports.rows.proposals import ImportKind, Problem
from profiles.models.registry import profile_kind

MOST_CANDIDATES = 5
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


class Planner:
    def __init__(self, kind: ImportKind, decisions: Decisions | None = None) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind.name).model
        self.decisions = decisions or Decisions()
        self.memory = Memory()
        self.batch: Batch | None = None  # the new profiles of the last chunk, ready to be written
        self._slugs = Slugs(kind.name)
        # Profiles after this one are of the file itself, or came while it was read.
        self._newest = self.model._default_manager.aggregate(Max("pk"))["pk__max"] or 0

    def plan(self, made: Made) -> list[Outcome]:
        """What would become of a chunk of rows, in their order."""
        outcomes, new = self._planned(made)
        if any(outcome.status == Status.REJECTED for outcome in new):
            # Nothing is like a row that cannot be written.
            self.memory.forget(made, outcomes, new)
            made.check_all(self.kind.name)
            outcomes, _new = self._planned(made)
        return outcomes

    def _planned(self, made: Made) -> tuple[list[Outcome], list[Outcome]]:
        """Of all rows, and of those that were to become new profiles."""
        matcher = Matcher(self.kind.name, [row for row in made.signs if not row.problems])
        outcomes = [self._placed(row, matcher, made) for row in made.signs]
        self._recognise(made, outcomes)
        self._plan_changes(made, [one for one in outcomes if one.pk is not None and not one.problems])
        new = [one for one in outcomes if one.status == Status.CREATED]
        self._plan_new(made, new)
        self._name_candidates(outcomes)
        return outcomes, new

    # --- whom a row is about -----------------------------------------------------------------

    def _placed(self, row: Signs, matcher: Matcher, made: Made) -> Outcome:
        outcome = Outcome(row.line, row.label, Status.CREATED, slug=row.slug, left_out=list(row.left_out))
        if row.problems:
            outcome.status, outcome.problems = Status.REJECTED, list(row.problems)
            return outcome
        if repeated := self.memory.repeated(row):
            outcome.reject("", _("Line %(line)s is about the same one.") % {"line": repeated})
            return outcome
        sight = matcher.look(row)
        if sight.is_of_another:
            outcome.slug = ""
            outcome.left_out.append(Problem("slug", _taken(row.slug)))
        if sight.contradiction:
            outcome.reject("", sight.contradiction)
        elif sight.pk is not None:
            self._is_about(outcome, sight.pk)
        else:
            self._decide(outcome, row, sight)
        if outcome.status == Status.CREATED and outcome.pk is None:
            self._is_new(outcome, row, made)
        return outcome

    def _is_new(self, outcome: Outcome, row: Signs, made: Made) -> None:
        for problem in made.mistakes(row.line):
            outcome.reject(*problem)
        if outcome.status == Status.REJECTED:
            self.memory.release(row)
        else:
            self.memory.remember(row, made.kept_keys(row.line))

    def _is_about(self, outcome: Outcome, pk: int) -> None:
        earlier = self.memory.profiles.setdefault(pk, outcome.line)
        if earlier != outcome.line:
            outcome.reject("", _("Line %(line)s is about the same one.") % {"line": earlier})
        else:
            outcome.pk = pk

    def _decide(self, outcome: Outcome, row: Signs, sight: Sight) -> None:
        candidates = [
            Candidate(pk, "", "", str(WHY[why]))
            for pk, why in islice(sight.candidates.items(), MOST_CANDIDATES)
        ]
        namesakes = [Candidate(pk, "", "", "") for pk in sight.namesakes[:MOST_CANDIDATES]]
        if not candidates:
            alike, others = self.memory.alike(row)
            candidates = [_of_file(line, str(WHY[why])) for line, why in islice(alike.items(), 1)]
            namesakes += [_of_file(line, "") for line in others[: MOST_CANDIDATES - len(namesakes)]]
        outcome.candidates = candidates or namesakes
        if candidates:
            decision = self.decisions.of(outcome.line, [candidate.pk for candidate in candidates])
            if isinstance(decision, int):
                self._is_about(outcome, decision)
            elif decision != "create":
                outcome.status = Status.TO_DECIDE

    def _recognise(self, made: Made, outcomes: list[Outcome]) -> None:
        """Of rows that are to be decided on: those that only repeat an earlier import."""
        asked = []
        for row, outcome in zip(made.signs, outcomes, strict=True):
            there = [one.pk for one in outcome.candidates if one.pk is not None and one.pk <= self._newest]
            undecided = outcome.status == Status.TO_DECIDE and not self.decisions.of_line.get(row.line)
            if undecided and there and not outcome.slug and not row.identifiers:
                asked.append((made.proposal(row.line), there))
        found = repeats(self.kind.name, asked) if asked else {}
        for outcome in outcomes:
            if outcome.line in found:
                outcome.candidates = []
                self._is_about(outcome, found[outcome.line])

    def _name_candidates(self, outcomes: list[Outcome]) -> None:
        """Say which profiles the candidates are, in one query; of namesakes it is a note."""
        pks = {candidate.pk for outcome in outcomes for candidate in outcome.candidates} - {None}
        if not pks:
            return
        found = self.model._default_manager.only("slug", *columns("name")).in_bulk(list(pks))
        for outcome in outcomes:
            outcome.candidates = [
                Candidate(one.pk, found[one.pk].slug, str(found[one.pk]), one.why) if one.pk in found else one
                for one in outcome.candidates
            ]
            if outcome.status == Status.CREATED and outcome.candidates:
                names = ", ".join(candidate.slug or candidate.name for candidate in outcome.candidates)
                text = _("Another one of this name is there: %(names)s.") % {"names": names}
                outcome.notes.append(Problem("", text))

    # --- what it would do ----------------------------------------------------------------------

    def _plan_changes(self, made: Made, outcomes: list[Outcome]) -> None:
        if not outcomes:
            return
        there = glances(self.kind.name, [outcome.pk for outcome in outcomes if outcome.pk])
        changed = []
        for outcome in outcomes:
            proposal = made.proposal(outcome.line)
            if outcome.pk not in there:
                outcome.reject("", _("It was deleted meanwhile."))
                continue
            glance = there[outcome.pk]
            outcome.slug, outcome.label, outcome.is_draft = glance.slug, glance.label, glance.is_draft
            outcome.status = Status.UNCHANGED
            if not says_nothing_new(proposal, glance.document):
                changed.append((proposal, outcome))
        found = documents_of(self.kind.name, [outcome.pk for _p, outcome in changed if outcome.pk])
        for proposal, outcome in changed:
            if outcome.pk in found:
                plan_change(outcome, proposal, found[outcome.pk][1], outcome.pk)
            else:
                outcome.reject("", _("It was deleted meanwhile."))

    def _plan_new(self, made: Made, outcomes: list[Outcome]) -> None:
        self.batch = None
        if not outcomes:
            return
        self.memory.slugs |= {outcome.slug for outcome in outcomes if outcome.slug}
        wanting = {outcome.line for outcome in outcomes if not outcome.slug}
        wanted = {row.line: row.address for row in made.signs if row.line in wanting}
        slugs = self._slugs.give(wanted, self.memory.slugs)
        for outcome in outcomes:
            outcome.slug = outcome.slug or slugs[outcome.line]
        self.batch = self._batch(made, outcomes)
        for outcome, prepared in zip(outcomes, self.batch.prepared, strict=True):
            outcome.document = prepared.document
            for problem in mistakes_of(prepared):
                outcome.reject(*problem)

    def _batch(self, made: Made, outcomes: list[Outcome]) -> Batch:
        if made.batch is None:
            rows = [(made.proposal(one.line), one.slug) for one in outcomes]
            return Batch([proposal.document(self.kind.name, slug) for proposal, slug in rows])
        for outcome in outcomes:
            made.batch.give_slug(made.prepared[outcome.line], outcome.slug)
        return made.batch.part([made.prepared[one.line] for one in outcomes])


def _taken(slug: str) -> str:
    return _(
        "“%(slug)s” is the address of another profile, and a number alone does not tell whom the row is about."
    ) % {"slug": slug}


def _of_file(line: int, why: str) -> Candidate:
    return Candidate(None, "", _("line %(line)s of this file") % {"line": line}, why)
