"""What the sources that published facts rest on support, as of the last count (profiles/tally.py)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.apps import apps
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from profiles.models import Citation, Profile, Source, SourceUse
from profiles.models.registry import profile_kind


@dataclass
class Use:
    """What a source supports: how many facts of each kind, and the profile where it is only one."""

    facts: dict[str, int] = field(default_factory=dict)
    profile: Profile | None = None

    @property
    def supports(self) -> list[str]:
        """What it supports most comes first."""
        facts = sorted(self.facts.items(), key=lambda fact: (-fact[1], fact[0]))
        # Translators: a kind of fact and how many there are.
        pattern = _("%(name)s (%(number)s)")
        return [pattern % {"name": name, "number": number} for name, number in facts]


def used_sources() -> QuerySet[Source]:
    """Sources of at least one fact of a published profile; what only drafts use stays hidden."""
    return Source.objects.filter(Exists(SourceUse.objects.filter(source=OuterRef("pk"))))


def uses_of(sources: Iterable[Source]) -> dict[int, Use]:
    """By primary key of the source."""
    uses: dict[int, Use] = defaultdict(Use)
    owners: dict[int, set[tuple[str, int | None]]] = defaultdict(set)
    for use in SourceUse.objects.filter(source__in=[source.pk for source in sources]).order_by("pk"):
        facts, name = uses[use.source_id].facts, _kind_name(use.rows)
        facts[name] = facts.get(name, 0) + use.number
        owners[use.source_id].add((use.kind, use.owner))
    single = {source: next(iter(of_source)) for source, of_source in owners.items() if len(of_source) == 1}
    profiles = _profiles({(kind, pk) for kind, pk in single.values() if pk is not None})
    for source, owner in single.items():
        uses[source].profile = profiles.get(owner)
    return uses


def _kind_name(label: str) -> str:
    """Citations stand for the single fields of a profile, such as the year of foundation."""
    model = apps.get_model(label)
    return _("single facts") if issubclass(model, Citation) else str(model._meta.verbose_name_plural)


def _profiles(owners: set[tuple[str, int]]) -> dict[tuple[str, int | None], Profile]:
    profiles: dict[tuple[str, int | None], Profile] = {}
    for kind in {kind for kind, _pk in owners}:
        pks = [pk for name, pk in owners if name == kind]
        for profile in profile_kind(kind).model.objects.published().filter(pk__in=pks):
            profiles[(kind, profile.pk)] = profile
    return profiles
