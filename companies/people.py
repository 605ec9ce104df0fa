"""Founders whose names are what somebody looks for, each with the company."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from companies.catalogue import current
from companies.models import Company, Stakeholder
from kit.languages import HAN, column, listed
from profiles.catalogue import Catalogue
from profiles.content.changes import ContentStamp
from profiles.facts.facets import RELEVANCE
from profiles.lists.groups import MAX_FOUND, FoundLine, GroupResults
from profiles.search import SearchHits, find
from profiles.search.postings import holds_any
from profiles.search.words.analyser import name_tokens
from profiles.search.words.persons import person_names
from profiles.search.words.query import SearchQuery

MAX_COMPANIES = 100  # whose founders are read


class Person(NamedTuple):
    founder: Stakeholder
    company: Company


def found_people(text: str, stamp: ContentStamp) -> GroupResults:
    people = people_named(text, current(stamp), MAX_FOUND + 1)
    lines = [
        FoundLine(
            person.company.get_absolute_url(),
            str(person.founder),
            text=listed([str(person.founder.role or _("Founder")), str(person.company.name)]),
        )
        for person in people[:MAX_FOUND]
    ]
    return GroupResults(lines, len(lines), words=text, is_cut=len(people) > MAX_FOUND)


def people_named(text: str, catalogue: Catalogue, limit: int) -> list[Person]:
    """The first of them, by the order of a search for companies; one query beside the search, or none."""
    hits = find("company", text, catalogue.stamp)
    if hits is None or not hits.query.wanted:
        return []
    pks = _in_names(hits, catalogue)
    rows = Stakeholder.objects.filter(
        company__in=Company.objects.published().filter(pk__in=pks), kind=Stakeholder.Kind.FOUNDER
    )
    founders = [row for row in rows.select_related("company") if _is_named(row, hits.query)]
    founders.sort(key=lambda row: pks.index(row.company_id))
    return [Person(row, row.company) for row in founders[:limit]]


def _in_names(hits: SearchHits, catalogue: Catalogue) -> list[int]:
    """The first MAX_COMPANIES with these words in names, in the order of the search."""
    order, pks = catalogue.orders[RELEVANCE], list[int]()
    for tier in hits.tiers:
        pks += order.slice(tier & catalogue.published, 0, MAX_COMPANIES - len(pks)).tolist()
    return pks


def _is_named(row: Stakeholder, query: SearchQuery) -> bool:
    names = person_names(row.name, getattr(row, column("name", HAN)))
    tokens = f" {' '.join(' '.join(name_tokens(name)) for name in names)} "
    return all(holds_any((tokens, tokens), term.phrases) for term in query.wanted)
