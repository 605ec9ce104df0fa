"""Profiles of a kind that are offered while somebody types: those with a name that begins so, else those with the words."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import get_language

from kit.languages import PREFERENCES, SECOND, SUFFIXES, Text, active_suffix, columns, first_text
from profiles.catalogue import Catalogue
from profiles.facts.facets import RELEVANCE
from profiles.lists.groups import Suggestion
from profiles.models.registry import profile_kind
from profiles.search import SearchHits, find
from profiles.search.sources import searched_columns
from profiles.search.suggestions import (
    NameStart,
    SuggestionReason,
    beginning_with,
    key_of,
    name_matches,
    reasons,
)

PLACE = "slug"  # stands in an address for any
MIN_LETTERS = 3  # of words that are looked for in names and texts


class OfferedProfile(NamedTuple):
    """A suggestion, and what it is offered for where its names do not show it."""

    pk: int
    suggestion: Suggestion
    reason: SuggestionReason | None


def offered(kind: str, text: str, limit: int) -> list[OfferedProfile]:
    """Published profiles with a name, code, person or product that begins with what was typed. Two queries at most."""
    key = key_of(text)
    starts = beginning_with(kind, key, _read_columns(kind), limit)
    unseen = [start.values[0] for start in starts if not _is_seen(start, key)]
    matched = {start.values[0]: reason for start in starts if (reason := _own_reason(kind, start, key))}
    matched = reasons(kind, key, [pk for pk in unseen if pk not in matched]) | matched
    return [
        _offered(kind, start, matched.get(start.values[0]) if start.values[0] in unseen else None)
        for start in starts
    ]


def offered_by_words(kind: str, text: str, catalogue: Catalogue, limit: int) -> list[Suggestion]:
    """Those that a search finds, the last word of which may still be typed. Two queries."""
    if len(text.strip()) < MIN_LETTERS:
        return []
    hits = find(kind, text, catalogue.stamp, is_typed=True)
    pks = best(hits, catalogue, limit) if hits and hits.query.wanted else []
    model = profile_kind(kind).model
    rows = model.objects.published().filter(pk__in=pks).values_list(*_read_columns(kind)) if pks else ()
    by_pk = {row[0]: _offered(kind, NameStart("", row), None).suggestion for row in rows}
    return [by_pk[pk] for pk in pks if pk in by_pk]


def best(hits: SearchHits, catalogue: Catalogue, limit: int) -> list[int]:
    """The first of what was found, in the order of the list."""
    order, pks = catalogue.orders[RELEVANCE], list[int]()
    for tier in (*hits.tiers, hits.ids):
        if len(pks) < limit:
            found = order.slice(tier & catalogue.published, 0, limit).tolist()
            pks += [pk for pk in found if pk not in pks]
    return pks[:limit]


@lru_cache(maxsize=8)
def _read_columns(kind: str) -> list[str]:
    """Key, address and names of a profile, and after them its further names."""
    names = columns("name")
    further = [
        name
        for rows in searched_columns(kind).own
        for fact in rows.facts
        if fact.fact.weight == "name"
        for name in rows.columns
        if name not in names
    ]
    return ["id", "slug", *names, *further]


def _is_seen(start: NameStart, key: str) -> bool:
    """Whether a name that is shown is the one that matches, by its letters or by its sound."""
    return any(name_matches(name, key) for name in start.values[2 : 2 + len(SUFFIXES)] if name)


def _own_reason(kind: str, start: NameStart, key: str) -> SuggestionReason | None:
    further = start.values[2 + len(SUFFIXES) :]
    return next(
        (SuggestionReason("name", "", name) for name in further if name and name_matches(name, key)), None
    )


def _offered(kind: str, start: NameStart, reason: SuggestionReason | None) -> OfferedProfile:
    pk, slug, *values = start.values
    name, second = _display_names(dict(zip(SUFFIXES, values[: len(SUFFIXES)], strict=True)))
    url = _address(kind, get_language() or "").replace(PLACE, slug)
    suggestion = Suggestion(str(name), url, name.lang, str(second), second.lang, str(reason or ""))
    return OfferedProfile(pk, suggestion, reason)


@lru_cache(maxsize=32)
def _address(kind: str, language: str) -> str:
    """The address of a profile in the active language, which is this one, with a place for its slug."""
    return reverse(f"{profile_kind(kind).pages.name}:detail", args=[PLACE])


def _display_names(names: dict[str, str]) -> tuple[Text, Text]:
    """The name in the language of the page, and the one in the other script."""
    suffix = active_suffix()
    name = first_text((code, names[code]) for code in PREFERENCES[suffix])
    second = first_text((code, names[code]) for code in SECOND[suffix])
    return name, second if second != name else Text("", name.lang)
