"""Finds profiles: which, and how well their names fit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce
from typing import TypeVar

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from pyroaring import BitMap

from profiles.content.changes import ContentStamp
from profiles.search.postings import Phrases, Reader, postings
from profiles.search.words.query import SearchQuery, parse

Rows = TypeVar("Rows", bound=QuerySet)


@dataclass
class SearchHits:
    """The profiles of a kind that fit a query, in every state: intersect them with the published ones."""

    kind: str
    query: SearchQuery
    read: Reader

    @cached_property
    def ids(self) -> BitMap:
        """Primary keys. Others may hold the same set: do not change it."""
        query, sets = self.query, self._sets
        required = [sets[term.phrases] for term in query.wanted] or [sets[()]]
        fitting = reduce(BitMap.intersection, required)
        return reduce(BitMap.difference, (sets[term.phrases] for term in query.unwanted), fitting)

    @cached_property
    def tiers(self) -> list[BitMap]:
        """The best matches first: the query is a whole name; a name begins with it; all its words are in names.

        A name without the legal form that was typed comes behind one with it. No two share a profile, and all are part
        of `ids`; what is in none of them fits by its texts.
        """
        query, sets = self.query, self._sets
        if not query.wanted or not self.ids:
            return [BitMap(), BitMap(), BitMap()]
        named = reduce(BitMap.intersection, (sets[term.in_names] for term in query.wanted))
        tiers, rest = [], self.ids
        for fitting in (*map(sets.__getitem__, (*query.whole_names, *query.beginnings)), named):
            tiers.append(fitting & rest)
            rest = rest - fitting
        return tiers

    @cached_property
    def _sets(self) -> dict[Phrases, BitMap]:
        """The profiles that hold each group of phrases of the query, read in one query."""
        query = self.query
        groups: list[Phrases] = [term.phrases for term in query.terms]
        if query.wanted:
            groups += [*query.whole_names, *query.beginnings, *(term.in_names for term in query.wanted)]
        else:
            groups.append(())  # everything, less what is excluded
        return self.read(list(dict.fromkeys(groups)))


def find(
    kind: str, text: str, now: ContentStamp | None = None, *, is_typed: bool = False
) -> SearchHits | None:
    """The profiles of a kind that match what a visitor typed; None where that holds no word.

    Callers that just read the current stamp pass it as `now`, which saves a query. While somebody types (`is_typed`), the
    last word stands for all that begin with it.
    """
    query = parse(text).with_open_end() if is_typed else parse(text)
    return SearchHits(kind, query, postings(kind).reader(now)) if query else None


def matching(rows: Rows, text: str) -> Rows:
    """Narrow a query for profiles to those that fit; where there is nothing to look for, it stays as it is."""
    hits = find(rows.model._meta.model_name or "", text)
    return rows if hits is None else rows.filter(pk__in=_pk_values(hits.ids))


def _pk_values(ids: BitMap) -> RawSQL:
    """Any number of keys in one parameter."""
    if connection.vendor == "sqlite":
        return RawSQL("SELECT value FROM json_each(%s)", [str(list(ids))])
    return RawSQL("SELECT unnest(%s::bigint[])", [list(ids)])
