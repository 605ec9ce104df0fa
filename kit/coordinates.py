"""Where a place is: WGS 84 latitude and longitude in degrees."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.sql.constraints import one_of


class OnMap(models.Model):
    """What has a place on a map: both coordinates or none."""

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-90)), MaxValueValidator(Decimal(90))],
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal(-180)), MaxValueValidator(Decimal(180))],
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(
                    # NULL in a range is neither true nor false, and a CHECK lets that pass.
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="%(app_label)s_%(class)s_coordinates",
                violation_error_message=_("Give both latitude and longitude, or neither."),
            ),
        ]

    @property
    def has_coordinates(self) -> bool:
        return self.latitude is not None and self.longitude is not None


class Located(OnMap):
    """The same, where it matters how exactly they are known."""

    COORDINATES = ("latitude", "longitude", "coordinate_precision")

    class Precision(models.TextChoices):
        SITE = "site", _("the site itself")
        CITY = "city", _("the city")

    coordinate_precision = models.CharField(
        _("coordinates show"), max_length=4, choices=Precision, blank=True
    )

    class Meta:
        abstract = True
        constraints = [one_of("coordinate_precision", "", "site", "city"), *OnMap.Meta.constraints]
