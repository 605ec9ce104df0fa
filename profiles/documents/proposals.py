"""Where proposals of people who may not publish go. An app above says so, because profiles know of no proposals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from accounts.models import User
from profiles.documents.document import Document
from profiles.models import ChangeSet, Profile


@dataclass(frozen=True)
class Proposed:
    """A new profile, or a change of one, that somebody else has to decide on."""

    base: Document
    proposed: Document
    title: str
    by: User
    profile: Profile | None = None  # None for a new one
    comment: str = ""
    change_set: ChangeSet | None = None


class ProposalDesk(Protocol):
    def propose(self, proposal: Proposed) -> int:
        """The number of the proposal; of the one that waits where the same was proposed before."""
        ...

    def withdraw(self, change_set: ChangeSet) -> None:
        """Take back those of a change set that nobody has read first or decided on."""
        ...


_desks: list[ProposalDesk] = []


def open_desk(desk: ProposalDesk) -> None:
    """Call it when all models are there (AppConfig.ready)."""
    _desks[:] = [desk]


def desk() -> ProposalDesk:
    """LookupError where no app takes proposals."""
    if not _desks:
        raise LookupError("No app takes proposals.")
    return _desks[0]
