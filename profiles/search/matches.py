"""Which text of a profile matched, where what a list shows of it does not say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.db import connection

from kit.languages import PREFERENCES, TAGS, active_suffix
from profiles.search.postings import holds_any
from profiles.search.rows import SearchedRows
from profiles.search.sources import owner_column, searched_columns
from profiles.search.words.analyser import BORDER, name_tokens, tokens
from profiles.search.words.query import QueryTerm, SearchQuery, parse

MAX_MATCHES = 2  # of one profile


@dataclass(frozen=True)
class ListedTexts:
    """What a list shows of a profile."""

    names: Sequence[str]
    texts: Sequence[str]

    @cached_property
    def entry(self) -> tuple[str, str]:
        """The tokens of its names, and of all that is shown, as phrases look for them."""
        names = f" {' '.join(' '.join(name_tokens(name)) for name in self.names)} "
        texts = f" {BORDER} ".join(" ".join(tokens(text)) for text in self.texts)
        return names, f"{names}{BORDER} {texts} "


@dataclass(frozen=True)
class Match:
    """A text that holds what was looked for; `lang` is a BCP 47 tag, empty where it is not known."""

    label: str
    text: str
    lang: str = ""
    is_name: bool = field(default=True, compare=False)
    # The texts by which it is found, where these are not as it is shown.
    words: Sequence[str] = field(default=(), compare=False)


def matches(kind: str, words: str, listed_by_pk: Mapping[int, ListedTexts]) -> dict[int, list[Match]]:
    """For each profile that matched by a text that is not shown: those texts. One query, or none."""
    query = parse(words)
    unmatched = {
        pk: unmatched_terms
        for pk, listed in listed_by_pk.items()
        if (unmatched_terms := _unmatched_terms(query, listed))
    }
    if not unmatched:
        return {}
    texts = _texts(kind, list(unmatched))
    return {pk: _choose(terms, texts.get(pk, [])) for pk, terms in unmatched.items()}


def _unmatched_terms(query: SearchQuery, listed: ListedTexts) -> list[QueryTerm]:
    return [term for term in query.wanted if not holds_any(listed.entry, term.phrases)]


def _choose(terms: list[QueryTerm], candidates: Iterable[Match]) -> list[Match]:
    """The first text for each thing that was looked for: names, then identifiers, then longer texts."""
    chosen: list[Match] = []
    for match in sorted(candidates, key=lambda match: not match.is_name):
        matched = [term for term in terms if _holds(match, term)]
        if matched and len(chosen) < MAX_MATCHES:
            chosen.append(match)
            terms = [term for term in terms if term not in matched]
    return chosen


def _holds(match: Match, term: QueryTerm) -> bool:
    written = match.words or (match.text,)
    names = " ".join(" ".join(name_tokens(text)) for text in written) if match.is_name else ""
    texts = f" {BORDER} ".join(" ".join(tokens(text)) for text in written)
    return holds_any((f" {names} ", f" {names} {BORDER} {texts} "), term.phrases)


def _texts(kind: str, ids: list[int]) -> dict[int, list[Match]]:
    """All names, terms and texts of some profiles, in one query."""
    plan = searched_columns(kind)
    read = {**{str(number): rows for number, rows in enumerate(plan.own)}, **plan.rows}
    width = max(len(rows.columns) for rows in read.values())
    owners = {relation: owner_column(kind, relation) for relation in plan.rows}
    parts = [rows.select(place, owners.get(place, "id"), width) for place, rows in read.items()]
    places = ", ".join(["%s"] * len(ids))
    matches_by_pk: dict[int, list[Match]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(part.format(places) for part in parts), ids * len(parts))
        for pk, place, *values in cursor.fetchall():
            matches_by_pk.setdefault(pk, []).extend(_matches_in(read[place], values))
    return matches_by_pk


def _matches_in(rows: SearchedRows, row: Sequence[Any]) -> Iterator[Match]:
    """What a row says of its fact: a text in each language for itself, that of the page first."""
    searched = rows.fact_of(row)
    if searched is None:
        return
    label, is_name = searched.label(row), searched.fact.weight != "text"
    if not searched.is_translated:
        if shown := searched.shown(row):
            words = searched.words(row)
            written = [*words.names, *words.others, *words.terms, *words.texts]
            yield Match(label, shown, is_name=is_name, words=[word for word in written if word])
        return
    text_by_suffix = searched.text_by_suffix(row)
    for suffix in PREFERENCES[active_suffix()]:
        if text := text_by_suffix.get(suffix):
            yield Match(label, text, TAGS[suffix], is_name=is_name)
