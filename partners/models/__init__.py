from partners.models.facts import (
    ParkCitation,
    ParkFigure,
    ParkLink,
    ParkMilestone,
    ParkName,
    Partnership,
    Statement,
)
from partners.models.park import CannotBeHost, FormerParkSlug, Park, ParkQuerySet

__all__ = [
    "CannotBeHost",
    "FormerParkSlug",
    "Park",
    "ParkCitation",
    "ParkFigure",
    "ParkLink",
    "ParkMilestone",
    "ParkName",
    "ParkQuerySet",
    "Partnership",
    "Statement",
]
