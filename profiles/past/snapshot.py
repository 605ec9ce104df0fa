"""A profile as visitors saw it once, built from the document of an old version."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace
from typing import Generic, TypeVar, cast

from django.http import Http404
from django.utils import timezone

from profiles.documents.document import Document
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.known import ReferenceNames
from profiles.documents.reading import Builder
from profiles.models import Image, Profile, Version
from profiles.models.image import PICTURES
from profiles.past.timeline import Timeline
from profiles.past.visible import visible

# The kind of profile.
Kind = TypeVar("Kind", bound=Profile)


@dataclass(frozen=True)
class Neighbour:
    """The next public version in one direction."""

    number: int
    url: str


@dataclass(frozen=True)
class Snapshot(Generic[Kind]):
    live: Kind
    profile: Kind  # the same, as it was
    version: Version
    day: datetime.date | None  # the requested day; None where a version was requested
    older: Neighbour | None
    newer: Neighbour | None

    @property
    def date(self) -> datetime.date:
        """The day that the page is about, in the site's time zone."""
        return self.day or timezone.localtime(self.version.made_at).date()


def version_or_404(live: Kind, number: int) -> Snapshot[Kind]:
    """A published profile as it was in a version that visitors saw."""
    timeline = Timeline(live)
    return _snapshot(live, timeline, timeline.at(number), None)


def day_or_404(live: Kind, day: datetime.date) -> Snapshot[Kind]:
    """A published profile as visitors saw it at the end of a day."""
    timeline = Timeline(live)
    return _snapshot(live, timeline, timeline.on(day), day)


def _snapshot(
    live: Kind, timeline: Timeline, version: Version | None, day: datetime.date | None
) -> Snapshot[Kind]:
    if version is None:
        raise Http404
    older, newer = (
        Neighbour(neighbour.number, live.get_version_url(neighbour.number)) if neighbour else None
        for neighbour in (timeline.before(version), timeline.after(version))
    )
    return Snapshot(live, _built_profile(live, version), version, day, older, newer)


def _built_profile(live: Kind, version: Version) -> Kind:
    """What visitors never see is not in it, so that no page can show it."""
    try:
        document = visible(document_at(version.kind, version.object_id, version.number))
    except NoSuchVersion:
        raise Http404 from None
    known = ReferenceNames([document])
    profile = cast(Kind, Builder(_without_broken_rows(document, known), known).profile(live.pk))
    for name in ("slug", "state", "published_at", *live.BOOKKEEPING):
        setattr(profile, name, getattr(live, name))
    profile.version, profile.changed_at = version.number, version.made_at
    for kind in PICTURES:
        image = getattr(profile, kind)
        if image and image.pk != getattr(live, f"{kind}_id"):
            image.shown_in = ("past-media", (version.kind, live.slug, version.number))
    return profile


def _without_broken_rows(document: Document, known: ReferenceNames) -> Document:
    """Less the rows that cannot be shown because what they are rows of is gone, such as a metric."""
    broken = {
        reference.path[:2]
        for reference in Builder(document, known).missing()
        if len(reference.path) == 3 and not reference.field.null
    }
    rows = {
        relation: {key: row for key, row in relation_rows.items() if (relation, key) not in broken}
        for relation, relation_rows in document.rows.items()
    }
    return replace(document, rows=rows)


def shows_picture(live: Profile, number: int, image: Image) -> bool:
    """Whether a version that visitors saw of a published profile has this logo or cover."""
    version = Timeline(live).at(number)
    if version is None:
        return False
    try:
        fields = document_at(version.kind, version.object_id, version.number).fields
    except NoSuchVersion:
        return False
    return fields.get(image.kind) == image.sha256
