"""By which words the rows of a profile are found: founders, presences abroad, identifiers, other names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from django.db.models import Model

from kit.countries import country_names
from kit.languages import HAN, SUFFIXES, as_said_in, column, columns
from kit.model_fields import field_of
from kit.places import spellings
from profiles.search.words.persons import person_names

# Listings are also searched by the abbreviations that newspapers and terminals use for the exchange.
EXCHANGES = {"hkex": "hk sehk", "sse": "sh ss", "szse": "sz", "bse": "bj"}
# Codes of Hong Kong have four digits or five, and people leave out the zeros before them.
CODE_LENGTHS = {"hkex": (1, 4, 5)}


class RowWords(NamedTuple):
    """What a row adds to the texts of its profile."""

    names: Sequence[str] = ()
    others: Sequence[str] = ()  # names of what belongs to the profile: persons, products
    terms: Sequence[str] = ()
    texts: Sequence[str] = ()


@dataclass(frozen=True)
class SearchedRows:
    """The columns of a row that are read, and what becomes of their values."""

    columns: Sequence[str]
    words: Callable[[type[Model], list[Any]], RowWords]


def _other_name(_model: type[Model], values: list[Any]) -> RowWords:
    _kind, name = values
    return RowWords(names=[name])


def _identifier(_model: type[Model], values: list[Any]) -> RowWords:
    return RowWords(terms=[" ".join(identifier_words(*values))])


def identifier_words(scheme: str, value: str) -> list[str]:
    """By itself, and with its register before or behind it: "HKEX: 0992", "0992.HK", "sz002151"."""
    exchanges = EXCHANGES.get(scheme, "").split()
    shown = [f"{scheme} {value}"]
    for code in _codes(scheme, value):
        shown += [f"{exchange} {code} {exchange} {exchange}{code}" for exchange in exchanges]
        shown += [f"{scheme} {code}"] if code != value else []
    return shown


def _codes(scheme: str, value: str) -> list[str]:
    lengths = CODE_LENGTHS.get(scheme, ()) if value.isdecimal() else ()
    return list(dict.fromkeys([value, *(value.lstrip("0").zfill(length) for length in lengths)]))


def _stakeholder(model: type[Model], values: list[Any]) -> RowWords:
    """A founder is a person, found in each order of his or her names; a partner is an organisation."""
    kind, name, name_in_han, role = values
    terms = [*_choice_in_each_language(model, "kind", kind), role]
    if kind == "founder":
        return RowWords(others=person_names(name, name_in_han), terms=terms)
    return RowWords(terms=[name, name_in_han, *terms])


def _presence(model: type[Model], values: list[Any]) -> RowWords:
    """One that is closed is not found: whoever looks for a place looks for who is there."""
    country, city, kind, closed = values
    if closed:
        return RowWords()
    kinds = () if kind == "not_stated" else _choice_in_each_language(model, "kind", kind)
    return RowWords(
        terms=[*country_names().get(country, ()), *(spellings(country, city) if city else ()), *kinds]
    )


def _tie(_model: type[Model], values: list[Any]) -> RowWords:
    """No name of its own: who looks for the parent looks for that first."""
    _kind, *names = values
    return RowWords(terms=names)


def _text(_model: type[Model], values: list[Any]) -> RowWords:
    return RowWords(texts=values)


OF_TEXTS = SearchedRows(columns("text"), _text)
BY_RELATION = {
    "other_names": SearchedRows(["kind", "name"], _other_name),
    "identifiers": SearchedRows(["scheme", "value"], _identifier),
    "stakeholders": SearchedRows(["kind", "name", column("name", HAN), "role"], _stakeholder),
    "presences": SearchedRows(["country", "city", "kind", "closed"], _presence),
    "ties": SearchedRows(["kind", "name", column("name", HAN)], _tie),
}


def searched(relation: str) -> SearchedRows:
    return BY_RELATION.get(relation, OF_TEXTS)


@lru_cache(maxsize=256)
def _choice_in_each_language(model: type[Model], name: str, value: str) -> tuple[str, ...]:
    label = dict(field_of(model, name).flatchoices).get(value, "")
    return tuple(dict.fromkeys(str(as_said_in(suffix, label)) for suffix in SUFFIXES))
