"""By which words facts are found: what their declarations say (profiles/facts/fact.py), of the values at hand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.db.models import Model, URLField
from django.utils.text import capfirst
from django_countries.fields import Country

from kit.countries import PlainCountryField, country_names
from kit.languages import SUFFIXES, as_said_in, is_translated
from kit.model_fields import field_of
from profiles.facts.fact import Fact, Words, label_of
from profiles.search.words.persons import person_names
from profiles.search.words.places import spoken_address

NOT_STATED = "not_stated"  # a choice that nobody looks for


class RowWords(NamedTuple):
    """What a fact adds to the texts of its profile."""

    names: Sequence[str] = ()
    others: Sequence[str] = ()  # names of what belongs to the profile: persons, products
    terms: Sequence[str] = ()
    texts: Sequence[str] = ()


NOTHING = RowWords()


class SearchedRows:
    """The facts of one table that are searched: of rows of a relation, or of the columns of a profile itself."""

    def __init__(self, profile: type[Model], model: type[Model], facts: Iterable[Fact]) -> None:
        declared = [(fact, fact.words or Words(fact.columns)) for fact in facts]
        self.model = model
        # What is read of each row.
        self.columns = tuple(
            dict.fromkeys(
                name
                for fact, words in declared
                for name in (*fact.where, *words.columns, *words.terms, words.label, words.unless)
                if name
            )
        )
        self.facts = [SearchedFact(fact, words, profile, self) for fact, words in declared]

    def select(self, place: str, owner: str, width: int) -> str:
        """SQL for its rows, with {} where the keys of their owners are to stand.

        Each row says where it is from, and has `width` columns, so that selects of several tables can be joined.
        """
        padded = ", ".join([owner, f"'{place}'", *self.columns, *["''"] * (width - len(self.columns))])
        table = self.model._meta.db_table
        return f"SELECT {padded} FROM {table} WHERE {owner} IN ({{}})"  # noqa: S608 (our own tables)

    def fact_of(self, row: Sequence[Any]) -> SearchedFact | None:
        """The fact that a row holds; None of one that is not searched."""
        for fact in self.facts:
            if fact.holds(row):
                return fact
        return None

    def words(self, row: Sequence[Any]) -> RowWords:
        if not any(row):  # as most columns of most profiles
            return NOTHING
        fact = self.fact_of(row)
        return fact.words(row) if fact else NOTHING


class SearchedFact:
    """What a row, which has the columns of its SearchedRows, says of one fact."""

    def __init__(self, fact: Fact, declared: Words, profile: type[Model], rows: SearchedRows) -> None:
        place = {name: number for number, name in enumerate(rows.columns)}
        self.fact, self.declared, self.profile, self.model = fact, declared, profile, rows.model
        self.where = [(place[name], values) for name, values in fact.where.items()]
        self.unless = place[declared.unless] if declared.unless else None
        self.label_at = place[declared.label] if declared.label else None
        self.written = [(place[name], field_of(rows.model, name)) for name in declared.columns]
        self.terms = [(place[name], field_of(rows.model, name)) for name in declared.terms]

    @cached_property
    def is_plain(self) -> bool:
        """Whether its values are looked for as they stand."""
        return not any(isinstance(field, PlainCountryField | URLField) for _number, field in self.written)

    @cached_property
    def is_translated(self) -> bool:
        return all(is_translated(name) for name in self.declared.columns)

    def text_by_suffix(self, row: Sequence[Any]) -> dict[str, str]:
        """Of a translated fact."""
        return {field.name.rpartition("_")[2]: row[number] for number, field in self.written}

    def holds(self, row: Sequence[Any]) -> bool:
        if self.unless is not None and row[self.unless]:
            return False
        return not self.where or all(row[number] in values for number, values in self.where)

    def words(self, row: Sequence[Any]) -> RowWords:
        words = self._written(row)
        terms = [word for number, field in self.terms for word in _called(field, row[number])]
        match self.fact.weight:
            case "name":
                return RowWords(names=words, terms=terms)
            case "person":
                return RowWords(others=person_names(*words), terms=terms)
            case "product":
                return RowWords(others=words, terms=terms)
            case "text":
                return RowWords(texts=words, terms=terms)
            case "address":
                return RowWords(terms=[*words, *map(spoken_address, words), *terms])
        return RowWords(terms=[*words, *terms])

    def _written(self, row: Sequence[Any]) -> list[str]:
        if self.declared.read:
            return list(self.declared.read(*self._values(row)))
        if self.is_plain:
            return self._values(row)
        return [word for number, field in self.written for word in _said(field, row[number])]

    def _values(self, row: Sequence[Any]) -> list[Any]:
        return [row[number] for number, _field in self.written]

    def label(self, row: Sequence[Any]) -> str:
        """What this is, for those who read why a profile was found."""
        if self.label_at is not None:
            choices = dict(field_of(self.model, self.declared.label).flatchoices)
            return str(capfirst(choices.get(row[self.label_at], row[self.label_at])))
        return str(self.fact.reason) or label_of(self.fact, self.profile)

    def shown(self, row: Sequence[Any]) -> str:
        """What a page of results writes of it."""
        if self.declared.shown:
            return self.declared.shown(*self._values(row))
        shown = (_shown(field, row[number]) for number, field in self.written)
        return " ".join(dict.fromkeys(filter(None, shown)))


def _said(field: Any, value: Any) -> Iterable[str]:
    """A value as people look for it."""
    if isinstance(field, PlainCountryField):
        return country_names().get(value, ())
    return (domain(value),) if isinstance(field, URLField) else (value,)


def _shown(field: Any, value: Any) -> str:
    return str(Country(value).name) if isinstance(field, PlainCountryField) else str(value or "")


def domain(website: str) -> str:
    try:
        return urlsplit(website).hostname or ""
    except ValueError:
        return ""


def _called(field: Any, value: str) -> tuple[str, ...]:
    """A choice in each language; anything else as it is."""
    return _labels(field, value) if field.choices else (value,)


@lru_cache(maxsize=256)
def _labels(field: Any, value: str) -> tuple[str, ...]:
    label = "" if value == NOT_STATED else dict(field.flatchoices).get(value, "")
    return tuple(dict.fromkeys(str(as_said_in(suffix, label)) for suffix in SUFFIXES))
