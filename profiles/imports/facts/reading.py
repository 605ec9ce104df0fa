"""The lines of a profile into a proposal.

A fact that our files name is read as they spell it. Whatever else a line says is read like the cell of a file of rows: its
fact is recognised as a header is, so that lists of others come in as well. What cannot be read costs its line.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from kit.currencies import CURRENCIES
from kit.languages import columns as columns_of_text
from kit.spreadsheets import harmless
from profiles.documents.document import Fields, Value
from profiles.documents.shape import shape_of, source_shape
from profiles.exports.facts.columns import EVIDENCE, OF_FIGURE, SAYS_OTHERWISE, SEPARATOR
from profiles.exports.facts.names import CITATIONS, FIGURES, RowName
from profiles.imports.cells import dates, values
from profiles.imports.cells.problems import BadValue
from profiles.imports.facts.columns import is_our_own
from profiles.imports.facts.grouping import Lines
from profiles.imports.facts.names import FactNames, OwnPlace, RowPlace, SourcePlace
from profiles.imports.facts.rows import RowChecks, RowOfLines, repeats
from profiles.imports.facts.sources import LineSources, LineUse, said_of
from profiles.imports.facts.values import FieldValues, is_blank, number, text_of
from profiles.imports.rows.headers import Headers
from profiles.imports.rows.proposals import Cells, ImportKind, RowProposal
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources

MAX_WORD = 80
_currencies = frozenset(CURRENCIES)


@dataclass
class FileLine:
    """One line: its number in the file, and its cells by column."""

    number: int
    cells: dict[str, Any]

    def word(self, name: str) -> str:
        """A cell of the line that is a word; BadValue where it is damaged."""
        cell = self.cells.get(name)
        return "" if is_blank(cell) else values.line(cell)

    @property
    def has_value(self) -> bool:
        return not is_blank(self.cells.get("value"))


@dataclass
class ProfileLines:
    """The lines of one profile, and what was read of them so far."""

    proposal: RowProposal
    lines: list[FileLine]
    rows: dict[tuple[str, str], RowOfLines] = field(default_factory=dict)  # by name and `row`
    # By what their lines say of them; what the first of these takes a source for is what it is worth in general.
    about_sources: dict[Any, Fields] = field(default_factory=dict)
    first_levels: dict[Any, Value] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)  # cells of a file of rows, by column

    def leave_out(self, line: int, fact: str, error: BadValue) -> None:
        text = _("line %(line)s: %(text)s") % {"line": line, "text": error}
        self.proposal.leave_out(fact[:MAX_WORD], text)


class LineCells(Cells):
    """The cells of a line as if they were a row; their source is that of the line."""

    line_use: LineUse | None = None

    def sources(self, column: str) -> list[str | None]:
        return [self.line_use.source if self.line_use else None]


class FactsReader:
    """Reads the groups of a grouped table, as RowReader reads rows."""

    def __init__(
        self, kind: ImportKind, columns: Sequence[str], book: FileSources, options: RowOptions
    ) -> None:
        self.kind, self.columns, self.options, self.book = kind, columns, options, book
        self.is_own = is_our_own(columns)
        self.shape = shape_of(kind.name)
        self.places = FactNames(kind.name)
        self.headers = Headers(kind)
        self.values = FieldValues()
        self.sources = LineSources(self.is_own, book, self.values)
        self.checks = RowChecks(kind.name, self.places.metrics)

    def read(self, line: int, lines: Lines) -> RowProposal:
        group = ProfileLines(RowProposal(line, in_full=self.is_own), [self._line(*one) for one in lines])
        self._begin(group)
        if group.proposal.problems:
            return group.proposal
        for one in group.lines:
            self._read_line(group, one)
        self._finish(group)
        return group.proposal

    def _line(self, number: int, cells: Sequence[Any]) -> FileLine:
        return FileLine(number, {name: cell for name, cell in zip(self.columns, cells, strict=False) if name})

    # --- whom the lines speak of -----------------------------------------------------------------

    def _begin(self, group: ProfileLines) -> None:
        """The address of the profile, its kind, and what its other lines need to be read."""
        for line in group.lines:
            try:
                self._note_given(group, line)
            except BadValue as error:
                group.leave_out(line.number, str(line.cells.get("fact", "")), error)
        first = group.lines[0]
        try:
            kind = first.word("kind")
            if self.is_own and kind not in ("", self.kind.name):
                group.proposal.refuse(
                    "kind", _("This is a profile of another kind: %(kind)s.") % {"kind": kind}
                )
            elif address := first.word("profile"):
                self._as_row(group, first, "slug", address)
        except BadValue as error:
            group.leave_out(first.number, "profile", error)

    def _note_given(self, group: ProfileLines, line: FileLine) -> None:
        fact = line.word("fact")
        place = self.places.find(fact, "")
        if isinstance(place, SourcePlace):
            model_field = source_shape().fields[place.column]
            about = group.about_sources.setdefault(said_of(line.cells), {})
            about[place.column] = self.values.read(model_field, line.cells.get("value"))
        elif place is None and line.has_value and (column := self.headers.match(fact).column):
            group.given.setdefault(column, line.cells["value"])
        if level := self._level(line):
            group.first_levels.setdefault(said_of(line.cells), level)

    def _level(self, line: FileLine) -> str:
        """What the line says that its source is worth."""
        if is_blank(cell := line.cells.get(EVIDENCE)):
            return ""
        return str(self.values.read(source_shape().fields[EVIDENCE], cell))

    # --- a line ------------------------------------------------------------------------------------

    def _read_line(self, group: ProfileLines, line: FileLine) -> None:
        fact = ""
        try:
            fact = line.word("fact")
            place = self.places.find(fact, line.word("language"))
            if isinstance(place, SourcePlace) or fact in self.places.pictures:
                return
            source = self._source(group, line)
            try:
                self._as_spelled(group, line, place, source)
            except BadValue as error:
                if isinstance(place, RowPlace) and place.column:
                    raise
                self._as_cell(group, line, fact, source, error if place else None)
        except BadValue as error:
            group.leave_out(line.number, fact, error)

    def _source(self, group: ProfileLines, line: FileLine) -> LineUse | None:
        said = said_of(line.cells)
        first = group.first_levels.get(said)
        further = ({EVIDENCE: first} if first else {}) | group.about_sources.get(said, {})
        try:
            return self.sources.use(said, self._level(line), further, group.proposal.sources)
        except BadValue as error:  # the fact is read without it
            group.leave_out(line.number, "source", error)
            return None

    def _as_spelled(self, group: ProfileLines, line: FileLine, place: Any, source: LineUse | None) -> None:
        if isinstance(place, OwnPlace):
            self._read_field(group, line, place.column, source)
        elif isinstance(place, RowPlace):
            self._read_into_row(group, line, place, source)
        else:
            raise BadValue(_("No fact is called so."))

    def _read_field(self, group: ProfileLines, line: FileLine, column: str, source: LineUse | None) -> None:
        if not line.has_value:
            self._cite(group, column, source)
            return
        if line.word("rank") == SAYS_OTHERWISE:
            self._cite(group, column, source, line.cells["value"])
            return
        model_field = self.shape.profile.fields[column]
        value = self.values.read(model_field, line.cells["value"])
        self._set_field(group, column, [str(value)] if model_field.many_to_many else value, source)

    def _set_field(self, group: ProfileLines, column: str, value: Value, source: LineUse | None) -> None:
        """What another line says otherwise is kept beside it as the word of its source."""
        fields = group.proposal.fields
        known = fields.get(column)
        if isinstance(value, list):
            fields[column] = sorted({*value, *(known if isinstance(known, list) else [])})
        elif known in (None, value):
            fields[column] = value
        elif source and column in self.kind.cited:
            self._cite(group, column, source, harmless(str(value)))
            return
        else:
            raise BadValue(_("Another line says “%(value)s”.") % {"value": known})
        self._cite(group, column, source)

    def _cite(self, group: ProfileLines, column: str, source: LineUse | None, says: Any = None) -> None:
        if source is None:
            if says is not None:
                raise BadValue(_("What a source says instead needs its source."))
            return
        row: Fields = {"field": column, **source.fields}
        if says is not None:
            row["says"] = self.values.read(self.shape.rows[CITATIONS].fields["says"], says)
        others = [fields for relation, fields in group.proposal.rows if relation == CITATIONS]
        if not repeats(self.kind.name, CITATIONS, row, others):
            group.proposal.add(CITATIONS, **row)

    # --- rows --------------------------------------------------------------------------------------

    def _read_into_row(
        self, group: ProfileLines, line: FileLine, place: RowPlace, source: LineUse | None
    ) -> None:
        fields: Fields = self._read_figure(line) if not place.column else {}
        shape = self.shape.rows[place.row.relation]
        if place.column:
            fields[place.column] = self.values.read(shape.fields[place.column], line.cells.get("value"))
        if "language" in shape.columns and not is_blank(language := line.cells.get("language")):
            fields["language"] = self.values.read(shape.fields["language"], language)
        if source and shape.is_sourced:
            fields |= source.fields
        key = line.word("row") or f"\n{line.number}"
        row = group.rows.setdefault((place.row.name, key), RowOfLines(place.row, line.number))
        for name, value in fields.items():
            if row.fields.setdefault(name, value) != value:
                raise BadValue(
                    _("Another line of the same row says “%(value)s”.") % {"value": row.fields[name]}
                )

    def _read_figure(self, line: FileLine) -> Fields:
        shape = self.shape.rows[FIGURES]
        value = self.values.read(shape.fields["value"], number(line.cells.get("value")))
        fields: Fields = {"value": value}
        unit, currency = line.word("unit"), line.word("currency")
        if unit and currency:
            raise BadValue(_("A number has a unit or a currency, and not both."))
        if currency and currency not in _currencies:
            raise BadValue(_("Write the currency as ISO 4217 has it, for example EUR."))
        if said := unit or currency:
            fields["unit"] = self.values.read(shape.fields["unit"], said)
        for name in OF_FIGURE:
            if word := line.word(name):
                fields[name] = self.values.read(shape.fields[name], word)
        return fields

    # --- as a cell of a file of rows -----------------------------------------------------------------

    def _as_cell(
        self, group: ProfileLines, line: FileLine, fact: str, source: LineUse | None, why_not: BadValue | None
    ) -> None:
        if not line.has_value:
            return
        column, cell = self._column_and_cell(line, fact)
        if not column:
            raise why_not or BadValue(_("No fact is called so."))
        before = dict(group.proposal.fields)
        self._as_row(group, line, column, cell, source)
        now, group.proposal.fields = group.proposal.fields, before
        for name, value in now.items():
            if before.get(name) != value:
                self._set_field(group, name, value, source if name in self.kind.cited else None)

    def _column_and_cell(self, line: FileLine, fact: str) -> tuple[str, Any]:
        """The column that the fact names together with its language, or its currency and unit; and the cell for it."""
        cell = line.cells["value"]
        unit, currency, language = line.word("unit"), line.word("currency"), line.word("language")
        for words in ([fact, language], [fact, currency, unit]):
            if any(words[1:]) and (column := self.headers.match(" ".join(filter(None, words))).column):
                return column, cell
        column = self.headers.match(fact).column
        said = " ".join(filter(None, [unit, currency]))
        return column, f"{text_of(cell)} {said}" if said and column else cell

    def _as_row(
        self, group: ProfileLines, line: FileLine, column: str, cell: Any, source: LineUse | None = None
    ) -> None:
        """Let the column of a file of rows read the cell."""
        reading = self.kind.reading(column)
        if reading is None:
            return
        proposal = group.proposal
        row = LineCells({**group.given, column: cell}, proposal, self.book, self.options)
        row.line_use, row.column, row.measure = source, column, reading[1]
        first = len(proposal.rows)
        try:
            reading[0](self.options.replaced(column, cell), row)
            made = [self._of_period(line, *one) for one in proposal.rows[first:]]
        except BadValue:
            del proposal.rows[first:]
            raise
        del proposal.rows[first:]
        for relation, made_fields in made:
            rests_on_it = source and made_fields.get("source") == source.source
            fields = made_fields | source.fields if source and rests_on_it else made_fields
            if fields not in [other for name, other in proposal.rows if name == relation]:
                self._add(group, relation, fields)

    def _of_period(self, line: FileLine, relation: str, fields: Fields) -> tuple[str, Fields]:
        """A figure is of the period that its line says."""
        if relation != FIGURES or not (line.word("period_start") or line.word("period_end")):
            return relation, fields
        said = {name: fields[name] for name in fields if not name.startswith("period_")}
        start, end = line.cells.get("period_start"), line.word("period_end")
        period: Fields = {"period_start": dates.partial_date(start)}
        if end:
            period["period_end"] = dates.partial_date(end)
        row = RowOfLines(RowName("", FIGURES, {}), line.number, {**said, **period})
        return relation, self.checks.checked(row)

    # --- the whole ---------------------------------------------------------------------------------

    def _finish(self, group: ProfileLines) -> None:
        for (name, _row), row in group.rows.items():
            try:
                self._add(group, row.name.relation, self.checks.checked(row))
            except BadValue as error:
                group.leave_out(row.line, name, error)
        for scheme, value in self._further_identifiers(group):
            group.proposal.add("identifiers", scheme=scheme, value=value)
        self._name_profile(group)
        cells = LineCells(dict(group.given), group.proposal, self.book, self.options)
        try:
            self.kind.finish(cells)
        except BadValue as error:
            group.proposal.refuse("", str(error))
        cited = {fields.get("source") for _relation, fields in group.proposal.rows}
        group.proposal.sources = {
            key: source for key, source in group.proposal.sources.items() if key in cited
        }

    def _add(self, group: ProfileLines, relation: str, fields: Fields) -> None:
        others = [row for name, row in group.proposal.rows if name == relation]
        if repeats(self.kind.name, relation, fields, others):
            raise BadValue(_("Another line says the same, or gives another value for it."))
        group.proposal.add(relation, **fields)

    def _name_profile(self, group: ProfileLines) -> None:
        """A profile whose lines give no name is called as its lines are headed."""
        proposal = group.proposal
        if any(proposal.fields.get(name) for name in ("name", *columns_of_text("name"))):
            return
        try:
            name = values.name(group.lines[0].cells.get("name") or "")
        except BadValue as error:
            group.leave_out(group.lines[0].number, "name", error)
            return
        if name:
            proposal.fields["name"] = name
            if self.is_own:
                proposal.derived.add(values.name_column(name))

    def _further_identifiers(self, group: ProfileLines) -> Iterator[tuple[str, str]]:
        """Numbers that stand beside the facts, to tell the profile by."""
        if "identifiers" not in self.shape.rows or is_blank(group.lines[0].cells.get("identifiers")):
            return
        known = group.proposal.identifiers
        for part in text_of(group.lines[0].cells["identifiers"]).split(SEPARATOR):
            scheme, _colon, value = part.strip().partition(":")
            row = RowOfLines(RowName("", "identifiers", {}), 0, {"scheme": scheme, "value": value})
            try:
                fields = self.checks.checked(row)
            except BadValue as error:
                group.leave_out(group.lines[0].number, "identifiers", error)
                continue
            if (pair := (str(fields["scheme"]), str(fields["value"]))) not in known:
                yield pair
