"""Which pages visits are counted of: profiles of every kind, and stories."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from django.conf import settings

from profiles.models.registry import profile_kinds
from stories.models import Story
from visits.counting import VisitCounter
from visits.layer import Application, VisitLayer

STORY = "story"


def counted(application: Application) -> VisitLayer:
    """The application, with its visits counted in this process."""
    models: dict[str, Any] = {kind.name: kind.model for kind in profile_kinds()} | {STORY: Story}
    prefixes = {kind.name: kind.pages.prefix for kind in profile_kinds()} | {STORY: "stories/"}
    counter = VisitCounter({name: partial(_published, model) for name, model in models.items()})
    return VisitLayer(application, counter, prefixes, [code for code, _name in settings.LANGUAGES])


def _published(model: Any, slugs: Collection[str]) -> dict[str, int]:
    return dict(model.objects.published().filter(slug__in=slugs).values_list("slug", "pk"))
