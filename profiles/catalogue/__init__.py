"""The published profiles of a kind in memory: who has which value, and who stands where in each order.

Each worker process keeps one catalogue of each kind and asks at each request whether it still holds. A list,
its counts and its pages are made of intersections of these sets; the database is asked for
nothing but the search and the rows of the page.
"""

from profiles.catalogue.catalogue import Catalogue
from profiles.catalogue.keeper import current, load_soon
from profiles.catalogue.terms import TermList, Terms

__all__ = ["Catalogue", "TermList", "Terms", "current", "load_soon"]
