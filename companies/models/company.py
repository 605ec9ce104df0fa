"""A company of the park, and where it stands in the directory."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from companies.facts import FACTS
from companies.models.terms import Sector, Zone
from kit.addresses import address
from kit.coordinates import Located
from kit.languages import MAX_NAME_LENGTH, NAMED, column
from kit.partial_dates import PartialDateField, partial_date_constraint
from kit.sql.constraints import ends_after, one_of
from kit.text_fields import LineField, NameField
from profiles.models import FormerSlug, Profile, ProfileQuerySet
from profiles.models.registry import register


@register(facts=FACTS, number=1)
class Company(Located, Profile):
    """A company, laboratory or institute in the park."""

    TOGETHER = (Located.COORDINATES, ("standing", "standing_on"))

    class Ownership(models.TextChoices):
        DOMESTIC = "domestic", _("Domestic")
        JOINT_VENTURE = "joint-venture", _("Joint venture")
        WHOLLY_FOREIGN = "wholly-foreign", _("Wholly foreign-owned")

    class Standing(models.TextChoices):
        OPERATING = "operating", _("Operating")
        MOVED_AWAY = "moved-away", _("Moved away")
        ACQUIRED = "acquired", _("Acquired")
        DISSOLVED = "dissolved", _("Dissolved")

    # With these it is no tenant of the park any more, whatever else is known.
    GONE = (Standing.MOVED_AWAY, Standing.ACQUIRED, Standing.DISSOLVED)

    legal_name = NameField(
        _("legal name"),
        max_length=MAX_NAME_LENGTH,
        blank=True,
        help_text=_("As in the company register, in its own language."),
    )
    sectors = models.ManyToManyField(Sector, blank=True, related_name="companies", verbose_name=_("sectors"))
    zone = models.ForeignKey(
        Zone,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="companies",
        verbose_name=_("zone of the park"),
    )
    founded = PartialDateField(_("founded"), help_text=_("As exactly as known: 1984, 1984-11 or 1984-11-01."))
    ownership = models.CharField(_("ownership"), max_length=14, choices=Ownership, blank=True)
    returnee_founded = models.BooleanField(
        _("founded by returnees"),
        null=True,
        blank=True,
        help_text=_(
            "Whether a source says so. A founder below with a country they returned from counts as well."
        ),
    )
    address = LineField(_("address"), max_length=300, blank=True)
    postcode = LineField(_("postcode"), max_length=12, blank=True)
    standing = models.CharField(
        _("standing"),
        max_length=10,
        choices=Standing,
        blank=True,
        help_text=_(
            "“Acquired” only where it is no company of its own any more. Leave it empty when no source says it."
        ),
    )
    standing_on = PartialDateField(
        _("date of the standing"),
        help_text=_(
            "When it moved, was acquired or dissolved; of one that operates, as of when the source says so."
        ),
    )
    in_park_since = PartialDateField(
        _("in the park since"),
        help_text=_("When it came to the park, which may be long after it was founded."),
    )
    in_park_until = PartialDateField(_("in the park until"), help_text=_("Leave it empty while it is there."))
    in_park_seen = PartialDateField(
        _("in the park as of"),
        help_text=_(
            "The date of a list that names it as in the park, where no source says since or until when."
        ),
    )
    featured = models.BooleanField(
        _("on the home page"), default=False, help_text=_("Show among the companies on the home page.")
    )

    mark_colour = 0  # set by whoever reads companies for a page: companies/colours.py

    objects: ClassVar = ProfileQuerySet.as_manager()

    class Meta(Profile.Meta):
        verbose_name = _("company")
        verbose_name_plural = _("companies")
        ordering = [*(column("name", suffix) for suffix in NAMED), "pk"]
        permissions = [
            ("publish_company", "Can publish company"),
            ("withdraw_company", "Can withdraw company"),
        ]
        indexes = [
            # The editors' list. Two names of 500 characters would be too long for an index of PostgreSQL.
            models.Index(Lower("name_en"), "id", name="companies_by_name"),
            models.Index(fields=["state", "-changed_at"], name="companies_by_change"),  # drafts
        ]
        constraints = [
            *Profile.Meta.constraints,
            *Located.Meta.constraints,
            partial_date_constraint(
                "founded", "standing_on", "in_park_since", "in_park_until", "in_park_seen"
            ),
            one_of("ownership", "", "domestic", "joint-venture", "wholly-foreign"),
            one_of("standing", "", "operating", "moved-away", "acquired", "dissolved"),
            models.CheckConstraint(
                condition=Q(standing_on="") | ~Q(standing=""),
                name="companies_company_date_of_a_standing",
                violation_error_message=_("Say which standing the date is of."),
            ),
            *(
                ends_after(
                    first,
                    last,
                    _("It cannot leave the park before it is there."),
                    name=f"companies_company_{last}_after_{first.removeprefix('in_park_')}",
                )
                for first, last in (
                    ("in_park_since", "in_park_until"),
                    ("in_park_since", "in_park_seen"),
                    ("in_park_seen", "in_park_until"),
                )
            ),
        ]

    def get_absolute_url(self) -> str:
        return address("companies:detail", self.slug)


class FormerCompanySlug(FormerSlug):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="former_slugs")
