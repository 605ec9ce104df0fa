"""What a visitor asks for: a metric, years, profiles, and a group that figures of the directory are added up by."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.form_fields import YearField
from kit.languages import listed
from kit.model_fields import rows_of_model
from profiles.comparing.chosen import MAX_READ, SLUG, SlugsField
from profiles.facts.exchange_rates import year_of
from profiles.facts.facets import Facet
from profiles.figure_sums import ADDED_UP
from profiles.lists.filters import (
    MAX_NAMED,
    NOT_IN_LIST,
    ListQueryForm,
    OneChoiceField,
    WordsField,
    abbreviated,
)
from profiles.models import Figure, FigureSum, Metric, Profile
from profiles.models.profile import is_published
from profiles.models.registry import ProfileKind, listings, profile_kinds
from profiles.pages.definitions import IN_SERIES, MOST, RANKS, Timing, timing

METRIC, FROM, TO, GROUP, FIND, CHART = "metric", "from", "to", "group", "find", "chart"
Owner = tuple[ProfileKind, Profile]


def groups() -> dict[str, tuple[str, Facet]]:
    """What figures are added up by: parameter -> kind and facet."""
    return {key: (kind, listing.facet(key)) for kind, listing in listings().items() for key in listing.groups}


class FiguresForm(ListQueryForm):
    """Its choices are the records of now; parameters of profiles are called like their kinds."""

    def __init__(self, data: QueryDict, metrics: Iterable[Metric]) -> None:
        super().__init__(data, auto_id="%s")
        choices = [(metric.code, str(metric.name)) for metric in metrics]
        self.fields[METRIC] = OneChoiceField(
            choices=choices, label=_("Figure"), required=False, error_messages=NOT_IN_LIST
        )
        for kind in profile_kinds():
            self.fields[kind.name] = SlugsField(label=kind.pages.title, required=False)
        self.fields[GROUP] = OneChoiceField(
            choices=[(key, facet.label) for key, (_kind, facet) in groups().items()],
            label=_("Totals of this directory by"),
            required=False,
            error_messages=NOT_IN_LIST,
        )
        self.fields[FROM] = YearField(label=pgettext_lazy("year", "From"), required=False)
        self.fields[TO] = YearField(label=pgettext_lazy("year", "To"), required=False)
        self.fields[FIND] = WordsField(label=_("Add a company or park by name"), required=False)
        self.fields[CHART] = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get(FROM) and values.get(TO) and values[FROM] > values[TO]:
            del values[TO]
            self.add_error(TO, ValidationError(_("The last year is before the first one.")))
        return values

    def name_unknown(self, kind: str, unknown: list[str], known: list[str]) -> None:
        names = listed([*map(abbreviated, unknown[:MAX_NAMED]), *(["…"] if len(unknown) > MAX_NAMED else [])])
        self._refuse(kind, _("Not found: %(names)s") % {"names": names}, known)

    def too_many(self, kind: str, known: list[str]) -> None:
        self.add_error(
            kind,
            ValidationError(_("At most %(most)s at once. The first of them are shown.") % {"most": MOST}),
        )
        self.cleaned_data[kind] = known  # even nobody: others are shown

    def _refuse(self, name: str, message: str, known: list[str]) -> None:
        self.add_error(name, ValidationError(message))
        if known:  # what is understood holds
            self.cleaned_data[name] = known


class FiguresQuery:
    """The query as it was understood."""

    def __init__(self, data: QueryDict, host: Profile | None) -> None:
        self.host = host
        self.metrics = list(Metric.objects.all())
        self.form = FiguresForm(data, self.metrics)
        self.form.is_valid()
        self.owners: list[Owner] = self._owners()

    @property
    def nobody_fits(self) -> bool:
        """Whether a part of the query was not understood at all: nothing answers it then."""
        return bool([name for name in self.form.nobody_fits if name not in (FIND, CHART)])

    @cached_property
    def offered(self) -> list[tuple[str, list[Metric]]]:
        """Those that there are figures of: of the host park, and the others."""
        known = _metrics_of_published()
        chosen = self.form.values.get(METRIC)
        metrics = [
            row
            for row in self.metrics
            if row.pk in known or row.pk in self._metrics_of_host or row.code == chosen
        ]
        of_host = [row for row in metrics if row.pk in self._metrics_of_host]
        others = [row for row in metrics if row.pk not in self._metrics_of_host]
        return [("host", of_host), ("others", others)]

    @cached_property
    def metric(self) -> Metric | None:
        """The one that was asked for, else that of which the host park has the longest series, else the first that there is."""
        code = self.form.values.get(METRIC)
        if code:
            return next(row for row in self.metrics if row.code == code)
        years = self._years_of_host
        offered = [row for _name, rows in self.offered for row in rows]
        return max(offered, key=lambda row: years.get(row.pk, 0), default=None)

    @property
    def first_year(self) -> int:
        return int(self.form.values.get(FROM) or 0)

    @property
    def last_year(self) -> int:
        return int(self.form.values.get(TO) or 9999)

    @property
    def has_years(self) -> bool:
        return bool(self.form.values.get(FROM) or self.form.values.get(TO))

    @property
    def group(self) -> str:
        return self.form.values.get(GROUP) or ""

    @property
    def words(self) -> str:
        return self.form.values.get(FIND) or ""

    @property
    def params(self) -> QueryDict:
        """As in addresses: what was understood, without the words to look for others and the chart that is wanted as a picture."""
        query = self.form.query
        for name in (FIND, CHART):
            query.pop(name, None)
        return query

    def with_owner(self, kind: str, slug: str) -> str:
        query = self.params.copy()
        query.setlist(kind, [*self._slugs_of(kind), slug])
        return f"?{query.urlencode()}"

    def without_owner(self, kind: str, slug: str) -> str:
        query = self.params.copy()
        query.setlist(kind, [one for one in self._slugs_of(kind) if one != slug])
        return f"?{query.urlencode()}"

    def _slugs_of(self, kind: str) -> list[str]:
        return [profile.slug for of, profile in self.owners if of.name == kind]

    @property
    def _years_of_host(self) -> dict[int, int]:
        """Metric -> how many years the longest series of the host park has that counts one thing alone."""
        figures: Any = getattr(self.host, "figures", None)
        if figures is None:
            return {}
        years: dict[tuple, set[int]] = defaultdict(set)
        whole = figures.order_by().filter(rank__in=RANKS).exclude(coverage=Figure.Coverage.PART)
        columns = ("metric", "coverage", "unit", "period_kind", "period_start", "period_end")
        for metric, coverage, unit, *period in whole.values_list(*columns):
            sort, year = timing(*map(str, period)), year_of(*map(str, period))
            if sort in IN_SERIES and year is not None:
                years[metric, coverage, unit, sort == Timing.AS_OF].add(year)
        longest: dict[int, int] = {}
        for (metric, *_definition), of_series in years.items():
            longest[metric] = max(longest.get(metric, 0), len(of_series))
        return longest

    @cached_property
    def _metrics_of_host(self) -> set[int]:
        figures: Any = getattr(self.host, "figures", None)
        return (
            set(figures.order_by().values_list("metric", flat=True).distinct())
            if figures is not None
            else set()
        )

    def _owners(self) -> list[Owner]:
        """The profiles that are named; where none is, the host park."""
        owners: list[Owner] = []
        is_named = False
        for kind in profile_kinds():
            slugs = self.form.values.get(kind.name) or []
            is_named |= bool(slugs)
            profiles = _published(kind, slugs)
            if unknown := [slug for slug in slugs if slug not in profiles]:
                self.form.name_unknown(kind.name, unknown, list(profiles))
            room = MOST - len(owners)
            if len(profiles) > room:
                self.form.too_many(kind.name, list(profiles)[:room])
            owners += [(kind, profile) for profile in list(profiles.values())[:room]]
        if not is_named and self.host is not None:
            host_kind = next(kind for kind in profile_kinds() if isinstance(self.host, kind.model))
            return [(host_kind, self.host)]
        return owners


def _metrics_of_published() -> set[int]:
    """What is added up is among the sums; of a share or rate, any figure is enough."""
    figures = Q()
    for kind in profile_kinds():
        model, owner = rows_of_model(kind.model, "figures")
        of_metric = model._default_manager.order_by().filter(metric=OuterRef("pk"))
        figures |= Q(Exists(of_metric.filter(is_published(f"{owner}__state"))))
    others = Metric.objects.exclude(kind__in=ADDED_UP).filter(figures)
    sums = FigureSum.objects.filter(group="").order_by()
    return {*sums.values_list("metric", flat=True).distinct(), *others.values_list("pk", flat=True)}


def _published(kind: ProfileKind, slugs: Iterable[str]) -> dict[str, Profile]:
    """In the order of the slugs."""
    wanted = [slug for slug in slugs if SLUG.fullmatch(slug)][:MAX_READ]
    if not wanted:
        return {}
    profiles: Any = kind.model._default_manager
    by_slug = {profile.slug: profile for profile in profiles.published().filter(slug__in=wanted)}
    return {slug: by_slug[slug] for slug in wanted if slug in by_slug}
