"""When a profile was public, and as which version. Drafts and withdrawn states stay hidden."""

from __future__ import annotations

import datetime
from functools import cached_property

from django.utils import timezone

from profiles.models import Profile, Version
from profiles.models.registry import kind_of

# Neither the person nor the reason: these pages name no people.
COLUMNS = ("kind", "object_id", "number", "action", "origin", "state", "made_at")


class Timeline:
    """All versions of a published profile in one query, and which of them visitors saw."""

    def __init__(self, profile: Profile) -> None:
        self.profile = profile
        self.kind = kind_of(profile).name

    @cached_property
    def public(self) -> list[Version]:
        """Newest first."""
        return [version for version in reversed(self._all) if _is_public(version)]

    def at(self, number: int) -> Version | None:
        """The version of this number, if it was public."""
        return next((version for version in self.public if version.number == number), None)

    def on(self, day: datetime.date) -> Version | None:
        """What visitors saw at the end of a day in the site's time zone; None where they saw nothing."""
        if day > timezone.localdate():
            return None
        zone = timezone.get_default_timezone()
        next_day = datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time(), zone)
        until = [version for version in self._all if version.made_at < next_day]
        return until[-1] if until and _is_public(until[-1]) else None

    def before(self, version: Version) -> Version | None:
        """The public version before one; None before the first."""
        return next((candidate for candidate in self.public if candidate.number < version.number), None)

    def after(self, version: Version) -> Version | None:
        return next(
            (candidate for candidate in reversed(self.public) if candidate.number > version.number), None
        )

    @cached_property
    def _all(self) -> list[Version]:
        rows = Version.objects.filter(kind=self.kind, object_id=self.profile.pk)
        return list(rows.only(*COLUMNS).order_by("number")) or [self._unrecorded()]

    def _unrecorded(self) -> Version:
        """The only version of a profile that was published past the site and never changed since."""
        return Version(
            kind=self.kind,
            object_id=self.profile.pk,
            number=self.profile.version,
            action=Version.Action.PUBLISHED,
            origin=Version.Origin.OUTSIDE,
            state=self.profile.state,
            made_at=self.profile.published_at or self.profile.created_at,
        )


def _is_public(version: Version) -> bool:
    return version.state == Profile.State.PUBLISHED
