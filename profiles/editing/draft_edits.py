"""One save of the form of a draft. As with the profile itself, it is a merge on top of what was saved since."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db import transaction
from django.http import QueryDict

from profiles.documents.document import Document
from profiles.documents.merge import Conflict, Side
from profiles.documents.writing import Author, Gone, Saved
from profiles.editing import drafts
from profiles.editing.edits import Edit, shown, whole_number
from profiles.models import Draft, Profile
from profiles.models.registry import profile_kind

ON_PAGE = "page:"


@dataclass
class DraftEdit(Edit):
    """A form of a draft that was sent. `base` is the draft as its sender saw it."""

    draft: Draft = field(kw_only=True)
    may_publish: bool = field(kw_only=True)

    @classmethod
    def of(cls, draft: Draft, live: Profile, post: QueryDict, *, may_publish: bool) -> DraftEdit:
        base = _seen(draft, post)
        return cls(profile_kind(draft.kind), live.pk, base, live, post, draft=draft, may_publish=may_publish)

    def instance(self) -> Profile:
        return shown(self.base, self.pk, self.live)

    @transaction.atomic
    def save(self, proposed: Document, author: Author) -> Saved:
        """Keep the draft; with the button for it, put it on the live page as well."""
        if self.live is None:
            raise Gone
        draft = drafts.save(self.draft, self.base, proposed, author, self.choose)
        if "_apply" in self.post:
            return drafts.apply(draft, author, self.choose_on_page, publish=self.may_publish)
        return Saved(self.live, [], [])

    def choose_on_page(self, conflict: Conflict) -> Side | None:
        """As with the draft; a field may be in question with it and with the live page, which are two questions."""
        return self._answer(f"{ON_PAGE}{conflict.name}", conflict)


def _seen(draft: Draft, post: QueryDict) -> Document:
    """The draft as the form was opened; as it is now where that is not kept any more."""
    try:
        return drafts.document_in(draft, whole_number(post.get("seen_save")))
    except KeyError:
        return Document(draft.kind)
