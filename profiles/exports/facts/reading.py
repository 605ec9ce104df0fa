"""The documents of published profiles, read in chunks from one moment of the database.

Plain queries as for files of rows, with all columns of each table. What comes of them is what
documents/reading.py makes of models; a test compares the two.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Context, Decimal
from functools import cache
from typing import Any

from django.db import connection, models

from kit.model_fields import field_of
from profiles.documents.document import Document, Fields, Rows, Value
from profiles.documents.shape import (
    RowShape,
    Shape,
    is_empty,
    plain,
    shape_of,
    short_name_field,
    source_shape,
)
from profiles.exports.reading import (
    AMONG,
    MAX_REMEMBERED,
    PUBLISHED,
    Table,
    TableQuery,
    TableReader,
    shares_title_and_address,
    table,
)
from profiles.exports.rows import one_ahead
from profiles.models import Source
from profiles.models.registry import FORMER

CHUNK = 500
# As many digits as Django takes from SQLite's numbers; JSON has 15 of them at most.
SQLITE_DIGITS, JSON_DIGITS = 15, 15


@dataclass
class DocumentChunk:
    documents: list[Document]
    ambiguous: set[str]  # short names of sources that share title and address with others
    sources: set[int]  # primary keys of those that the documents name


def documents_in_chunks(
    cursor: Any, kind: str, ids: Sequence[int], size: int = CHUNK
) -> Generator[DocumentChunk, None, None]:
    """Of the published profiles among `ids`, in this order. Until it is closed, nobody else may use the cursor."""
    reader = DocumentReader(cursor, kind)
    chunks = ([int(pk) for pk in ids[start : start + size]] for start in range(0, len(ids), size))
    with closing(one_ahead(reader.read, chunks)) as read:
        yield from read


class DocumentReader:
    def __init__(self, cursor: Any, kind: str) -> None:
        self.kind = kind
        self.shape = shape_of(kind)
        self._tables = TableReader(cursor)
        self._relations = [name for name in self.shape.rows if name != FORMER]
        self._queries = self._make_queries()
        self._names = RecordNames(self._tables)

    def read(self, pks: list[int]) -> DocumentChunk:
        profiles, *others = self._tables.answers(self._queries, pks)
        sets, rows = others[: len(self.shape.profile.sets)], others[len(self.shape.profile.sets) :]
        fields_by_pk = self._fields_by_pk(profiles, sets)
        rows_by_pk: dict[int, dict[str, Rows]] = {pk: {} for pk in fields_by_pk}
        for relation, records in zip(self._relations, rows, strict=True):
            self._add_rows(relation, records, rows_by_pk)
        sources = SourceRecords(self._tables, _cited(rows_by_pk.values()))
        return DocumentChunk(
            [self._document(fields_by_pk[pk], rows_by_pk[pk], sources) for pk in pks if pk in fields_by_pk],
            sources.ambiguous,
            sources.pks,
        )

    def _document(self, fields: Fields, rows: dict[str, Rows], sources: SourceRecords) -> Document:
        cited: dict[str, Fields] = {}
        for of_relation in rows.values():
            for row in of_relation.values():
                if (pk := row.get("source")) is not None:
                    key, source = sources.by_pk[int(str(pk))]
                    row["source"], cited[key] = key, source
        return Document(self.kind, fields, rows, cited)

    def _fields_by_pk(self, profiles: Table, sets: list[Table]) -> dict[int, Fields]:
        decode = _Decoder(self.shape.profile, self._names, [row[1:] for row in profiles])
        fields_by_pk = {row[0]: decode(row[1:]) for row in profiles}
        for (name, model_field), pairs in zip(self.shape.profile.sets.items(), sets, strict=True):
            names = self._names.of(model_field.related_model, {term for _pk, term in pairs})
            members: dict[int, list[str]] = {}
            for pk, term in pairs:
                members.setdefault(pk, []).append(names[term])
            for pk in members.keys() & fields_by_pk.keys():
                fields_by_pk[pk][name] = sorted(members[pk])
        return fields_by_pk

    def _add_rows(self, relation: str, records: Table, rows_by_pk: dict[int, dict[str, Rows]]) -> None:
        decode = _Decoder(self.shape.rows[relation], self._names, [row[2:] for row in records])
        for pk, key, *values in records:
            if pk in rows_by_pk:
                rows = rows_by_pk[pk].setdefault(relation, {})
                rows[str(uuid.UUID(str(key)))] = decode(values)

    def _make_queries(self) -> list[TableQuery]:
        vendor, shape = connection.vendor, self.shape
        among, model = AMONG[vendor], shape.profile.model
        rest = f"FROM {table(model)} WHERE {PUBLISHED[vendor]} AND id {among}"
        queries = [TableQuery(["id", *_columns(shape.profile)], rest)]
        for model_field in shape.profile.sets.values():
            through: Any = model_field
            owner, term = through.m2m_column_name(), through.m2m_reverse_name()
            rest = f"FROM {table(through.remote_field.through)} WHERE {owner} {among}"
            queries.append(TableQuery([owner, term], rest))
        for relation in self._relations:
            row_shape = shape.rows[relation]
            column = str(field_of(row_shape.model, row_shape.owner).column)
            rest = f"FROM {table(row_shape.model)} WHERE {column} {among} ORDER BY {column}, key"
            queries.append(
                TableQuery([column, "key", *_columns(row_shape)], rest, exact=_long_numbers(row_shape))
            )
        return queries


class RecordNames:
    """The short names of terms and pictures by primary key, looked up once; sources are looked up with all they say."""

    def __init__(self, tables: TableReader) -> None:
        self._tables = tables
        self._known: dict[Any, dict[int, str]] = {}

    def of(self, model: Any, pks: set[int]) -> dict[int, str]:
        if model is Source:
            return {pk: str(pk) for pk in pks}
        known = self._known.get(model, {})
        if len(known) > MAX_REMEMBERED:
            known = {}
        if new := pks - known.keys():
            rest = f"FROM {table(model)} WHERE id {AMONG[connection.vendor]}"
            (records,) = self._tables.answers([TableQuery(["id", short_name_field(model)], rest)], [*new])
            known = known | {int(record[0]): str(record[1]) for record in records}
        self._known[model] = known
        return known


class SourceRecords:
    """Some sources as documents hold them."""

    def __init__(self, tables: TableReader, pks: set[int]) -> None:
        self.pks = pks
        self.by_pk: dict[int, tuple[str, Fields]] = {}
        self.ambiguous: set[str] = set()
        (records,) = tables.answers([_source_query()], [*pks]) if pks else ([],)
        decode = _Decoder(source_shape(), RecordNames(tables), [])
        for pk, key, shares, *values in records:
            self.by_pk[pk] = key, decode(values)
            if shares:
                self.ambiguous.add(key)


@cache
def _source_query() -> TableQuery:
    name = table(Source)
    rest = f"FROM {name} WHERE id {AMONG[connection.vendor]}"
    return TableQuery(["id", "key", shares_title_and_address(name), *_columns(source_shape())], rest)


class _Decoder:
    """Values of columns, as either database gives them, to those of documents."""

    def __init__(self, shape: Shape | RowShape, names: RecordNames, rows: Iterable[Sequence[Any]]) -> None:
        self.columns = list(shape.columns.items())
        links = [(place, field) for place, (_name, field) in enumerate(self.columns) if field.is_relation]
        rows = rows if links else ()
        pks: dict[int, set[int]] = {place: set() for place, _field in links}
        for row in rows:
            for place in pks:
                if row[place] is not None:
                    pks[place].add(row[place])
        linked = {place: names.of(field.related_model, pks[place]) for place, field in links}
        self.convert: list[Callable[[Any], Value]] = [
            linked[place].__getitem__ if place in linked else _converter(field)
            for place, (_name, field) in enumerate(self.columns)
        ]

    def __call__(self, values: Sequence[Any]) -> Fields:
        fields: Fields = {}
        for (name, field), convert, value in zip(self.columns, self.convert, values, strict=True):
            if value is None or value == "":
                continue
            converted = convert(value)
            if not is_empty(field, converted):
                fields[name] = converted
        return fields


def _converter(field: models.Field) -> Callable[[Any], Value]:
    if isinstance(field, models.BooleanField):
        return bool
    return _decimal_text if isinstance(field, models.DecimalField) else plain


def _decimal_text(value: Any) -> Value:
    if not isinstance(value, Decimal):
        value = Context(prec=SQLITE_DIGITS).create_decimal_from_float(value)
    return plain(value)


def _columns(shape: Shape | RowShape) -> list[str]:
    return [f'"{field.column}"' for field in shape.columns.values()]


def _long_numbers(shape: Shape) -> str:
    """The column whose numbers have more digits than JSON says."""
    return next(
        (
            f'"{field.column}"'
            for field in shape.columns.values()
            if isinstance(field, models.DecimalField) and field.max_digits > JSON_DIGITS
        ),
        "",
    )


def _cited(rows: Iterable[dict[str, Rows]]) -> set[int]:
    return {
        int(str(pk))
        for of_profile in rows
        for of_relation in of_profile.values()
        for row in of_relation.values()
        if (pk := row.get("source")) is not None
    }
