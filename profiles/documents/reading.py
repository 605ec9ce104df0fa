"""Between profiles and their documents."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.db import models

from kit.sql.statements import CompiledQuery, Instances
from profiles.documents.document import Document, Fields, Rows
from profiles.documents.known import RecordReference, ReferenceNames, references
from profiles.documents.multi_table_read import read_together
from profiles.documents.shape import shape_of, source_shape
from profiles.models import Profile, Row, ShortNamed
from profiles.models.registry import kind_of, profile_kind


def profiles_with_terms(kind: str) -> models.QuerySet[Profile]:
    """Profiles of a kind with the single terms and pictures that they name, in one query."""
    links = [name for name, field in shape_of(kind).profile.columns.items() if field.is_relation]
    return profile_kind(kind).model._default_manager.select_related(*links)


def read_whole(kind: str, pk: int) -> tuple[Profile, Document] | None:
    """A profile with its rows in `document_rows`, and its document.

    Both are of one version, though somebody may save while they are read.
    """
    profiles = profiles_with_terms(kind).filter(pk=pk)
    while profile := profiles.first():
        models.prefetch_related_objects([profile], *shape_of(kind).profile.sets)
        profile.document_rows = {relation: rows_of(profile, relation) for relation in shape_of(kind).rows}
        document = document_of(profile)
        if profiles.filter(version=profile.version).exists():
            return profile, document
    return None


def document_of(profile: Profile | ShortNamed) -> Document:
    """A profile as it is now, with all its rows and what they cite; a query for each relation.

    A plain record is a document as well, without rows.
    """
    shape = shape_of(kind_of(profile).name)
    return part_of_document(profile, {*shape.rows, *shape.profile.sets})


def part_of_document(profile: Profile | ShortNamed, names: Collection[str]) -> Document:
    """A profile as it is now, less the relations and the fields holding several terms that are not named."""
    kind = kind_of(profile).name
    shape = shape_of(kind)
    rows: dict[str, Rows] = {}
    sources: dict[str, Fields] = {}
    for relation, row_shape in shape.rows.items():
        if relation not in names:
            continue
        records = rows_of(profile, relation)
        rows[relation] = {str(row.pk): row_shape.encode(row) for row in records}
        sources |= _cited_sources(records)
    non_empty = {relation: of_relation for relation, of_relation in rows.items() if of_relation}
    return Document(kind, shape.profile.encode(profile, names), non_empty, sources)


def read_part(
    profile: Profile | None, names: Collection[str], extra: Mapping[str, models.QuerySet[Any]]
) -> dict[str, list[Any]]:
    """Read for `part_of_document` what it will need, and return the records of `extra`: all in one query."""
    querysets = dict(extra)
    if profile is not None:
        kind = kind_of(profile).name
        relations = [relation for relation in shape_of(kind).rows if relation in names]
        sets = [name for name in shape_of(kind).profile.sets if name in names]
        querysets |= {name: _with_links(kind, name, getattr(profile, name).all()) for name in relations}
        querysets |= {name: getattr(profile, name).all() for name in sets}
        records = read_together(querysets)
        profile.document_rows = {relation: records[relation] for relation in relations}
        profile._prefetched_objects_cache = {
            name: _with_results(querysets[name], records[name]) for name in sets
        }
        return records
    return read_together(querysets)


def documents_of(kind: str, pks: Iterable[int]) -> dict[int, tuple[Profile, Document]]:
    """Several profiles with their documents, by primary key; as many queries as for one."""
    profiles = list(profiles_with_terms(kind).filter(pk__in=list(pks)))
    read_rows(profiles)
    documents = {}
    for profile in profiles:
        documents[profile.pk] = profile, document_of(profile)
        del profile.document_rows
    return documents


def read_rows(profiles: Sequence[Profile]) -> None:
    """Read the rows of several profiles of one kind, and the terms of their fields that hold several, for `rows_of`."""
    if not profiles:
        return
    shape = shape_of(kind_of(profiles[0]).name)
    models.prefetch_related_objects(profiles, *shape.profile.sets)
    rows = {relation: rows_of_each(profiles, relation) for relation in shape.rows}
    for profile in profiles:
        profile.document_rows = {relation: of_each[profile.pk] for relation, of_each in rows.items()}


def note_empty_relations(profile: Profile) -> None:
    """Let `rows_of` not ask for rows that a live profile does not have: one query for all relations.

    Most profiles have rows in a few of them. For pages, which read a profile once.
    """
    if hasattr(profile, "document_rows"):
        return
    kind = kind_of(profile).name
    (found,) = _which_are_full(kind).rows([profile.pk]) or [()]
    profile.empty_relations = {
        name for name, is_full in zip(shape_of(kind).rows, found, strict=False) if not is_full
    }


@cache
def _which_are_full(kind: str) -> CompiledQuery:
    def found(pks: list[int]) -> models.QuerySet[Any]:
        of_relations = (
            shape.model._default_manager.filter(**{shape.owner: models.OuterRef("pk")})
            for shape in shape_of(kind).rows.values()
        )
        profiles = profile_kind(kind).model._default_manager.filter(pk=pks[0]).order_by()
        return profiles.values_list(*(models.Exists(rows.order_by()) for rows in of_relations))

    return CompiledQuery(found, 1)


def rows_of(profile: Profile | ShortNamed, relation: str) -> list[Any]:
    """The rows of a profile, in their order, with the terms and sources that they name.

    Those of a profile that was built from a document are the document's; those that were read before
    are not read again.
    """
    cached = getattr(profile, "document_rows", {})
    if relation in cached:
        return cached[relation]
    if relation in getattr(profile, "empty_relations", ()):
        return []
    kind = kind_of(profile).name
    rows = _statement(kind, relation).of(profile.pk)
    owner = shape_of(kind).rows[relation].owner
    for row in rows:
        setattr(row, owner, profile)
    return rows


@cache
def _statement(kind: str, relation: str) -> Instances[Any]:
    shape = shape_of(kind).rows[relation]

    def rows(owners: list[int]) -> models.QuerySet[Any]:
        return _with_links(kind, relation, shape.model._default_manager.filter(**{shape.owner: owners[0]}))

    return Instances(rows)


def rows_of_each(profiles: Sequence[Profile], relation: str) -> dict[Any, list[Any]]:
    """`rows_of` for several profiles of one kind by primary key, in one query for all that are live."""
    rows_by_pk: dict[Any, list[Any]] = {profile.pk: [] for profile in profiles}
    live = []
    for profile in profiles:
        if hasattr(profile, "document_rows"):
            rows_by_pk[profile.pk] = rows_of(profile, relation)
        else:
            live.append(profile)
    if live:
        kind = kind_of(live[0]).name
        shape = shape_of(kind).rows[relation]
        rows = shape.model._default_manager.filter(**{f"{shape.owner}__in": live})
        for row in _with_links(kind, relation, rows):
            rows_by_pk[getattr(row, f"{shape.owner}_id")].append(row)
    return rows_by_pk


def _with_links(kind: str, relation: str, rows: models.QuerySet) -> models.QuerySet:
    """With the terms and sources that the rows name."""
    fields = shape_of(kind).rows[relation].fields
    links = [name for name, field in fields.items() if field.is_relation]
    return rows.select_related(*links) if links else rows


def _with_results(queryset: models.QuerySet[Any], records: list[Any]) -> models.QuerySet[Any]:
    """The queryset as if it had been evaluated."""
    queryset._result_cache = records
    return queryset


def _cited_sources(rows: Iterable[Row]) -> dict[str, Fields]:
    cited = {source.key: source for row in rows if (source := getattr(row, "source", None))}
    return {key: source_shape().encode(source) for key, source in cited.items()}


class Builder:
    """Makes models of a document without saving them."""

    def __init__(self, document: Document, known: ReferenceNames | None = None) -> None:
        self.document = document
        self.shape = shape_of(document.kind)
        self.known = known or ReferenceNames([document])

    def profile(self, pk: int | None = None) -> Profile:
        """The profile with its rows in `document_rows`; what its pages need is there without a query."""
        shape = self.shape.profile
        model: Any = shape.model
        profile: Profile = model(pk=pk, **self.known.values(shape, self.document.fields))
        profile._state.adding = pk is None
        profile._prefetched_objects_cache = {name: self._set(name) for name in shape.sets}
        profile.document_rows = {relation: self._rows(relation, profile) for relation in self.shape.rows}
        return profile

    def row(self, relation: str, key: str, profile: Profile | ShortNamed) -> Any:
        shape = self.shape.rows[relation]
        model: Any = shape.model
        values = self.known.values(shape, self.document.of(relation)[key])
        row = model(pk=model._meta.pk.to_python(key), **{shape.owner: profile}, **values)
        row._state.adding = False
        return row

    def members(self, name: str) -> list[models.Model]:
        """The terms of a field that holds several."""
        field, value = self.shape.profile.fields[name], self.document.fields.get(name)
        members = [self.known.get(field, key) for key in value] if isinstance(value, list) else []
        return [member for member in members if member is not None]

    def missing(self) -> Iterator[RecordReference]:
        """Where the document names what is gone; a source that it carries with it is not."""
        for reference in references(self.document):
            if self.known.get(reference.field, reference.name) is None:
                yield reference

    def _rows(self, relation: str, profile: Profile) -> list[Any]:
        """In the order of the model, and of equals in the order in which they were entered."""
        rows = [self.row(relation, key, profile) for key in sorted(self.document.of(relation))]
        ordering = self.shape.rows[relation].model._meta.ordering or ()
        names = [str(name) for name in ordering if name != "pk"]
        return sorted(rows, key=lambda row: [getattr(row, name) for name in names])

    def _set(self, name: str) -> models.QuerySet:
        model: Any = self.shape.profile.fields[name].related_model
        members = self.members(name)
        return _with_results(model._default_manager.filter(pk__in=[member.pk for member in members]), members)
