"""Which stories go with a story, and the newest ones for other pages."""

from __future__ import annotations

from django.db.models import Count

from stories.models import Story
from stories.models.story import StoryQuerySet

MAX_RELATED = 4


def related_stories(story: Story, keys: list[str]) -> list[Story]:
    """Those that its editors chose, then those that name most of the same profiles, the newer of equals first."""
    chosen = list(story.related.published().in_language().for_lines()[:MAX_RELATED])
    wanted = MAX_RELATED - len(chosen)
    if not wanted or not keys:
        return chosen
    others = _about(keys).exclude(pk__in=[story.pk, *(one.pk for one in chosen)])
    return [*chosen, *others.for_lines()[:wanted]]


def latest_stories(number: int) -> list[Story]:
    """The newest that can be read in the language of the page."""
    return list(Story.objects.published().in_language().newest_first().for_lines()[:number])


def _about(keys: list[str]) -> StoryQuerySet:
    stories = Story.objects.published().in_language().filter(mentions__profile__in=keys)
    return stories.annotate(shared=Count("mentions")).order_by("-shared", "-published_at", "-pk")
