"""The published profiles of a kind in memory: who has which value, and who stands where in each order.

Each worker process keeps one catalogue of each kind and asks at each request whether it still holds. A list,
its counts and its pages are made of intersections of these sets; the database is asked for
nothing but the search and the rows of the page.

What stands here is all that others use; docs/catalogue.md says when it pays, what it costs and what always holds.

current(kind, mark)  the catalogue as the database is now
load_soon()          reads it in the background, for a worker that has just started
Catalogue            published, having(facet, value), years(span), orders, postings, terms, and parts of pages that go with it
Terms, TermList      the terms of each facet, such as sectors and zones
"""

from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.keeper import current, load_soon
from profiles.catalogue.terms import TermList, TermLists

__all__ = ["Catalogue", "TermList", "TermLists", "current", "load_soon"]
