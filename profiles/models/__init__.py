from profiles.models.figure import Figure, Metric, Unit
from profiles.models.image import Image
from profiles.models.profile import Profile, ProfileQuerySet, StaleVersion, WrongState
from profiles.models.rows import Citation, FormerSlug, Milestone, OtherName, Row
from profiles.models.source import Source, SourcedRow, SourceState

__all__ = [
    "Citation",
    "Figure",
    "FormerSlug",
    "Image",
    "Metric",
    "Milestone",
    "OtherName",
    "Profile",
    "ProfileQuerySet",
    "Row",
    "Source",
    "SourceState",
    "SourcedRow",
    "StaleVersion",
    "Unit",
    "WrongState",
]
