"""The host park whose site this is, and its partner parks."""

from __future__ import annotations

import zoneinfo
from typing import Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from profiles.addresses import address
from profiles.constraints import one_of
from profiles.coordinates import Located
from profiles.models import FormerSlug, Profile, ProfileQuerySet
from profiles.partial_dates import PartialDateField, partial_date_constraint
from profiles.registry import register
from profiles.text_fields import NameField


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not a time zone, such as Europe/Paris."), code="time_zone")


class ParkQuerySet(ProfileQuerySet):
    def partners(self) -> Self:
        return self.filter(is_host=False)

    def with_partnership(self) -> Self:
        return self.filter(Exists(self.model.partnerships.field.model.objects.filter(park=OuterRef("pk"))))

    def founded_unknown(self) -> Case:
        """For sorting: 1 where the founding date is not known, else 0."""
        return Case(When(founded="", then=Value(1)), default=Value(0), output_field=models.IntegerField())

    def host(self) -> Park | None:
        """The park whose site this is; None before it is entered."""
        return cast("Park | None", self.published().filter(is_host=True).select_related("logo").first())


@register(
    rows=("other_names", "figures", "milestones", "partnerships", "statements", "citations", "former_slugs"),
    number=2,
)
class Park(Located, Profile):
    """A science park: the host, or one it has ties with."""

    TOGETHER = (Located.COORDINATES,)

    class Kind(models.TextChoices):
        SCIENCE_PARK = "science_park", _("Science park")
        TECHNOLOGY_PARK = "technology_park", _("Technology park")
        RESEARCH_PARK = "research_park", _("Research park")
        SCIENCE_CITY = "science_city", _("Science city")
        INNOVATION_PARK = "innovation_park", _("Innovation park")
        CENTRE_ABROAD = "centre_abroad", _("Centre of the host park abroad")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.SCIENCE_PARK)
    is_host = models.BooleanField(
        _("host park"), default=False, help_text=_("The park whose site this is. There is one.")
    )
    country = CountryField(_("country"))
    city = NameField(_("city"), max_length=120, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        blank=True,
        validators=[validate_time_zone],
        help_text=_("For example Europe/Paris."),
    )
    founded = PartialDateField(_("founded"))
    # Named by string: partners and companies do not import each other.
    focus_sectors = models.ManyToManyField(
        "companies.Sector", blank=True, related_name="parks", verbose_name=_("focus sectors")
    )

    objects = ParkQuerySet.as_manager()

    class Meta(Profile.Meta):
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = ["name_en", "name_zh", "pk"]
        permissions = [
            ("publish_park", "Can publish park"),
            ("withdraw_park", "Can withdraw park"),
        ]
        constraints = [
            *Profile.Meta.constraints,
            *Located.Meta.constraints,
            partial_date_constraint("founded"),
            models.UniqueConstraint(
                fields=["is_host"],
                condition=Q(is_host=True),
                name="partners_park_one_host",
                violation_error_message=_("Another park is already the host park."),
            ),
            models.CheckConstraint(condition=~Q(country=""), name="partners_park_has_country"),
            one_of(
                "kind",
                *("science_park", "technology_park", "research_park", "science_city"),
                *("innovation_park", "centre_abroad"),
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("home") if self.is_host else address("partners:detail", self.slug)

    def get_edit_url(self) -> str:
        return address("partners:edit", self.slug)


class FormerParkSlug(FormerSlug):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="former_slugs")
