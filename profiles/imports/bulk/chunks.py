"""A chunk of rows with all that the planner will ask about them, looked up in a few queries."""

from __future__ import annotations

from collections.abc import Container, Sequence

from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.imports.bulk.current_values import current_values
from profiles.imports.bulk.preparing import PreparedChunk
from profiles.imports.plan.changing import says_nothing_new
from profiles.imports.plan.matching import Matcher, MatchResult, repeats
from profiles.imports.plan.outcomes import Outcome, Status, problems_of
from profiles.imports.plan.planning import LiveProfile, Planner
from profiles.imports.plan.row_keys import RowKeys
from profiles.imports.plan.slugs import Slugs
from profiles.imports.rows.proposals import RowProblem, RowProposal


class Chunk:
    """What the plain lane asks row by row (`plain.LookedUp`)."""

    def __init__(self, made: PreparedChunk, planner: Planner) -> None:
        self.made, self.planner, self.kind = made, planner, planner.kind.name
        good = [row for row in made.row_keys if not row.problems]
        matcher = Matcher(self.kind, good, planner.memory)
        self._sights = {row.line: matcher.match(row) for row in good}
        self._repeats = self._find_repeats(good)
        self._live = self._find_live(good)
        new = [row for row in good if planner.may_be_new(row, self._sights[row.line])]
        made.prepare(self.kind, [row.line for row in new])
        self._slugs = Slugs(self.kind, {row.address for row in new if row.address})

    def plan(self) -> list[Outcome]:
        """What would become of its rows, in their order."""
        outcomes = []
        for row in self.made.row_keys:
            outcome = self.planner.plan(row, self._sights.get(row.line) or MatchResult(), self)
            keys = self.made.kept_keys(row.line) if outcome.status == Status.CREATED else ()
            self.planner.settle(row, outcome, keys)
            outcomes.append(outcome)
        self.planner.name_candidates(outcomes)
        return outcomes

    # --- what the planner asks --------------------------------------------------------------

    def proposal(self, row: RowKeys) -> RowProposal:
        return self.made.proposal(row.line)

    def live(self, row: RowKeys, pk: int) -> LiveProfile | None:
        return self._live.get((row.line, pk))

    def repeats(self, row: RowKeys, pks: Sequence[int]) -> Sequence[int]:
        return self._repeats[row.line]

    def free_slug(self, row: RowKeys, given: Container[str]) -> str:
        return self._slugs.give(row.address, given)

    def document(self, row: RowKeys, slug: str) -> Document | None:
        prepared = self.made.prepared[row.line]
        if self.made.batch:
            self.made.batch.give_slug(prepared, slug)
        return prepared.document

    def mistakes(self, row: RowKeys) -> Sequence[RowProblem]:
        prepared = self.made.prepared[row.line]
        return problems_of(prepared.errors, prepared.document)

    # --- looked up --------------------------------------------------------------------------

    def _find_repeats(self, rows: Sequence[RowKeys]) -> dict[int, list[int]]:
        there = {row.line: self.planner.may_repeat(row, self._sights[row.line]) for row in rows}
        asked = [(self.made.proposal(line), pks) for line, pks in there.items() if pks]
        return repeats(self.kind, asked) if asked else {}

    def _find_live(self, rows: Sequence[RowKeys]) -> dict[tuple[int, int], LiveProfile]:
        """The profiles that rows are about; whole where a row says something new of one."""
        pairs = [(row, pk) for row in rows for pk in self._about(row)]
        if not pairs:
            return {}
        there = current_values(self.kind, {pk for _row, pk in pairs})
        new = {
            (row.line, pk)
            for row, pk in pairs
            if pk in there and not says_nothing_new(self.made.proposal(row.line), there[pk].document)
        }
        documents = documents_of(self.kind, {pk for _line, pk in new}) if new else {}
        found = {}
        for row, pk in pairs:
            is_new = (row.line, pk) in new
            if pk in there and (not is_new or pk in documents):
                document = documents[pk][1] if is_new else None
                found[row.line, pk] = LiveProfile(
                    there[pk].slug, there[pk].label, there[pk].is_draft, document
                )
        return found

    def _about(self, row: RowKeys) -> list[int]:
        pk = self.planner.about(row, self._sights[row.line])
        return [pk] if pk is not None else self._repeats.get(row.line, [])
