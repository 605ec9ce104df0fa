"""What the list of laboratories can be narrowed and sorted by."""

from profiles.facts.facets import NAME, RELEVANCE, Column, Facet, Listing, Order, Span, oldest_first
from tests.labs.models import Lab

LISTING = Listing(
    kind="lab",
    profiles=lambda: Lab.objects.published(),
    facets=(
        Facet("discipline", "Discipline", Column("discipline"), (("optics", "Optics"), ("chips", "Chips"))),
    ),
    orders=(
        Order(RELEVANCE, "Best match"),
        Order(NAME, "Name"),
        Order("founded", "Oldest", **oldest_first("founded")),
    ),
    spans=(Span("founded", "founded", "Founded from", "Founded to"),),
    words="Search laboratories",
)
