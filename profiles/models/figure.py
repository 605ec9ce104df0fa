"""Figures: one sourced, dated value each.

A figure is told apart by its metric, period and coverage. Two sources may disagree about
the same one, and both are kept: the press counts 2,300 companies in a park
and its authority over 3,000 registered ones. `rank` says which one the park prefers.
A chart is drawn from figures of one metric, unit and coverage only; see profiles/pages/charts.py.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Length, NullIf
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.currencies import CURRENCIES
from kit.languages import Translated
from kit.numbers import format_value, period_label
from kit.partial_dates import PartialDate, PartialDateField, partial_date_constraint
from kit.sql.constraints import is_currency, is_one_of, one_of
from kit.text_fields import LineField
from profiles.facts.exchange_rates import is_of_a_year
from profiles.models.metric import ALL, Metric, Unit, units
from profiles.models.registry import profile_kinds
from profiles.models.source import SourcedRow, undated_label, use_constraint

# `field__length` in the constraints of figures and identifiers.
models.CharField.register_lookup(Length)


# What lets 2012 end after 2012-06 where dates are compared as texts.
END_OF_PERIOD = "-99"


class FigureQuerySet(models.QuerySet):
    def of_the_whole(self) -> FigureQuerySet:
        """Those that profiles are compared by: nobody disputes them, and they count more than a part."""
        return self.exclude(rank="disputed").exclude(coverage="part")

    def newest_first(self) -> FigureQuerySet:
        """By the end of the period, undated figures last; the same order as newest_first() below."""
        undated = Case(When(period_kind="undated", then=Value(1)), default=Value(0))
        ends = Coalesce(NullIf(F("period_end"), Value("")), F("period_start"))
        return self.order_by(
            undated, Concat(ends, Value(END_OF_PERIOD), output_field=models.CharField()).desc(), "pk"
        )


class Figure(SourcedRow):
    """One value of a metric, for a period, from a source."""

    # A value means nothing without its unit, period and source.
    TOGETHER = (
        (
            *("metric", "period_kind", "period_start", "period_end", "coverage"),
            *("qualifier", "value", "unit", "as_published", "source", "evidence"),
        ),
    )

    class PeriodKind(models.TextChoices):
        YEAR = "year", _("calendar year")
        SPAN = "span", _("part of a year or financial year")
        AS_OF = "as_of", _("as of a date")
        UNDATED = "undated", _("undated")

    class Coverage(models.TextChoices):
        ALL = "all", pgettext_lazy("coverage", "all")
        ABOVE_SIZE = "above_designated_size", pgettext_lazy("coverage", "above designated size")
        HIGH_TECH = "high_tech", pgettext_lazy("coverage", "high-tech enterprises")
        HIGH_TECH_ABOVE_SIZE = (
            "high_tech_above_size",
            pgettext_lazy("coverage", "high-tech enterprises above designated size"),
        )
        REGISTERED = "registered", pgettext_lazy("coverage", "registered")
        LISTED = "listed", pgettext_lazy("coverage", "listed companies")
        # Which part, the note says.
        PART = "part", pgettext_lazy("coverage", "a part")

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
    unit = models.CharField(_("unit"), max_length=8, choices=units)
    as_published = LineField(
        _("as published"),
        max_length=120,
        blank=True,
        help_text=_("The source’s own words, for example “one third”."),
    )
    rank = models.CharField(_("rank"), max_length=9, choices=Rank, default=Rank.NORMAL)
    note = Translated(LineField(_("note in {language}"), max_length=300, blank=True))

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
                condition=~Q(unit="percent") | Q(value__lte=100),
                name="%(app_label)s_%(class)s_percent",
                violation_error_message=_("A share cannot be more than 100 percent."),
            ),
            one_of(
                "coverage",
                *("all", "above_designated_size", "high_tech", "high_tech_above_size"),
                *("registered", "listed", "part"),
            ),
            one_of("qualifier", "exact", "over", "about", "under", "up_to"),
            models.CheckConstraint(
                condition=is_one_of("unit", [unit for unit in Unit.values if unit not in CURRENCIES])
                | is_currency("unit"),
                name="%(app_label)s_%(class)s_unit",
            ),
            one_of("rank", "preferred", "normal", "disputed"),
            use_constraint(),
        ]

    def __str__(self) -> str:
        metric = getattr(self, "metric", "–")  # deleted since, in an old version or a draft
        return f"{metric}: {format_value(self.value, self.unit, self.qualifier)}"

    def clean(self) -> None:
        super().clean()
        errors = self._period_errors()
        errors |= self._value_errors()
        if self.metric_id:
            errors |= self._metric_errors()
        if errors:
            raise ValidationError(errors)

    def _value_errors(self) -> dict[str, Any]:
        if self.value is None:
            return {}
        if self.value < 0:
            return {"value": _("A value cannot be below zero.")}
        if self.unit == Unit.PERCENT and self.value > 100:
            return {"value": _("A share cannot be more than 100 percent.")}
        return {}

    def _metric_errors(self) -> dict[str, Any]:
        errors: dict[str, Any] = {}
        if self.unit and self.unit not in Metric.UNITS[Metric.Kind(self.metric.kind)]:
            errors["unit"] = _("This unit does not fit the metric.")
        if self.metric.scope not in self.scopes():
            errors["metric"] = _("This metric is not used for profiles of this kind.")
        return errors

    @classmethod
    def scopes(cls) -> frozenset[str]:
        """What a metric may be used for to be used here."""
        return _scopes(cls)

    @property
    def ends_on(self) -> date | None:
        """The last day that the value speaks of; None if undated."""
        text = self.period_end or self.period_start
        return PartialDate(text).last_day() if text else None

    @property
    def is_of_a_year(self) -> bool:
        return is_of_a_year(str(self.period_kind), str(self.period_start), str(self.period_end))

    @property
    def period_label(self) -> str:
        """What the value speaks of, in words; of an undated one, when its source was published."""
        is_undated = self.period_kind == self.PeriodKind.UNDATED or not self.period_start
        return undated_label([self.source]) if is_undated else period_label(self)

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


@cache
def _scopes(model: type[Figure]) -> frozenset[str]:
    owners = {field.related_model for field in model._meta.fields}
    return frozenset({ALL, *(kind.name for kind in profile_kinds() if kind.model in owners)})


AnyFigure = TypeVar("AnyFigure", bound=Figure)


def newest_first(figures: Iterable[AnyFigure]) -> list[AnyFigure]:
    """FigureQuerySet.newest_first() for figures that are in memory, of a document for example."""

    def end(figure: Figure) -> tuple[bool, str]:
        text = figure.period_end or figure.period_start
        return figure.period_kind != Figure.PeriodKind.UNDATED, text + END_OF_PERIOD

    return sorted(sorted(figures, key=lambda figure: figure.pk), key=end, reverse=True)


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
