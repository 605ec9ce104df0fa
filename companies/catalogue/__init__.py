"""The published companies in memory: who has which value, and who stands where in each order.

Each worker process keeps one catalogue and asks at each request whether it still holds. A list,
its counts and its pages are made of intersections of these sets; the database is asked for
nothing but the search and the rows of the page.
"""

from companies.catalogue.catalogue import Catalogue
from companies.catalogue.keeper import current, load_soon
from companies.catalogue.terms import Terms

__all__ = ["Catalogue", "Terms", "current", "load_soon"]
