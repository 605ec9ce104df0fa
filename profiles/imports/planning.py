"""What would become of each row of a file. Nothing is written here; applying.py and the preview both ask it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal

from django.utils.translation import gettext as _

from profiles.documents.bulk import Batch
from profiles.documents.document import Document
from profiles.documents.glances import glances
from profiles.documents.reading import documents_of
from profiles.imports.changing import plan_change, says_nothing_new
from profiles.imports.making import Made
from profiles.imports.matching import REGISTERS, WHY, Matcher, Sight, repeats
from profiles.imports.outcomes import Candidate, Outcome, Status
from profiles.imports.proposals import ImportKind, Problem, Proposal
from profiles.imports.slugs import Slugs
from profiles.registry import profile_kind

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
            return said  # type: ignore[return-value]
        if said.isdecimal() and int(said) in candidates:
            return int(said)
        if self.on_match == "update":
            return candidates[0] if len(candidates) == 1 and candidates[0] is not None else "ask"
        return self.on_match


@dataclass
class Memory:
    """What earlier rows of the file said: numbers alone, so that a million rows fit."""

    lines: dict[int, int] = field(default_factory=dict)  # slug or identifier -> line
    keys: dict[int, tuple[int, int]] = field(default_factory=dict)  # match key -> (line, its registers)
    slugs: set[str] = field(default_factory=set)
    profiles: dict[int, int] = field(default_factory=dict)  # primary key -> line

    def between_chunks(self) -> None:
        """What was written is found in the database from here on."""
        self.keys.clear()
        self.slugs.clear()


class Planner:
    def __init__(self, kind: ImportKind, decisions: Decisions | None = None) -> None:
        self.kind = kind
        self.model: Any = profile_kind(kind.name).model
        self.decisions = decisions or Decisions()
        self.memory = Memory()
        self.batch: Batch | None = None  # the new profiles of the last chunk, ready to be written
        self._slugs = Slugs(kind.name)

    def plan(self, made: Made) -> list[Outcome]:
        """What would become of a chunk of rows, in their order."""
        good = [proposal for proposal in made.proposals if not proposal.problems]
        matcher = Matcher(self.kind.name, good, made.keys)
        outcomes = [self._placed(proposal, matcher) for proposal in made.proposals]
        pairs = list(zip(made.proposals, outcomes, strict=True))
        self._recognise([pair for pair in pairs if pair[1].status == Status.TO_DECIDE])
        self._plan_changes([pair for pair in pairs if pair[1].pk is not None and not pair[1].problems])
        self._plan_new([pair for pair in pairs if pair[1].status == Status.CREATED], made)
        self._name_candidates(outcomes)
        return outcomes

    # --- whom a row is about -----------------------------------------------------------------

    def _placed(self, proposal: Proposal, matcher: Matcher) -> Outcome:
        outcome = Outcome(proposal.line, proposal.label, Status.CREATED, slug=proposal.slug)
        if proposal.problems:
            outcome.status, outcome.problems = Status.REJECTED, list(proposal.problems)
            return outcome
        repeated = self._repeated(proposal)
        if repeated:
            outcome.reject("", _("Line %(line)s is about the same one.") % {"line": repeated})
            return outcome
        sight = matcher.look(proposal)
        if sight.contradiction:
            outcome.reject("", sight.contradiction)
        elif sight.pk is not None:
            self._is_about(outcome, sight.pk)
        else:
            self._decide(outcome, proposal, sight, matcher)
        if outcome.status == Status.CREATED and outcome.pk is None:
            self._remember(proposal, matcher)
        return outcome

    def _repeated(self, proposal: Proposal) -> int:
        """The earlier line with the same address or number; 0 if there is none."""
        marks = [_mark(f"{scheme}:{value}") for scheme, value in proposal.identifiers]
        marks += [_mark(f"slug:{proposal.slug}")] if proposal.slug else []
        lines = (self.memory.lines.get(mark, proposal.line) for mark in marks)
        found = next((line for line in lines if line != proposal.line), 0)
        if not found:
            self.memory.lines.update(dict.fromkeys(marks, proposal.line))
        return found

    def _is_about(self, outcome: Outcome, pk: int) -> None:
        earlier = self.memory.profiles.setdefault(pk, outcome.line)
        if earlier != outcome.line:
            outcome.reject("", _("Line %(line)s is about the same one.") % {"line": earlier})
        else:
            outcome.pk = pk

    def _decide(self, outcome: Outcome, proposal: Proposal, sight: Sight, matcher: Matcher) -> None:
        candidates = [Candidate(pk, "", "", str(WHY[why])) for pk, why in sight.candidates.items()]
        earlier = self._earlier(proposal, matcher)
        if earlier and not candidates:
            candidates = [
                Candidate(None, "", _("line %(line)s of this file") % {"line": earlier}, str(WHY["name"]))
            ]
        if candidates:
            outcome.candidates = candidates[:MOST_CANDIDATES]
            decision = self.decisions.of(outcome.line, [candidate.pk for candidate in candidates])
            if isinstance(decision, int):
                self._is_about(outcome, decision)
            elif decision != "create":
                outcome.status = Status.TO_DECIDE
        elif sight.namesakes:
            outcome.candidates = [Candidate(pk, "", "", "") for pk in sight.namesakes[:MOST_CANDIDATES]]

    def _recognise(self, pairs: list[tuple[Proposal, Outcome]]) -> None:
        """Of rows that are to be decided on: those that only repeat an earlier import."""
        asked = [
            (proposal, [one.pk for one in outcome.candidates if one.pk is not None])
            for proposal, outcome in pairs
            if not proposal.slug
            and not proposal.identifiers
            and not self.decisions.of_line.get(proposal.line)
        ]
        found = repeats(self.kind.name, asked) if any(candidates for _p, candidates in asked) else {}
        for _proposal, outcome in pairs:
            if outcome.line in found:
                outcome.candidates = []
                self._is_about(outcome, found[outcome.line])

    def _earlier(self, proposal: Proposal, matcher: Matcher) -> int:
        """An earlier row of the file that this one looks like; 0 if there is none."""
        mine = _registers(proposal)
        for key in matcher.keys[proposal.line]:
            line, registers = self.memory.keys.get(key, (0, 0))
            if line and line != proposal.line and not mine & registers:
                return line
        return 0

    def _remember(self, proposal: Proposal, matcher: Matcher) -> None:
        registers = _registers(proposal)
        for key in matcher.keys[proposal.line]:
            self.memory.keys.setdefault(key, (proposal.line, registers))

    def _name_candidates(self, outcomes: list[Outcome]) -> None:
        """Say which profiles the candidates are, in one query; of namesakes it is a note."""
        pks = {candidate.pk for outcome in outcomes for candidate in outcome.candidates} - {None}
        if not pks:
            return
        found = self.model._default_manager.in_bulk(list(pks))
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

    def _plan_changes(self, pairs: list[tuple[Proposal, Outcome]]) -> None:
        if not pairs:
            return
        there = glances(self.kind.name, [outcome.pk for _proposal, outcome in pairs if outcome.pk])
        changed = []
        for proposal, outcome in pairs:
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

    def _plan_new(self, pairs: list[tuple[Proposal, Outcome]], made: Made) -> None:
        self.batch = None
        if not pairs:
            return
        self.memory.slugs.update(proposal.slug for proposal, _outcome in pairs if proposal.slug)
        nameless = [proposal for proposal, _outcome in pairs if not proposal.slug]
        slugs = self._slugs.give(nameless, self.memory.slugs)
        self.batch = self._batch([proposal for proposal, _outcome in pairs], slugs, made)
        for (_proposal, outcome), prepared in zip(pairs, self.batch.prepared, strict=True):
            outcome.document, outcome.slug = prepared.document, prepared.slug
            for path, texts in prepared.errors.items():
                outcome.reject(_column(prepared.document, path), " ".join(texts))

    def _batch(self, proposals: list[Proposal], slugs: dict[int, str], made: Made) -> Batch:
        if made.batch is None:
            return Batch([one.document(self.kind.name, one.slug or slugs[one.line]) for one in proposals])
        for line, slug in slugs.items():
            made.prepared[line].slug = slug
        return made.batch.part([made.prepared[one.line] for one in proposals])


def _mark(text: str) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest())


def _registers(proposal: Proposal) -> int:
    """The registers in which a row gives a number, as bits."""
    return sum(
        1 << REGISTERS.index(scheme)
        for scheme in {one for one, _v in proposal.identifiers}
        if scheme in REGISTERS
    )


def _column(document: Document, path: str) -> str:
    """The column of an error: figures say which metric, identifiers which register."""
    relation, _slash, rest = path.partition("/")
    row = document.of(relation).get(rest.partition("/")[0], {})
    return str(row.get("metric") or row.get("scheme") or relation)
