"""Metrics: defined terms for what is counted, and the units that fit them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.currencies import CURRENCIES
from kit.languages import Translated, texts, words_in
from kit.sql.constraints import is_currency
from kit.text_fields import LineField, NameField
from profiles.models.record_kinds import register_record
from profiles.models.registry import profile_kinds
from profiles.models.short_named import ShortNamed


class Unit(models.TextChoices):
    """What a value is counted in, beside the other currencies. Money is in plain units, never in millions."""

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


MONEY_UNITS = CURRENCIES
SQUARE_KILOMETRES: dict[str, float] = {Unit.KM2: 1, Unit.HA: 0.01, Unit.M2: 0.000_001}


@cache
def units() -> list[tuple[str, Any]]:
    """All units, the currencies that have no name here by their codes."""
    named_codes = {*Unit.values}
    return [*Unit.choices, *((code, code) for code in CURRENCIES if code not in named_codes)]


def currencies() -> list[tuple[str, Any]]:
    """The units of money."""
    return [(code, label) for code, label in units() if code in CURRENCIES]


ALL = "both"  # of what a metric is used for


def scopes() -> list[tuple[str, Any]]:
    """What a metric may be used for: one kind of profile, or all."""
    kinds = [(kind.name, kind.model._meta.verbose_name_plural) for kind in profile_kinds()]
    return [*kinds, (ALL, _("all profiles"))]


@register_record
class Metric(ShortNamed):
    """A defined term for what is counted. The product's own are in profiles/data/metrics.csv."""

    SHORT_NAME = "code"
    IS_TERM = False
    TOGETHER = (("kind", "default_unit"),)

    class Kind(models.TextChoices):
        COUNT = "count", _("count")
        MONEY = "money", _("amount of money")
        AREA = "area", _("area")
        SHARE = "share", _("share")
        RATE = "rate", _("rate")

    UNITS = {
        Kind.COUNT: (Unit.COUNT,),
        Kind.MONEY: MONEY_UNITS,
        Kind.AREA: tuple(SQUARE_KILOMETRES),
        Kind.SHARE: (Unit.PERCENT,),
        Kind.RATE: (Unit.PER_DAY,),
    }

    code = models.SlugField(_("short name"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=5, choices=Kind)
    default_unit = models.CharField(_("usual unit"), max_length=8, choices=units)
    scope = models.CharField(_("used for"), max_length=20, choices=scopes)
    name = Translated(NameField(_("name in {language}"), max_length=120))
    words = Translated(
        LineField(
            _("other words in {language}"),
            max_length=400,
            blank=True,
            help_text=_(
                "What visitors type for it, beside its name. Separated by |. Singular or plural, capitals and accents do not matter."
            ),
        )
    )
    definition = Translated(LineField(_("definition in {language}"), max_length=400, blank=True))
    shelf_life_months = models.PositiveSmallIntegerField(
        _("shelf life in months"),
        default=24,
        help_text=_("A figure older than this is listed for the editors as out of date."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("metric")
        verbose_name_plural = _("metrics")
        ordering = ["order", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["count", "money", "area", "share", "rate"]),
                name="profiles_metric_kind",
            ),
            models.CheckConstraint(condition=~Q(scope=""), name="profiles_metric_scope"),
            models.CheckConstraint(
                condition=(
                    Q(kind="count", default_unit="count")
                    | (Q(kind="money") & is_currency("default_unit"))
                    | Q(kind="area", default_unit__in=["km2", "ha", "m2"])
                    | Q(kind="share", default_unit="percent")
                    | Q(kind="rate", default_unit="per_day")
                ),
                name="profiles_metric_unit_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def names(self) -> list[str]:
        """In all languages, each once."""
        return list(dict.fromkeys(map(str, texts(self, "name"))))

    @property
    def other_words(self) -> list[str]:
        """What it is called besides, in all languages."""
        return words_in(self, "words")

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
            yield relation.related_model._default_manager.filter(metric=self)
