from partners.models.park import FormerParkSlug, Park, ParkQuerySet
from partners.models.facts import ParkCitation, ParkFigure, ParkMilestone, ParkName, Partnership, Statement

__all__ = [
    "FormerParkSlug",
    "Park",
    "ParkCitation",
    "ParkFigure",
    "ParkMilestone",
    "ParkName",
    "ParkQuerySet",
    "Partnership",
    "Statement",
]
