from partners.models.facts import ParkCitation, ParkFigure, ParkMilestone, ParkName, Partnership, Statement
from partners.models.park import CannotBeHost, FormerParkSlug, Park, ParkQuerySet

__all__ = [
    "CannotBeHost",
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
