"""The park's own lists: sectors on two levels, and the zones of the park."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from kit.coordinates import OnMap
from kit.languages import Translated
from kit.text_fields import LineField, NameField
from profiles.models import ShortNamed
from profiles.models.registry import register_record


@register_record
class Sector(ShortNamed):
    """What companies do, in the park's own words, mapped to ISIC Rev. 4 (United Nations, 2008)."""

    SHORT_NAME = "slug"

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("broader sector"),
        help_text=_("Empty for a broad sector. The list has two levels."),
    )
    name = Translated(NameField(_("name in {language}"), max_length=120))
    description = Translated(LineField(_("description in {language}"), max_length=300, blank=True))
    isic = models.CharField(
        _("ISIC codes"),
        max_length=60,
        blank=True,
        validators=[
            RegexValidator(
                r"^([A-U]|\d{2})(\|([A-U]|\d{2}))*$",
                _("Write section letters or two-digit divisions, separated by |."),
            )
        ],
        help_text=_("Sections or divisions of ISIC Rev. 4, separated by |, for example 62|63."),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("sector")
        verbose_name_plural = _("sectors")
        ordering = ["order", "slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(parent=F("pk")), name="companies_sector_own_parent"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A sector cannot be its own broader sector.")})
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("The list has two levels: choose a broad sector.")})
        if self.parent and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This sector has narrower ones and must stay broad.")})


@register_record
class Zone(OnMap, ShortNamed):
    """A part of the park, such as Haidian or Changping; its coordinates are about in its middle."""

    SHORT_NAME = "slug"
    TOGETHER = (("latitude", "longitude"),)

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    name = Translated(NameField(_("name in {language}"), max_length=120))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("zone")
        verbose_name_plural = _("zones")
        ordering = ["order", "slug"]
        constraints = [*OnMap.Meta.constraints]

    def __str__(self) -> str:
        return self.name
