"""What of a profile the index holds, read in bulk: a few queries for each chunk, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.db import models
from django.db.models import Q, QuerySet

from kit.countries import country_names
from kit.languages import SUFFIXES, columns
from kit.model_fields import rows_of_model
from kit.places import spellings
from profiles.facts.fact import relations
from profiles.models.registry import profile_kind, profile_kinds
from profiles.search.rows import RowWords, searched
from profiles.search.words.places import spoken_address


@dataclass
class Texts:
    """What is to be indexed of one profile, as it is written."""

    names: list[str]
    terms: list[str]
    texts: list[str]
    others: list[str] = field(default_factory=list)  # names of what belongs to it: persons, products

    def add(self, words: RowWords) -> None:
        self.names += words.names
        for own, further in (
            (self.others, words.others),
            (self.terms, words.terms),
            (self.texts, words.texts),
        ):
            if further:  # most rows add words of one sort
                own += _distinct_nonempty(further)


@dataclass(frozen=True)
class SearchedColumns:
    """The columns and rows of one kind of profile that are searched."""

    model: type[models.Model]
    names: tuple[str, ...]
    texts: tuple[str, ...]
    relations: tuple[str, ...]
    links: tuple[str, ...]  # to one term
    sets: tuple[str, ...]  # of terms
    terms: tuple[str, ...]  # as they are, or as READ has them

    @property
    def columns(self) -> tuple[str, ...]:
        return ("pk", *self.names, *self.texts, *self.terms, *(f"{name}_id" for name in self.links))

    def row_model(self, relation: str) -> type[models.Model]:
        return rows_of_model(self.model, relation)[0]


@cache
def searched_columns(kind: str) -> SearchedColumns:
    registered = profile_kind(kind)
    searched = [fact for fact in registered.facts if fact.weight]
    columns_by_weight = {
        weight: [column for fact in searched if fact.weight == weight for column in fact.columns]
        for weight in ("name", "term", "text")
    }
    fields = {name: registered.model._meta.get_field(name) for name in columns_by_weight["term"]}
    return SearchedColumns(
        model=registered.model,
        names=tuple(columns_by_weight["name"]),
        texts=tuple(columns_by_weight["text"]),
        relations=relations(searched),
        links=tuple(name for name, field in fields.items() if field.many_to_one),
        sets=tuple(name for name, field in fields.items() if field.many_to_many),
        # The domain first, as in the indexes that were built already.
        terms=tuple(sorted((name for name in fields if not fields[name].is_relation), key="website".__ne__)),
    )


def searched_rows(kind: str) -> dict[str, Sequence[str]]:
    """The relations whose rows are searched, each with the columns that are."""
    return {relation: searched(relation).columns for relation in searched_columns(kind).relations}


def read(kind: str, ids: Sequence[int]) -> dict[int, Texts]:
    """What is to be indexed of these profiles; those that are gone are missing."""
    plan = searched_columns(kind)
    rows = plan.model._default_manager.filter(pk__in=ids).order_by().values_list(*plan.columns)
    texts_by_pk: dict[int, Texts] = {}
    linked = _term_names(plan, plan.links)
    for pk, *values in rows:
        texts_by_pk[pk] = _own_texts(plan, dict(zip(plan.columns[1:], values, strict=True)), linked)
    _add_rows(plan, texts_by_pk)
    for name in plan.sets:
        _add_set(plan.model, name, texts_by_pk)
    return texts_by_pk


@dataclass(frozen=True)
class NewProfile:
    """A profile that is about to be written, as its tables will hold it."""

    values: dict[str, Any]  # by field
    rows: dict[str, list[list[Any]]]  # the values of `searched_rows`, in the order of their keys
    sets: dict[str, list[int]]  # by field, the primary keys of terms in the order in which they were written


def texts_of_new(kind: str, profiles: Iterable[NewProfile]) -> list[Texts]:
    """The same as `read`, of profiles that are at hand, without reading them."""
    plan = searched_columns(kind)
    names = _term_names(plan, (*plan.links, *plan.sets))
    read_rows = [
        (relation, plan.row_model(relation), searched(relation).words) for relation in plan.relations
    ]
    all_texts = []
    for profile in profiles:
        value = profile.values | {f"{link}_id": profile.values[link] for link in plan.links}
        texts = _own_texts(plan, value, names)
        for relation, model, words in read_rows:
            for row in profile.rows.get(relation, ()):
                texts.add(words(model, row))
        for name in plan.sets:
            for term in profile.sets.get(name, ()):
                texts.terms += names[name].get(term, [])
        all_texts.append(texts)
    return all_texts


def _term_names(plan: SearchedColumns, fields: Iterable[str]) -> dict[str, dict[int, list[str]]]:
    return {name: names_of(plan.model._meta.get_field(name).related_model) for name in fields}


def _own_texts(
    plan: SearchedColumns, value: dict[str, Any], linked: dict[str, dict[int, list[str]]]
) -> Texts:
    return Texts(
        _distinct_nonempty(value[name] for name in plan.names),
        _distinct_nonempty(
            [
                *(word for name in plan.terms for word in words_of_column(name, value)),
                *(name for link in plan.links for name in linked[link].get(value[f"{link}_id"], ())),
            ]
        ),
        _distinct_nonempty(value[name] for name in plan.texts),
    )


def _distinct_nonempty(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


def _domain(website: str) -> str:
    try:
        return urlsplit(website).hostname or ""
    except ValueError:
        return ""


def words_of_column(name: str, values: Mapping[str, Any]) -> Sequence[str]:
    """The words by which a column is searched: what it holds, or what that is called."""
    value = values[name]
    if name == "website":
        return [_domain(value)]
    if name == "address":
        return [value, spoken_address(value)]
    if name == "city":
        return spellings(values.get("country"), value)
    return country_names().get(value, ()) if name == "country" else [value]


def naming(term: models.Model) -> Iterator[tuple[str, QuerySet]]:
    """For each kind of profile: the primary keys of those that name a term or one below it, in their order."""
    below = Q(parent=term.pk) if hasattr(term, "parent") else Q()
    terms = type(term)._default_manager.filter(Q(pk=term.pk) | below).values("pk")
    for kind in profile_kinds():
        plan = searched_columns(kind.name)
        for name in (*plan.links, *plan.sets):
            field: Any = plan.model._meta.get_field(name)
            if field.related_model is type(term):
                rows = plan.model._default_manager.filter(**{f"{name}__in": terms})
                yield kind.name, rows.order_by("pk").values_list("pk", flat=True).distinct()


def names_of(term: Any) -> dict[int, list[str]]:
    """The names of each term and of the term above it."""
    parent = ["parent_id"] if hasattr(term, "parent") else []
    rows = term._default_manager.order_by().values_list("pk", *columns("name"), *parent)
    own_names = {pk: _distinct_nonempty(values[: len(SUFFIXES)]) for pk, *values in rows}
    parents = {pk: values[-1] for pk, *values in rows if parent}
    return {
        pk: _distinct_nonempty([*names, *own_names.get(parents.get(pk), [])])
        for pk, names in own_names.items()
    }


def _add_rows(plan: SearchedColumns, texts_by_pk: dict[int, Texts]) -> None:
    for relation in plan.relations:
        model, owner_name = rows_of_model(plan.model, relation)
        owner = f"{owner_name}_id"
        rows = model._default_manager.filter(**{f"{owner}__in": list(texts_by_pk)}).order_by()
        columns, words = searched(relation).columns, searched(relation).words
        for pk, _key, *values in _by_own_key(rows.values_list(owner, "pk", *columns)):
            texts_by_pk[pk].add(words(model, values))


def _by_own_key(rows: Iterable[Any]) -> list[Any]:
    """By their own keys, the second column. Sorted by SQL, SQLite may read a whole table in that order."""
    return sorted(rows, key=lambda row: row[1])


def _add_set(model: Any, name: str, texts_by_pk: dict[int, Texts]) -> None:
    field = model._meta.get_field(name)
    through, owner, term = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    names = names_of(field.related_model)
    rows = through._default_manager.filter(**{f"{owner}__in": list(texts_by_pk)}).order_by()
    for pk, _key, term_pk in _by_own_key(rows.values_list(owner, "pk", term)):
        texts_by_pk[pk].terms += names.get(term_pk, [])
