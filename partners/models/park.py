"""The host park whose site this is, and other parks: partners, its centres abroad, and parks to compare it with."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING, Any, ClassVar, Self, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.signals import pre_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.addresses import address
from kit.coordinates import Located
from kit.countries import CountryField
from kit.languages import NAMED, column
from kit.partial_dates import PartialDateField, partial_date_constraint
from kit.pictures.marks import COLOURS
from kit.sql.constraints import is_currency, one_of
from kit.text_fields import NameField
from kit.verbs import alters_data
from partners.facts import FACTS
from partners.facts.ties import ANNOUNCED, CENTRE_ABROAD, ENDED, ParkTie
from profiles.content.home import Home
from profiles.models import FormerSlug, Profile, ProfileQuerySet, Version
from profiles.models.metric import currencies
from profiles.models.registry import register

if TYPE_CHECKING:
    from accounts.models import User


def validate_time_zone(name: str) -> None:
    if name not in zoneinfo.available_timezones():
        raise ValidationError(_("This is not a time zone, such as Europe/Paris."), code="time_zone")


class CannotBeHost(Exception):
    """Says in a sentence why the park does not become the host. Nothing was written."""


class ParkQuerySet(ProfileQuerySet):
    def besides_host(self) -> Self:
        return self.filter(is_host=False)

    def with_tie(self, *ties: ParkTie) -> Self:
        """Those whose tie with the host park is one of these; see `tie_of`."""
        rows = Park.partnerships.field.model._default_manager.filter(park=OuterRef("pk"))
        tie = Case(
            When(kind=CENTRE_ABROAD, then=Value(ParkTie.CENTRE.value)),
            When(Exists(rows.exclude(status__in=(ENDED, ANNOUNCED))), then=Value(ParkTie.PARTNER.value)),
            When(Exists(rows.filter(status=ANNOUNCED)), then=Value(ParkTie.ANNOUNCED.value)),
            When(Exists(rows), then=Value(ParkTie.FORMER.value)),
            default=Value(ParkTie.NONE.value),
        )
        return self.besides_host().alias(tie=tie).filter(tie__in=ties)

    def host(self) -> Park | None:
        """The park whose site this is; None before it is entered."""
        return cast("Park | None", self.published().filter(is_host=True).select_related("logo").first())

    def home(self) -> Home | None:
        """What the record of the host park says is at home; None before it is entered."""
        columns = ("country", "home_currency", "latitude", "longitude")
        values = self.published().filter(is_host=True).values_list(*columns).first()
        if values is None:
            return None
        country, currency, *place = values
        is_placed = None not in place
        return Home(str(country), currency, (float(place[0]), float(place[1])) if is_placed else None)


@register(facts=FACTS, number=2)
class Park(Located, Profile):
    """A science park: the host, one it has ties with, or one to compare it with."""

    TOGETHER = (Located.COORDINATES,)
    BOOKKEEPING = frozenset({"is_host"})
    MAY_GO = Q(is_host=False)
    STAYS = _("This is the host park: its page stays. An administrator can make another park the host first.")

    class Kind(models.TextChoices):
        SCIENCE_PARK = "science_park", _("Science park")
        TECHNOLOGY_PARK = "technology_park", _("Technology park")
        RESEARCH_PARK = "research_park", _("Research park")
        SCIENCE_CITY = "science_city", _("Science city")
        INNOVATION_PARK = "innovation_park", _("Innovation park")
        CENTRE_ABROAD = "centre_abroad", _("Centre of the host park abroad")
        ASSOCIATION = "association", _("Association of parks")

    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.SCIENCE_PARK)
    is_host = models.BooleanField(
        _("host park"),
        default=False,
        editable=False,
        help_text=_("The park whose site this is. There is one."),
    )
    country = CountryField(_("country"))
    # Of the host park alone; another park keeps the one that it had as the host.
    home_currency = models.CharField(
        _("home currency"),
        max_length=3,
        blank=True,
        choices=currencies,
        help_text=_("Amounts are compared in it; others are converted at the mean rate of their year."),
    )
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

    objects: ClassVar = ParkQuerySet.as_manager()

    class Meta(Profile.Meta):
        verbose_name = _("park")
        verbose_name_plural = _("parks")
        ordering = [*(column("name", suffix) for suffix in NAMED), "pk"]
        permissions = [
            ("publish_park", "Can publish park"),
            ("withdraw_park", "Can withdraw park"),
            ("make_host_park", "Can make park the host park"),
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
            models.CheckConstraint(
                condition=Q(is_host=False) | Q(state="published"), name="partners_park_host_is_published"
            ),
            models.CheckConstraint(condition=~Q(country=""), name="partners_park_has_country"),
            models.CheckConstraint(
                condition=Q(home_currency="") | is_currency("home_currency"),
                name="partners_park_home_currency",
            ),
            one_of(
                "kind",
                *("science_park", "technology_park", "research_park", "science_city"),
                *("innovation_park", "centre_abroad", "association"),
            ),
        ]

    @property
    def mark_colour(self) -> int:
        """That of its kind."""
        return self.Kind.values.index(self.kind) % COLOURS + 1

    @alters_data
    @transaction.atomic
    def make_host(self, *, by: User | None, origin: str = Version.Origin.ADMIN) -> None:
        """Make the site this park's, in the place of whichever park it was. CannotBeHost where that cannot be."""
        if self.partnerships.exists():
            raise CannotBeHost(_("It has partnerships with the host park. Remove them first."))
        # Locked in one order, and all rows written before the content version, so that there is no deadlock.
        hosts = Park.objects.select_for_update().filter(Q(is_host=True) | Q(pk=self.pk)).order_by("pk")
        before = [park for park in hosts if park.is_host and park.pk != self.pk]
        too_late = _("Somebody else made another park the host at this moment.")
        for park in before:
            if not park._set_host(False, Q(is_host=True), by=by):
                raise CannotBeHost(too_late)
        try:
            with transaction.atomic():
                done = self._set_host(True, Q(is_host=False, state="published"), by=by)
        except IntegrityError:
            raise CannotBeHost(too_late) from None
        if not done:
            raise CannotBeHost(_("Only a published park that is not the host yet becomes the host park."))
        for park in (*before, self):
            why = _("Became the host park") if park.is_host else _("Is no longer the host park")
            Version.record(park, Version.Action.CHANGED, by=by, why=str(why), origin=origin)

    def _set_host(self, value: bool, allowed: Q, *, by: User | None) -> bool:
        """By one conditional UPDATE, as with the other verbs."""
        stamps = {"version": F("version") + 1, "changed_at": timezone.now(), "changed_by": by}
        if not Park.objects.filter(allowed, pk=self.pk).update(is_host=value, **stamps):
            return False
        self.refresh_from_db(fields=["is_host", *stamps])
        return True

    def get_absolute_url(self) -> str:
        return address("home") if self.is_host else address("partners:detail", self.slug)

    def get_edit_url(self) -> str:
        """Also of the host park, whose page is the home page."""
        return address("partners:edit", self.slug)


@receiver(pre_delete, sender=Park)
def keep_the_host(instance: Park, **kwargs: Any) -> None:
    """Whatever deletes it: MustStay."""
    instance.check_may_go()


class FormerParkSlug(FormerSlug):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="former_slugs")
