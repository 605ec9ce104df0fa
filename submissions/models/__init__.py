from submissions.models.event import Event
from submissions.models.link import AccessLink
from submissions.models.merge import Merge, NotTheSame
from submissions.models.notice import Notice
from submissions.models.reason import Reason
from submissions.models.saved_view import SavedView
from submissions.models.submission import (
    AlreadyDecided,
    OutOfReach,
    OwnProposal,
    Submission,
    WrongSubmissionState,
)
from submissions.models.upload import Upload

__all__ = [
    "AccessLink",
    "AlreadyDecided",
    "Event",
    "Merge",
    "NotTheSame",
    "Notice",
    "OutOfReach",
    "OwnProposal",
    "Reason",
    "SavedView",
    "Submission",
    "Upload",
    "WrongSubmissionState",
]
