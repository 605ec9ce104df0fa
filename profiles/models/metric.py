"""Metrics: defined terms for what is counted, and the units that fit them."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from profiles.languages import Translated
from profiles.models.short_named import ShortNamed
from profiles.registry import register_record
from profiles.text_fields import LineField, NameField


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


@register_record
class Metric(ShortNamed):
    """A defined term for what is counted. The product's own are in profiles/data/metrics.csv."""

    SHORT_NAME = "code"
    TOGETHER = (("kind", "default_unit"),)

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
    name_en = NameField(_("name in English"), max_length=120)
    name_zh = NameField(_("name in Chinese"), max_length=120)
    name_fr = NameField(_("name in French"), max_length=120)
    definition_en = LineField(_("definition in English"), max_length=400, blank=True)
    definition_zh = LineField(_("definition in Chinese"), max_length=400, blank=True)
    definition_fr = LineField(_("definition in French"), max_length=400, blank=True)
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
            models.CheckConstraint(
                condition=(
                    Q(kind="count", default_unit="count")
                    | Q(kind="money", default_unit__in=[str(unit) for unit in MONEY_UNITS])
                    | Q(kind="area", default_unit__in=["km2", "ha", "m2"])
                    | Q(kind="share", default_unit="percent")
                    | Q(kind="rate", default_unit="per_day")
                ),
                name="profiles_metric_unit_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.kind not in self.Kind.values:
            return
        units = self.UNITS[self.Kind(self.kind)]
        if self.default_unit not in units:
            raise ValidationError({"default_unit": _("This unit does not fit the kind.")})
        if self.pk and any(rows.exclude(unit__in=units).exists() for rows in self._figures()):
            raise ValidationError({"kind": _("There are figures of this metric in other units.")})

    def _figures(self) -> Iterator[models.QuerySet]:
        for relation in self._meta.related_objects:
            yield relation.related_model._default_manager.filter(metric=self)  # type: ignore[union-attr]
