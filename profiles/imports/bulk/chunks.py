"""A chunk of rows with all that the planner needs to know about them, looked up in a few queries."""

from __future__ import annotations

from collections.abc import Container, Sequence

from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.imports.bulk.current_values import current_values
from profiles.imports.bulk.preparing import PreparedChunk
from profiles.imports.plan.changing import says_nothing_new
from profiles.imports.plan.matching import Matcher, MatchResult, repeats
from profiles.imports.plan.outcomes import Outcome, problems_of
from profiles.imports.plan.planning import LiveProfile, Planner
from profiles.imports.plan.row_keys import RowKeys
from profiles.imports.plan.slugs import Slugs
from profiles.imports.rows.proposals import RowProblem, RowProposal


class Chunk:
    """Looks up in bulk what the plain lane looks up row by row."""

    def __init__(self, prepared: PreparedChunk, planner: Planner) -> None:
        self.prepared_chunk, self.planner, self.kind = prepared, planner, planner.kind.name
        valid = [row for row in prepared.row_keys if not row.problems]
        matcher = Matcher(self.kind, valid, planner.memory)
        self._matches = {row.line: matcher.match(row) for row in valid}
        self._repeats = self._look_up_repeats(valid)
        self._live = self._look_up_live(valid)
        possibly_new = [row for row in valid if planner.may_be_new(row, self._matches[row.line])]
        prepared.prepare(self.kind, [row.line for row in possibly_new])
        self._slugs = Slugs(self.kind, {row.address for row in possibly_new if row.address})

    def plan(self) -> list[Outcome]:
        """What would become of its rows, in their order."""
        outcomes = []
        for row in self.prepared_chunk.row_keys:
            outcome = self.planner.plan(row, self._matches.get(row.line) or MatchResult(), self)
            self.planner.settle(row, outcome, self)
            outcomes.append(outcome)
        self.planner.name_candidates(outcomes)
        return outcomes

    # --- answers to the planner -------------------------------------------------------------

    def proposal(self, row: RowKeys) -> RowProposal:
        return self.prepared_chunk.proposal(row.line)

    def live(self, row: RowKeys, pk: int) -> LiveProfile | None:
        return self._live.get((row.line, pk))

    def repeats(self, row: RowKeys, pks: Sequence[int]) -> Sequence[int]:
        return self._repeats[row.line]

    def free_slug(self, row: RowKeys, given: Container[str]) -> str:
        return self._slugs.give(row.address, given)

    def document(self, row: RowKeys, slug: str) -> Document | None:
        prepared = self.prepared_chunk.prepared[row.line]
        if self.prepared_chunk.batch:
            self.prepared_chunk.batch.give_slug(prepared, slug)
        return prepared.document

    def mistakes(self, row: RowKeys) -> Sequence[RowProblem]:
        prepared = self.prepared_chunk.prepared[row.line]
        return problems_of(prepared.errors, prepared.document)

    def stored_keys(self, row: RowKeys) -> set[int]:
        return self.prepared_chunk.stored_keys(row.line)

    # --- looked up --------------------------------------------------------------------------

    def _look_up_repeats(self, rows: Sequence[RowKeys]) -> dict[int, list[int]]:
        candidates = {row.line: self.planner.may_repeat(row, self._matches[row.line]) for row in rows}
        proposals = [(self.prepared_chunk.proposal(line), pks) for line, pks in candidates.items() if pks]
        return repeats(self.kind, proposals) if proposals else {}

    def _look_up_live(self, rows: Sequence[RowKeys]) -> dict[tuple[int, int], LiveProfile]:
        """The profiles that rows are about; complete where a row has something new for one."""
        pairs = [(row, pk) for row in rows for pk in self._about(row)]
        if not pairs:
            return {}
        current = current_values(self.kind, {pk for _row, pk in pairs})
        with_news = {
            (row.line, pk)
            for row, pk in pairs
            if pk in current
            and not says_nothing_new(self.prepared_chunk.proposal(row.line), current[pk].document)
        }
        documents = documents_of(self.kind, {pk for _line, pk in with_news}) if with_news else {}
        profiles = {}
        for row, pk in pairs:
            is_new = (row.line, pk) in with_news
            if pk in current and (not is_new or pk in documents):
                document = documents[pk][1] if is_new else None
                profiles[row.line, pk] = LiveProfile(
                    current[pk].slug, current[pk].label, current[pk].is_draft, document
                )
        return profiles

    def _about(self, row: RowKeys) -> list[int]:
        pk = self.planner.about(row, self._matches[row.line])
        return [pk] if pk is not None else self._repeats.get(row.line, [])
