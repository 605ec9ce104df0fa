"""The one way to write a story: a merge on top of what others saved meanwhile, and a version of what came of it."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from kit import markdown
from kit.languages import columns
from profiles.documents import records
from profiles.documents.document import Document, pack
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, SaveResult, undecided
from stories.models import Story, StoryVersion, WhatHappened
from stories.models.mention import Mention
from stories.texts.references import STORY, read

TEXTS = (*columns("body"), *columns("see_also"))


@transaction.atomic
def save(
    story: Story,
    base: Document,
    proposed: Document,
    actor: Actor,
    choose: Callable[[Conflict], Side | None] = undecided,
) -> SaveResult:
    """Apply what `proposed` changes in `base`; as records.save(), with a version if anything changed."""
    result = records.save(story, base, proposed, choose)
    if result.changes:
        _record(result.profile.pk, WhatHappened.CHANGED, actor)
    return result


@transaction.atomic
def create(document: Document, actor: Actor, pk: int | None = None) -> Story:
    """A new story of a document, as a draft."""
    story: Story = records.create(document, pk)
    _record(story.pk, WhatHappened.CREATED, actor)
    story.refresh_from_db()
    return story


def _record(pk: int, what: WhatHappened, actor: Actor) -> None:
    """Within the transaction of the save, which holds the story."""
    now = timezone.now()
    Story.objects.filter(pk=pk).update(version=F("version") + 1, changed_at=now, changed_by=actor.by)
    story = Story.objects.get(pk=pk)
    StoryVersion.objects.create(
        story=story,
        number=story.version,
        what=what,
        made_at=now,
        made_by=actor.by,
        why=actor.why,
        document=pack(document_of(story).as_json()),
    )
    _write_mentions(story)


def named_in(story: Story) -> set[str]:
    """The profiles that its texts name, by kind and address; hidden ones as well, so that one that is published again has its stories again."""
    inside = {one for name in TEXTS for one in markdown.references(getattr(story, name))}
    return {":".join(one.profile) for one in map(read, inside) if one and one.kind != STORY}


def _write_mentions(story: Story) -> None:
    named = named_in(story)
    before = set(story.mentions.values_list("profile", flat=True))
    story.mentions.filter(profile__in=before - named).delete()
    Mention.objects.bulk_create([Mention(story=story, profile=name) for name in sorted(named - before)])


def document_at(version: StoryVersion) -> Document:
    """The story as it was at a version that has its texts."""
    return Document.from_packed(version.document)
