"""What of a profile the index holds, read in bulk: a few queries for each chunk, whatever it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from kit.languages import SUFFIXES, columns
from kit.model_fields import field_of, rows_of_model
from profiles.facts.fact import Fact, relations
from profiles.models.registry import profile_kind, profile_kinds
from profiles.search.rows import NOTHING, RowWords, SearchedRows


@dataclass
class IndexTexts:
    """What is to be indexed of one profile, as it is written."""

    names: list[str]
    terms: list[str]
    texts: list[str]
    others: list[str] = field(default_factory=list)  # names of what belongs to it: persons, products

    def add(self, words: RowWords) -> None:
        if words is NOTHING:
            return
        for own, further in (
            (self.names, words.names),
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
    own: tuple[SearchedRows, ...]  # columns of the profile, each of one fact: names, terms, texts
    links: tuple[str, ...]  # to one term
    sets: tuple[str, ...]  # of terms
    rows: Mapping[str, SearchedRows]  # by relation

    @cached_property
    def columns(self) -> tuple[str, ...]:
        own = dict.fromkeys(name for searched in self.own for name in searched.columns)
        return ("pk", *own, *(f"{name}_id" for name in self.links))


@cache
def searched_columns(kind: str) -> SearchedColumns:
    registered = profile_kind(kind)
    model, searched = registered.model, [fact for fact in registered.facts if fact.weight]
    fields = {fact.key: model._meta.get_field(fact.columns[0]) for fact in searched if fact.columns}
    own = [fact for fact in searched if fact.columns and not fields[fact.key].is_relation]
    return SearchedColumns(
        model=model,
        own=tuple(SearchedRows(model, model, [fact]) for fact in sorted(own, key=_place)),
        links=tuple(name for name, field in fields.items() if field.many_to_one),
        sets=tuple(name for name, field in fields.items() if field.many_to_many),
        rows={
            relation: SearchedRows(
                model,
                rows_of_model(model, relation)[0],
                [fact for fact in searched if fact.relation == relation],
            )
            for relation in relations(searched)
        },
    )


def _place(fact: Fact) -> tuple[int, bool]:
    """Names, terms, texts; of the terms the domain first, as in the indexes that were built already."""
    return {"name": 0, "text": 2}.get(fact.weight, 1), fact.key != "website"


def owner_column(kind: str, relation: str) -> str:
    """The column of the rows of a relation that says whose they are."""
    model, owner = rows_of_model(searched_columns(kind).model, relation)
    return field_of(model, owner).attname


def searched_rows(kind: str) -> dict[str, Sequence[str]]:
    """The relations whose rows are searched, each with the columns that are."""
    return {relation: rows.columns for relation, rows in searched_columns(kind).rows.items()}


def read(kind: str, ids: Sequence[int]) -> dict[int, IndexTexts]:
    """What is to be indexed of these profiles; those that are gone are missing."""
    plan = searched_columns(kind)
    rows = plan.model._default_manager.filter(pk__in=ids).order_by().values_list(*plan.columns)
    texts_by_pk: dict[int, IndexTexts] = {}
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


def texts_of_new(kind: str, profiles: Iterable[NewProfile]) -> list[IndexTexts]:
    """The same as `read`, of profiles that are at hand, without reading them."""
    plan = searched_columns(kind)
    names = _term_names(plan, (*plan.links, *plan.sets))
    all_texts = []
    for profile in profiles:
        value = profile.values | {f"{link}_id": profile.values[link] for link in plan.links}
        texts = _own_texts(plan, value, names)
        for relation, searched in plan.rows.items():
            for row in profile.rows.get(relation, ()):
                texts.add(searched.words(row))
        for name in plan.sets:
            for term in profile.sets.get(name, ()):
                texts.terms += names[name].get(term, [])
        all_texts.append(texts)
    return all_texts


def _term_names(plan: SearchedColumns, fields: Iterable[str]) -> dict[str, dict[int, list[str]]]:
    return {name: names_of(plan.model._meta.get_field(name).related_model) for name in fields}


def _own_texts(
    plan: SearchedColumns, value: dict[str, Any], linked: dict[str, dict[int, list[str]]]
) -> IndexTexts:
    texts = IndexTexts([], [], [])
    for searched in plan.own:
        texts.add(searched.words([value[name] for name in searched.columns]))
    linked_names = [name for link in plan.links for name in linked[link].get(value[f"{link}_id"], ())]
    texts.terms = _distinct_nonempty([*texts.terms, *linked_names])
    return texts


def _distinct_nonempty(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(value for value in values if value))


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


def _add_rows(plan: SearchedColumns, texts_by_pk: dict[int, IndexTexts]) -> None:
    for relation, searched in plan.rows.items():
        model, owner_name = rows_of_model(plan.model, relation)
        owner = f"{owner_name}_id"
        rows = model._default_manager.filter(**{f"{owner}__in": list(texts_by_pk)}).order_by()
        for pk, _key, *values in _by_own_key(rows.values_list(owner, "pk", *searched.columns)):
            texts_by_pk[pk].add(searched.words(values))


def _by_own_key(rows: Iterable[Any]) -> list[Any]:
    """By their own keys, the second column. Sorted by SQL, SQLite may read a whole table in that order."""
    return sorted(rows, key=lambda row: row[1])


def _add_set(model: Any, name: str, texts_by_pk: dict[int, IndexTexts]) -> None:
    field = model._meta.get_field(name)
    through, owner, term = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    names = names_of(field.related_model)
    rows = through._default_manager.filter(**{f"{owner}__in": list(texts_by_pk)}).order_by()
    for pk, _key, term_pk in _by_own_key(rows.values_list(owner, "pk", term)):
        texts_by_pk[pk].terms += names.get(term_pk, [])
