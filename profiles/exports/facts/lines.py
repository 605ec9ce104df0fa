"""A document to its lines: what visitors may know of a profile, one value from one source in each."""

from __future__ import annotations

from collections.abc import Container, Iterator
from decimal import Decimal
from itertools import chain, zip_longest

from django.db import models

from kit.currencies import CURRENCIES
from kit.languages import columns
from profiles.documents.document import Document, Fields, Value
from profiles.documents.shape import shape_of, source_shape
from profiles.exports.facts.columns import (
    EVIDENCE,
    OF_FIGURE,
    OF_SOURCE,
    SAYS_OTHERWISE,
    SEPARATOR,
    FactLine,
)
from profiles.exports.facts.names import (
    CITATIONS,
    FIGURES,
    OF_A_SOURCE,
    field_names,
    part_names,
    relations,
    row_name,
)
from profiles.facts.columns import Cell
from profiles.models.source import level
from profiles.past.visible import visible

MAX_EXACT_DIGITS = 15  # of a number in a spreadsheet
_currencies = frozenset(CURRENCIES)


def lines_of(document: Document, ambiguous: Container[str] = ()) -> list[FactLine]:
    """`ambiguous`: the short names of sources that share title and address with others."""
    return list(_Lines(document, ambiguous).all())


class _Lines:
    def __init__(self, document: Document, ambiguous: Container[str]) -> None:
        self.kind = document.kind
        self.document = visible(document)
        self.ambiguous = ambiguous
        self._sources: dict[str, dict[str, str]] = {}
        self._used_otherwise: set[str] = set()  # those that a line thinks better or worse of
        self.profile = FactLine(
            str(document.fields["slug"]), self.kind, _name(document), _identifiers(document), ""
        )

    def all(self) -> Iterator[FactLine]:
        yield from self._fields()
        for relation in relations(self.kind):
            for key in sorted(rows := self.document.of(relation)):
                yield from self._row(relation, key, rows[key])
        yield from self._about_sources()

    # --- the profile itself ----------------------------------------------------------------------

    def _fields(self) -> Iterator[FactLine]:
        citations: dict[str, list[Fields]] = {}
        for _key, row in sorted(self.document.of(CITATIONS).items()):
            citations.setdefault(str(row["field"]), []).append(row)
        names = field_names(self.kind)
        for column, name in names.items():
            cited = citations.pop(column, [])
            line = self.profile._replace(fact=name.name, language=name.language)
            yield from self._field(line, self._cells(column), cited)
        for column, cited in citations.items():  # of a column that the product has no more
            yield from self._field(self.profile._replace(fact=column), [], cited)

    def _cells(self, column: str) -> list[Cell]:
        value = self.document.fields.get(column)
        if isinstance(value, list):
            return [*value]
        return [] if value is None else [_cell(shape_of(self.kind).profile.fields[column], value)]

    def _field(self, line: FactLine, cells: list[Cell], cited: list[Fields]) -> Iterator[FactLine]:
        """Each value once, and each source once; what a source says instead has the rank `disputed`."""
        agreeing = [row for row in cited if not row.get("says")]
        first: Cell = cells[0] if cells else ""
        for cell, row in zip_longest(cells, agreeing):
            value = first if cell is None else cell
            yield self._sourced(line._replace(value=value), row or (agreeing[0] if agreeing else {}))
        for row in cited:
            if says := row.get("says"):
                yield self._sourced(line._replace(value=str(says), rank=SAYS_OTHERWISE), row)

    # --- rows ------------------------------------------------------------------------------------

    def _row(self, relation: str, key: str, row: Fields) -> Iterator[FactLine]:
        name = row_name(self.kind, relation, row)
        line = self._sourced(self.profile._replace(row=key), row)
        line = line._replace(language=str(row.get("language", "")))
        placed = {*name.same}
        if relation == FIGURES:
            placed |= {"value", "unit", *OF_FIGURE}
            yield self._figure(line, name.name, row)
        fields = shape_of(self.kind).rows[relation].fields
        for column, part in part_names(self.kind, relation).items():
            if column in row and column not in placed:
                cell = _cell(fields[column], row[column])
                said_in = part.language or line.language
                yield line._replace(fact=f"{name.name}.{part.name}", value=cell, language=said_in)

    def _figure(self, line: FactLine, name: str, row: Fields) -> FactLine:
        unit = str(row["unit"])
        column = "currency" if unit in _currencies else "unit"
        details = {name: str(row[name]) for name in OF_FIGURE if name in row}
        return line._replace(fact=name, value=number(str(row["value"])), **{column: unit}, **details)

    # --- sources ---------------------------------------------------------------------------------

    def _sourced(self, line: FactLine, row: Fields) -> FactLine:
        """With the source that a row names, and what that is worth there."""
        if not (key := row.get("source")):
            return line
        source = self._source(str(key))
        own = str(self.document.sources[str(key)][EVIDENCE])
        here = str(level(own, str(row.get(EVIDENCE, ""))))
        if here != own:
            self._used_otherwise.add(str(key))
        return line._replace(**source, evidence=here)

    def _source(self, key: str) -> dict[str, str]:
        if key not in self._sources:
            fields = self.document.sources[key]
            cells = {column: str(fields[name]) for column, name in OF_SOURCE.items() if name in fields}
            if key in self.ambiguous:
                cells["source_title"] += f" [{key}]"
            self._sources[key] = cells
        return self._sources[key]

    def _about_sources(self) -> Iterator[FactLine]:
        """What has no column, of each source that the lines name."""
        fields = source_shape().fields
        further = [name for name in fields if name not in OF_SOURCE.values()]
        for key in sorted(self._sources):
            for name in further:
                if name == EVIDENCE and key not in self._used_otherwise:
                    continue
                if name in (known := self.document.sources[key]):
                    cell = _cell(fields[name], known[name])
                    line = self.profile._replace(fact=f"{OF_A_SOURCE}.{name}", row=key, value=cell)
                    yield self._sourced(line, {"source": key})


def _name(document: Document) -> str:
    return next((str(name) for column in columns("name") if (name := document.fields.get(column))), "")


def _identifiers(document: Document) -> str:
    """The numbers of registers that hold today."""
    rows = document.of("identifiers")
    return SEPARATOR.join(
        f"{row['scheme']}:{row['value']}" for _key, row in sorted(rows.items()) if not row.get("until")
    )


def _cell(field: models.Field, value: Value) -> Cell:
    if isinstance(value, bool | int):
        return value
    return number(str(value)) if isinstance(field, models.DecimalField) else str(value)


def number(text: str) -> Cell:
    """As a number where every program reads all its digits, else as the text that it is."""
    if len(text.replace(".", "").lstrip("-0")) > MAX_EXACT_DIGITS:
        return text
    if "." not in text:
        return int(text)
    return float(text) if Decimal(repr(float(text))) == Decimal(text) else text


def all_lines(documents: list[Document], ambiguous: Container[str]) -> list[FactLine]:
    return list(chain.from_iterable(lines_of(document, ambiguous) for document in documents))
