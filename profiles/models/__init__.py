from profiles.models.change_set import BroughtSource, ChangeSet, ChangeSetMoved, NotTakenBack
from profiles.models.draft import Draft, Plan
from profiles.models.figure import Figure
from profiles.models.file_mapping import FileMapping
from profiles.models.image import Image
from profiles.models.match_key import MatchKey
from profiles.models.metric import Metric, Unit
from profiles.models.open_form import OpenForm
from profiles.models.profile import MustStay, Profile, ProfileQuerySet, WrongState
from profiles.models.row import Row
from profiles.models.rows import Citation, FormerSlug, Link, Milestone, OtherName
from profiles.models.search import SearchEntry, SearchName, SearchWord
from profiles.models.shipped import Shipped
from profiles.models.short_named import ShortNamed
from profiles.models.source import Evidence, Source, SourcedRow
from profiles.models.tally import FigureSum, SourceUse, Tally
from profiles.models.upload import Upload
from profiles.models.version import ContentVersion, Version

__all__ = [
    "BroughtSource",
    "ChangeSet",
    "ChangeSetMoved",
    "Citation",
    "ContentVersion",
    "Draft",
    "Evidence",
    "Figure",
    "FigureSum",
    "FileMapping",
    "FormerSlug",
    "Image",
    "Link",
    "MatchKey",
    "Metric",
    "Milestone",
    "MustStay",
    "NotTakenBack",
    "OpenForm",
    "OtherName",
    "Plan",
    "Profile",
    "ProfileQuerySet",
    "Row",
    "SearchEntry",
    "SearchName",
    "SearchWord",
    "Shipped",
    "ShortNamed",
    "Source",
    "SourceUse",
    "SourcedRow",
    "Tally",
    "Unit",
    "Upload",
    "Version",
    "WrongState",
]
