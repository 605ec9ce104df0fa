"""Which stories go with a story or a profile, and the newest ones for other pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache

from django.db.models import CharField, Count, QuerySet, Value
from django.db.models.functions import Concat

from kit.languages import active_suffix
from kit.model_fields import rows_of_model
from kit.sql.statements import Instances
from profiles.models import Profile
from profiles.models.registry import FORMER, profile_kind, profile_kind_of
from stories.models import Story
from stories.models.mention import Mention

MAX_RELATED = 4


def related_stories(story: Story, profiles: list[Profile]) -> list[Story]:
    """Those that its editors chose, then those that name most of the same profiles, the newer of equals first."""
    chosen = list(story.related.published().in_language().for_lines()[:MAX_RELATED])
    wanted = MAX_RELATED - len(chosen)
    if not wanted or not profiles:
        return chosen
    pks: dict[str, list[int]] = defaultdict(list)
    for profile in profiles:
        pks[profile_kind_of(profile).name].append(profile.pk)
    stories = Story.objects.published().in_language().filter(mentions__profile__in=_addresses(pks))
    others = stories.exclude(pk__in=[story.pk, *(one.pk for one in chosen)])
    closest = others.annotate(shared=Count("mentions")).order_by("-shared", "-published_at", "-pk")
    return [*chosen, *closest.for_lines()[:wanted]]


def stories_about(profile: Profile) -> list[Story]:
    """The newest that name a profile, in the language of the page."""
    return _naming(profile_kind_of(profile).name, active_suffix()).of(profile.pk)


def latest_stories(number: int) -> list[Story]:
    """The newest that can be read in the language of the page."""
    return list(Story.objects.published().in_language().newest_first().for_lines()[:number])


@cache
def _naming(kind: str, suffix: str) -> Instances[Story]:
    """Every page of a profile asks it."""

    def stories(pks: list[int]) -> QuerySet[Story]:
        mentions = Mention.objects.filter(profile__in=_addresses({kind: pks}))
        found = Story.objects.published().in_language(suffix).filter(pk__in=mentions.values("story"))
        return found.newest_first().without_texts()[:MAX_RELATED]

    return Instances(stories)


def _addresses(pks: Mapping[str, list[int]]) -> QuerySet:
    """As mentions have them: of today, and those that they had, or that a profile had which was merged into one of them."""
    first, *others = _addresses_by_kind(pks)
    return first.union(*others)


def _addresses_by_kind(pks_by_kind: Mapping[str, list[int]]) -> Iterator[QuerySet]:
    for name, pks in pks_by_kind.items():
        kind = profile_kind(name)
        address = Concat(Value(f"{name}:"), "slug", output_field=CharField())
        model, owner = rows_of_model(kind.model, FORMER)
        yield kind.model._default_manager.order_by().filter(pk__in=pks).values_list(address)
        yield model._default_manager.order_by().filter(**{f"{owner}__in": pks}).values_list(address)
