"""Which published facts rest on which source. Facts are of many kinds, so one UNION asks all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Count, Exists, Max, Min, Model, OuterRef, Q, QuerySet, Value
from django.utils.translation import gettext as _

from profiles.models import Citation, Profile, Source
from profiles.registry import profile_kind
from profiles.reports import fact_models


@dataclass
class Use:
    """What a source supports: how many facts of each kind, and the profile where it is only one."""

    facts: dict[str, int] = field(default_factory=dict)
    profile: Profile | None = None

    @property
    def supports(self) -> list[str]:
        # Translators: a kind of fact and how many there are.
        pattern = _("%(name)s (%(number)s)")
        return [pattern % {"name": name, "number": number} for name, number in self.facts.items()]


def used_sources() -> QuerySet[Source]:
    """Sources of at least one fact of a published profile; what only drafts use stays hidden."""
    used = Q()
    for rows, _owner in _published_facts():
        used |= Q(Exists(rows.filter(source=OuterRef("pk"))))
    return Source.objects.filter(used)


def uses_of(sources: Iterable[Source]) -> dict[int, Use]:
    """By primary key of the source."""
    pks = [source.pk for source in sources]
    names = {rows.model._meta.label: _kind_name(rows.model) for rows, _owner in _published_facts()}
    uses: dict[int, Use] = defaultdict(Use)
    owners: dict[int, set[tuple[str, int]]] = defaultdict(set)
    for source, model, kind, number, first, last in _counted(pks):
        facts = uses[source].facts
        facts[names[model]] = facts.get(names[model], 0) + number
        owners[source] |= {(kind, first), (kind, last)}
    single = {source: next(iter(found)) for source, found in owners.items() if len(found) == 1}
    profiles = _profiles(set(single.values()))
    for source, owner in single.items():
        uses[source].profile = profiles.get(owner)
    return uses


def unsourced_facts() -> int:
    """Facts of published profiles that name no source."""
    counts = [
        rows.filter(source=None).order_by().values_list("source").annotate(Count("pk"))
        for rows, _owner in _published_facts()
    ]
    return sum(number for _none, number in counts[0].union(*counts[1:], all=True))


def _kind_name(model: type[Model]) -> str:
    """Citations stand for the single fields of a profile, such as the year of foundation."""
    return _("single facts") if issubclass(model, Citation) else str(model._meta.verbose_name_plural)


def _published_facts() -> Iterator[tuple[QuerySet[Any], str]]:
    for model, owner in fact_models():
        yield model._default_manager.filter(**{f"{owner}__state": Profile.State.PUBLISHED}), owner


def _counted(pks: list[int]) -> QuerySet[Any]:
    """(source, kind of fact, kind of profile, number, first and last profile) for each kind of fact."""
    counts = [
        rows.filter(source__in=pks)
        .order_by()
        .values_list(
            "source",
            Value(rows.model._meta.label, output_field=CharField()),
            Value(rows.model._meta.get_field(owner).related_model._meta.model_name, output_field=CharField()),
        )
        .annotate(Count("pk"), Min(owner), Max(owner))
        for rows, owner in _published_facts()
    ]
    return counts[0].union(*counts[1:], all=True)


def _profiles(owners: set[tuple[str, int]]) -> dict[tuple[str, int], Profile]:
    found: dict[tuple[str, int], Profile] = {}
    for kind in {kind for kind, _pk in owners}:
        pks = [pk for name, pk in owners if name == kind]
        for profile in profile_kind(kind).model.objects.published().filter(pk__in=pks):
            found[(kind, profile.pk)] = profile
    return found
