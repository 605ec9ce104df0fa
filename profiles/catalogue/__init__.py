"""The published profiles of a kind in memory: which of them have which value, and their place in each order.

Each worker process keeps one catalogue of each kind and checks at each request whether it is still current. A list,
its counts and its pages are made of intersections of these sets; the database is queried
only for the search and the rows of the page.

Other packages use only these names; docs/catalogue.md says when it pays, what it costs and its invariants.

current(kind, stamp) the catalogue as the database is now
load_soon()          reads it in the background, for a worker that has just started
Catalogue            published, having(facet, value), years(span), orders, postings, terms, and parts of pages that go with it
TermLists, TermList  the terms of each facet, such as sectors and zones
"""

from profiles.catalogue.cache import current, load_soon
from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.terms import TermList, TermLists

__all__ = ["Catalogue", "TermList", "TermLists", "current", "load_soon"]
