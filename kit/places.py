"""Cities and regions by their usual names, in the reader's language where they are known.

kit/data/places.csv is the one list of them: the names in each language, other spellings, and whether firms carry the place
in their names. A place that is not in it stays as somebody typed it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext
from django_countries.fields import Country

from kit.countries import country_names
from kit.languages import DEFAULT, PREFERENCES, TAGS, active_suffix, han_tag
from kit.names.folding import fold

FILE = Path(__file__).parent / "data" / "places.csv"
IN_NAMES = "in_names"
REMEMBERED = 4096
_LETTERS = re.compile(r"[^\W_]+")


class Place(NamedTuple):
    """A city or region: its names by language, empty where they are those of the first, and other spellings."""

    country: str
    names: dict[str, str]
    also: tuple[str, ...]
    is_in_names: bool  # of firms, which are the same with it and without

    @property
    def spellings(self) -> list[str]:
        return list(dict.fromkeys([*filter(None, self.names.values()), *self.also]))


@cache
def places() -> tuple[Place, ...]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(_read(row) for row in csv.DictReader(file))


def _read(row: dict[str, str]) -> Place:
    also = tuple(filter(None, row.pop("also").split("|")))
    return Place(row.pop("country"), also=also, is_in_names=row.pop(IN_NAMES) == "yes", names=row)


def spellings(country: Any, city: str) -> list[str]:
    """A city as it was typed, and its other names in all languages: what it may be looked for by."""
    place = _by_spelling().get((_code(country), spelling_key(city)))
    return list(dict.fromkeys([city, *place.spellings])) if place else [city]


def place_words(country: str, city: str) -> list[str]:
    """A place by the names of its country and those of its city, in all languages."""
    return [*country_names().get(country, ()), *(spellings(country, city) if city else ())]


@cache
def place_keys() -> frozenset[str]:
    """The places that firms carry in their names, by what the spellings of each share."""
    named = (place.names.values() for place in places() if place.is_in_names)
    return frozenset(spelling_key(name) for names in named for name in names if name)


def city_name(country: Any, city: str) -> str:
    """A city in the language of the page."""
    return _city_name(_code(country), city, active_suffix()) or city


def place_name(country: Any, city: str) -> str:
    """A city with its country: "Helsinki, Finland", 芬兰赫尔辛基; a city that is one itself stands alone."""
    text, name = city_name(country, city), _country_name(country)
    return name if _is_said(country, city, name) else _pattern() % {"city": text, "country": name}


def named_place(code: str, city: str) -> str:
    """The same by the code of the country."""
    return place_name(Country(code), city)


def place_html(country: Any, city: str) -> SafeString:
    """The same in a page; the city is a name that may be written in the other direction."""
    name = _country_name(country)
    if _is_said(country, city, name):
        return conditional_escape(name)
    return format_html(
        _pattern().replace("%(city)s", "{city}").replace("%(country)s", "{country}"),
        city=city_html(country, city),
        country=name,
    )


def city_html(country: Any, city: str) -> SafeString:
    text = city_name(country, city)
    lang = han_tag(text)
    if not lang or lang == TAGS[active_suffix()]:
        return format_html("<bdi>{}</bdi>", text)
    return format_html('<bdi lang="{}">{}</bdi>', lang, text)


def _is_said(country: Any, city: str, name: str) -> bool:
    """Whether the name of the country says the city as well: Singapore, or Hong Kong in "Hong Kong, China"."""
    return not city or _holds(name, city_name(country, city))


@lru_cache(maxsize=REMEMBERED)
def _holds(text: str, name: str) -> bool:
    """Whether a text has a name in it: as whole words, or as Chinese characters, which have no blanks between them."""
    return bool(re.search(re.escape(name) if han_tag(name) else rf"\b{re.escape(name)}\b", text))


def _pattern() -> str:
    # Translators: a city in its country.
    return pgettext("place", "%(city)s, %(country)s")


def _code(country: Any) -> str:
    return str(getattr(country, "code", country) or "")


def _country_name(country: Any) -> str:
    return str(getattr(country, "name", country) or "")


@lru_cache(maxsize=REMEMBERED)
def _city_name(country: str, city: str, suffix: str) -> str:
    place = _by_spelling().get((country, spelling_key(city)))
    order = PREFERENCES.get(suffix, (DEFAULT,))
    return next((place.names[name] for name in order if place.names.get(name)), "") if place else ""


def spelling_key(name: str) -> str:
    """What the spellings of a name share."""
    return "".join(_LETTERS.findall(fold(name)))


@cache
def _by_spelling() -> dict[tuple[str, str], Place]:
    return dict(_spelled())


def _spelled() -> Iterator[tuple[tuple[str, str], Place]]:
    for place in places():
        for name in place.spellings:
            yield (place.country, spelling_key(name)), place
