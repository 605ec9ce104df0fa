"""A submitted form of a story: as of any record, and what comes of it becomes a version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from profiles.documents.document import Document
from profiles.documents.writing import Actor, ProfileGone, SaveResult
from profiles.editing.edits import BRING_BACK, RecordEdit
from stories import writing
from stories.models import Story


@dataclass
class StoryEdit(RecordEdit):
    def save(self, proposed: Document, actor: Actor) -> SaveResult:
        """Gone, Conflicted or ValidationError where it cannot be saved; see `note`."""
        if isinstance(self.live, Story):
            return writing.save(self.live, self.base, proposed, actor, self.choose)
        if self.pk is None or (self.may_bring_back and BRING_BACK in self.post):
            return SaveResult(cast(Any, writing.create(proposed, actor, self.pk)), [], [])
        raise ProfileGone
