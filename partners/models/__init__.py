from partners.models.facts import ParkCitation, ParkFigure, ParkMilestone, ParkName, Partnership, Statement
from partners.models.park import FormerParkSlug, Park, ParkQuerySet

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
