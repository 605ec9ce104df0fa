"""Figures: one sourced, dated value each. Metrics say exactly what is counted.

A figure is told apart by its metric, period and coverage. Two sources may disagree about
the same one, and both are kept: the 2013 article gives 2,300 companies for Zhongguancun
and the park's authority over 3,000 registered. `rank` says which one the park prefers.
A chart is drawn from figures of one metric, unit and coverage only; see profiles/charts.py.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Concat, Length, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles.languages import Translated
from profiles.models.source import SourcedRow, SourcedRowQuerySet
from profiles.partial_dates import PartialDate, PartialDateField, partial_date_constraint

# `field__length` in the constraints of figures and identifiers.
models.CharField.register_lookup(Length)


class Unit(models.TextChoices):
    """What a value is counted in. Money is in plain units of its currency, never in millions."""

    COUNT = "count", pgettext_lazy("unit", "number")
    PERCENT = "percent", pgettext_lazy("unit", "percent")
    PER_DAY = "per_day", pgettext_lazy("unit", "per day")
    KM2 = "km2", pgettext_lazy("unit", "square kilometres")
    HA = "ha", pgettext_lazy("unit", "hectares")
    M2 = "m2", pgettext_lazy("unit", "square metres")
    CNY = "CNY", pgettext_lazy("unit", "yuan (CNY)")
    USD = "USD", pgettext_lazy("unit", "US dollars (USD)")
    EUR = "EUR", pgettext_lazy("unit", "euros (EUR)")
    GBP = "GBP", pgettext_lazy("unit", "pounds sterling (GBP)")
    JPY = "JPY", pgettext_lazy("unit", "yen (JPY)")
    HKD = "HKD", pgettext_lazy("unit", "Hong Kong dollars (HKD)")


MONEY_UNITS = (Unit.CNY, Unit.USD, Unit.EUR, Unit.GBP, Unit.JPY, Unit.HKD)
SQUARE_KILOMETRES = {Unit.KM2: 1, Unit.HA: 0.01, Unit.M2: 0.000_001}


class Metric(models.Model):
    """A defined term for what is counted. The product's own are in profiles/data/metrics.csv."""

    class Kind(models.TextChoices):
        COUNT = "count", _("count")
        MONEY = "money", _("amount of money")
        AREA = "area", _("area")
        SHARE = "share", _("share")
        RATE = "rate", _("rate")

    class Scope(models.TextChoices):
        COMPANY = "company", _("companies")
        PARK = "park", _("parks")
        BOTH = "both", _("companies and parks")

    UNITS = {
        Kind.COUNT: (Unit.COUNT,),
        Kind.MONEY: MONEY_UNITS,
        Kind.AREA: tuple(SQUARE_KILOMETRES),
        Kind.SHARE: (Unit.PERCENT,),
        Kind.RATE: (Unit.PER_DAY,),
    }

    code = models.SlugField(_("short name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    default_unit = models.CharField(_("usual unit"), max_length=8, choices=Unit)
    scope = models.CharField(_("used for"), max_length=7, choices=Scope)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_zh = models.CharField(_("name in Chinese"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    definition_en = models.CharField(_("definition in English"), max_length=400, blank=True)
    definition_zh = models.CharField(_("definition in Chinese"), max_length=400, blank=True)
    definition_fr = models.CharField(_("definition in French"), max_length=400, blank=True)
    shelf_life_months = models.PositiveSmallIntegerField(
        _("shelf life in months"),
        default=24,
        help_text=_("A figure older than this is listed for the editors as out of date."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    name = Translated("name")
    definition = Translated("definition")

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["count", "money", "area", "share", "rate"]),
                name="profiles_metric_kind",
            ),
            models.CheckConstraint(
                condition=Q(scope__in=["company", "park", "both"]), name="profiles_metric_scope"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FigureQuerySet(SourcedRowQuerySet):
    def newest_first(self) -> FigureQuerySet:
        """By the end of the period. A "~" sorts after digits, so 2012 ends after 2012-06."""
        ends = Coalesce(NullIf(F("period_end"), Value("")), F("period_start"))
        return self.order_by(Concat(ends, Value("~"), output_field=models.CharField()).desc(), "pk")


class Figure(SourcedRow):
    """One value of a metric, for a period, from a source."""

    class PeriodKind(models.TextChoices):
        YEAR = "year", _("calendar year")
        SPAN = "span", _("part of a year or financial year")
        AS_OF = "as_of", _("as of a date")
        UNDATED = "undated", _("undated")

    class Coverage(models.TextChoices):
        ALL = "all", pgettext_lazy("coverage", "all")
        ABOVE_SIZE = "above_designated_size", pgettext_lazy("coverage", "above designated size")
        REGISTERED = "registered", pgettext_lazy("coverage", "registered")

    class Qualifier(models.TextChoices):
        EXACT = "exact", pgettext_lazy("qualifier", "exactly")
        OVER = "over", pgettext_lazy("qualifier", "more than")
        ABOUT = "about", pgettext_lazy("qualifier", "about")
        UNDER = "under", pgettext_lazy("qualifier", "less than")
        UP_TO = "up_to", pgettext_lazy("qualifier", "up to")

    class Rank(models.TextChoices):
        PREFERRED = "preferred", pgettext_lazy("rank", "preferred")
        NORMAL = "normal", pgettext_lazy("rank", "normal")
        DISPUTED = "disputed", pgettext_lazy("rank", "disputed")

    metric = models.ForeignKey(
        Metric, on_delete=models.PROTECT, related_name="%(app_label)s_%(class)ss", verbose_name=_("metric")
    )
    period_kind = models.CharField(_("period"), max_length=7, choices=PeriodKind, default=PeriodKind.YEAR)
    period_start = PartialDateField(
        _("year, date or start"), help_text=_("The year, the “as of” date, or the first day of a period.")
    )
    period_end = PartialDateField(_("end of the period"), help_text=_("For a part of a year only."))
    coverage = models.CharField(_("coverage"), max_length=24, choices=Coverage, default=Coverage.ALL)
    qualifier = models.CharField(_("precision"), max_length=5, choices=Qualifier, default=Qualifier.EXACT)
    value = models.DecimalField(
        _("value"),
        max_digits=24,
        decimal_places=6,
        help_text=_("In plain units: 33900000000, not 33.9 billion."),
    )
    unit = models.CharField(_("unit"), max_length=8, choices=Unit)
    as_published = models.CharField(
        _("as published"),
        max_length=120,
        blank=True,
        help_text=_("The source’s own words, for example “one third”."),
    )
    rank = models.CharField(_("rank"), max_length=9, choices=Rank, default=Rank.NORMAL)
    note_en = models.CharField(_("note in English"), max_length=300, blank=True)
    note_zh = models.CharField(_("note in Chinese"), max_length=300, blank=True)
    note_fr = models.CharField(_("note in French"), max_length=300, blank=True)

    note = Translated("note")

    objects = FigureQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        constraints = [
            partial_date_constraint("period_start", "period_end"),
            models.CheckConstraint(
                condition=(
                    Q(period_kind="year", period_start__length=4, period_end="")
                    | Q(period_kind="as_of", period_start__length__gte=4, period_end="")
                    | Q(period_kind="undated", period_start="", period_end="")
                    | Q(
                        period_kind="span",
                        period_start__length__gte=7,
                        period_end__length__gte=7,
                        period_end__gte=F("period_start"),
                    )
                ),
                name="%(app_label)s_%(class)s_period",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="%(app_label)s_%(class)s_value",
                violation_error_message=_("A value cannot be below zero."),
            ),
            models.CheckConstraint(
                condition=Q(unit__in=[str(unit) for unit in Unit.values]),
                name="%(app_label)s_%(class)s_unit",
            ),
            models.CheckConstraint(
                condition=Q(rank__in=["preferred", "normal", "disputed"]),
                name="%(app_label)s_%(class)s_rank",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric}: {self.value.normalize():f} {self.unit}"

    def clean(self) -> None:
        errors = self._period_errors()
        if self.metric_id and self.unit and self.unit not in Metric.UNITS[Metric.Kind(self.metric.kind)]:
            errors["unit"] = _("This unit does not fit the metric.")
        if errors:
            raise ValidationError(errors)

    @property
    def ends_on(self) -> date | None:
        """The last day that the value speaks of; None if undated."""
        text = self.period_end or self.period_start
        return PartialDate(text).last_day() if text else None

    def _period_errors(self) -> dict[str, Any]:
        kind, start, end = self.period_kind, self.period_start, self.period_end
        if kind == self.PeriodKind.YEAR and len(start) != 4:
            return {"period_start": _("Give the year, for example 2012.")}
        if kind == self.PeriodKind.AS_OF and not start:
            return {"period_start": _("Give the date that the value was counted on.")}
        if kind == self.PeriodKind.SPAN and (len(start) < 7 or len(end) < 7):
            return {"period_end": _("Give the first and the last month or day of the period.")}
        if kind == self.PeriodKind.SPAN and end < start:
            return {"period_end": _("The period ends before it begins.")}
        if kind == self.PeriodKind.UNDATED and start:
            return {"period_start": _("An undated figure has no date. Choose another period.")}
        if kind != self.PeriodKind.SPAN and end:
            return {"period_end": _("Only a part of a year has an end.")}
        return {}


def figure_constraints(owner: str) -> list[models.BaseConstraint]:
    """What may exist once for each owner: a source's word on a figure, and the preferred figure.

    NULL sources do not compare equal in SQL, so unsourced figures have a constraint of their own.
    """
    same = (owner, "metric", "period_kind", "period_start", "period_end", "coverage", "unit")
    name = f"%(app_label)s_{owner}figure"
    return [
        models.UniqueConstraint(
            fields=[*same, "source"],
            name=f"{name}_once_a_source",
            violation_error_message=_("This source already gives this figure for this period."),
        ),
        models.UniqueConstraint(
            fields=same,
            condition=Q(source=None),
            name=f"{name}_once_unsourced",
            violation_error_message=_("This figure is already here without a source."),
        ),
        models.UniqueConstraint(
            fields=same,
            condition=Q(rank="preferred"),
            name=f"{name}_one_preferred",
            violation_error_message=_("Another figure is already the preferred one for this period."),
        ),
    ]
