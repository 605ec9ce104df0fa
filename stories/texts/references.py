"""What stands in double brackets in the texts of stories: profiles, their figures, and other stories.

    [[company:acme]]  [[park:tsinghua|its neighbour]]  [[story:two-counts]]
    [[figure:park:tsinghua:companies:2013]]

A figure is named by its profile, its metric and whatever else tells it from others: its period ("2013",
"2014-01/2014-07", "undated"), its coverage ("registered"), the short name of its source. What is found is looked up
for all texts of a story together, a query or two for each kind of record, and only among what visitors may see.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from kit import markdown
from kit.model_fields import rows_of_model
from profiles.models import Figure, Profile
from profiles.models.profile import is_published
from profiles.models.registry import FORMER, ProfileKind, profile_kinds
from stories.models import Story

FIGURE, STORY = "figure", "story"
FIGURES = "figures"  # the relation of a kind that has any
UNDATED = "undated"


class Reference(NamedTuple):
    kind: str  # of a profile, FIGURE or STORY
    slug: str  # the address of the profile or story
    label: str = ""  # what the text calls it, where that is not its name
    owner: str = ""  # of a figure: the kind of its profile
    metric: str = ""
    signs: tuple[str, ...] = ()  # what tells the figure from others of the metric

    @property
    def profile(self) -> tuple[str, str]:
        """The kind and the address of the profile that it names, if it names one."""
        return (self.owner if self.kind == FIGURE else self.kind, self.slug)


def read(inside: str) -> Reference | None:
    """What is meant by what stands between the brackets; None where it is no reference."""
    named, _bar, label = inside.partition("|")
    kind, *parts = (part.strip() for part in named.split(":"))
    kinds = {registered.name for registered in profile_kinds()}
    if kind == FIGURE and len(parts) > 2 and parts[0] in kinds and all(parts) and not label:
        owner, slug, metric, *signs = parts
        return Reference(kind, slug, owner=owner, metric=metric, signs=tuple(signs))
    if (kind in kinds or kind == STORY) and len(parts) == 1 and parts[0]:
        return Reference(kind, parts[0], label.strip())
    return None


def with_todays_addresses(text: str) -> str:
    """A text with the addresses of today in place of those that its profiles had before, as after a merge."""
    references = {inside: one for inside in markdown.references(text) if (one := read(inside))}
    found = ReferencedRecords(references.values())
    for inside, reference in references.items():
        profile = found.profile(reference)
        if profile and profile.slug != reference.slug:
            *kinds, rest = inside.split(":", 2 if reference.kind == FIGURE else 1)
            renamed = ":".join([*kinds, rest.replace(reference.slug, profile.slug, 1)])
            text = text.replace(f"[[{inside}]]", f"[[{renamed}]]")
    return text


def period_of(figure: Figure) -> str:
    """As a reference writes it."""
    if figure.period_end:
        return f"{figure.period_start}/{figure.period_end}"
    return figure.period_start or UNDATED


def signs_of(figure: Figure) -> tuple[str, ...]:
    """All by which a reference may tell the figure from others."""
    source = (figure.source.key,) if figure.source else ()
    return (period_of(figure), str(figure.coverage), *source)


class ReferencedRecords:
    """The records that references name, as far as visitors may see them."""

    def __init__(self, references: Iterable[Reference]) -> None:
        known = list(dict.fromkeys(references))
        self.stories = _stories({one.slug for one in known if one.kind == STORY})
        self.profiles: dict[tuple[str, str], Profile] = {}
        self._figures: dict[tuple[str, int, str], list[Figure]] = defaultdict(list)
        for kind in profile_kinds():
            slugs = {slug for name, slug in (one.profile for one in known) if name == kind.name}
            if slugs:
                self._find_profiles(kind, slugs)
            metrics = {one.metric for one in known if one.kind == FIGURE and one.owner == kind.name}
            if metrics and FIGURES in kind.rows:
                self._find_figures(kind, metrics)

    def _find_profiles(self, kind: ProfileKind, slugs: set[str]) -> None:
        """Under their addresses of today, and those that they had before."""
        for profile in kind.model.objects.published().select_related("logo").filter(slug__in=slugs):
            self.profiles[kind.name, profile.slug] = profile
        missing = {slug for slug in slugs if (kind.name, slug) not in self.profiles}
        if missing:
            model, owner = rows_of_model(kind.model, FORMER)
            formers = model._default_manager.filter(is_published(f"{owner}__state"), slug__in=missing)
            for former in formers.select_related(f"{owner}__logo"):
                self.profiles[kind.name, former.slug] = getattr(former, owner)  # type: ignore[attr-defined]  # reason: of a kind's own model

    def _find_figures(self, kind: ProfileKind, metrics: set[str]) -> None:
        model, owner = rows_of_model(kind.model, FIGURES)
        owners = {profile.pk for (name, _slug), profile in self.profiles.items() if name == kind.name}
        rows = model._default_manager.filter(**{f"{owner}__in": owners, "metric__code__in": metrics})
        for figure in rows.select_related("metric", "source").order_by("pk"):
            key = kind.name, getattr(figure, f"{owner}_id"), figure.metric.code  # type: ignore[attr-defined]  # reason: of a kind's own model
            self._figures[key].append(figure)  # type: ignore[arg-type]  # reason: of a kind's own model

    def profile(self, reference: Reference) -> Profile | None:
        return self.profiles.get(reference.profile)

    def of_metric(self, reference: Reference) -> list[Figure]:
        """All figures of the metric that the profile has."""
        profile = self.profile(reference)
        key = reference.owner, profile.pk if profile else 0, reference.metric
        return self._figures.get(key, [])

    def figures(self, reference: Reference) -> list[Figure]:
        """Those that a reference fits; a good one fits one."""
        return [one for one in self.of_metric(reference) if {*reference.signs} <= {*signs_of(one)}]

    def figure(self, reference: Reference) -> Figure | None:
        """The one that is meant. Where several fit by now: the preferred one, else the one that was there first."""
        fitting = self.figures(reference)
        preferred = [one for one in fitting if one.rank == Figure.Rank.PREFERRED]
        return next(iter([*preferred, *fitting]), None)


def _stories(slugs: set[str]) -> dict[str, Any]:
    if not slugs:
        return {}
    return {story.slug: story for story in Story.objects.published().filter(slug__in=slugs)}
