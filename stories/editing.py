"""A submitted form of a story: as of any record, and what comes of it becomes a version."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, cast

from profiles.documents.document import Document, Fields
from profiles.documents.writing import Actor, ProfileGone, SaveResult
from profiles.editing.edits import BRING_BACK, RecordEdit
from stories import writing
from stories.models import Story
from stories.texts.references import with_todays_addresses


@dataclass
class StoryEdit(RecordEdit):
    def save(self, proposed: Document, actor: Actor) -> SaveResult:
        """Gone, Conflicted or ValidationError where it cannot be saved; see `note`."""
        proposed = self._with_todays_addresses(proposed)
        if isinstance(self.live, Story):
            return writing.save(self.live, self.base, proposed, actor, self.choose)
        if self.pk is None or (self.may_bring_back and BRING_BACK in self.post):
            return SaveResult(cast(Any, writing.create(proposed, actor, self.pk)), [], [])
        raise ProfileGone

    def _with_todays_addresses(self, proposed: Document) -> Document:
        """In the texts that were changed: a save of one language says nothing about the others."""
        before = self.base.fields if self.pk is not None else {}
        changed: Fields = {
            name: with_todays_addresses(str(text))
            for name in writing.TEXTS
            if (text := proposed.fields.get(name)) and text != before.get(name)
        }
        return replace(proposed, fields=proposed.fields | changed)
