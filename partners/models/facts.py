"""The rows of a park: what is known of it, each fact with its source."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.key_lists import KeyListField
from kit.languages import Translated, columns
from kit.partial_dates import PartialDateField
from kit.sql.constraints import one_of, some_of
from kit.text_fields import LineField, WebAddressField
from partners.facts.ties import ENDED
from partners.models.park import Park
from profiles.models import Citation, Figure, Link, Milestone, OtherName, SourcedRow
from profiles.models.figure import figure_constraints
from profiles.models.rows import citation_constraints, link_constraints, name_constraints, period_constraints
from profiles.models.source import use_constraint


class ParkName(OtherName):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="other_names", db_index=False)

    class Meta(OtherName.Meta):
        constraints = name_constraints("park")


class ParkFigure(Figure):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="figures", db_index=False)

    class Meta(Figure.Meta):
        constraints = [*Figure.Meta.constraints, *figure_constraints("park")]


class ParkLink(Link):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="links", db_index=False)

    class Meta(Link.Meta):
        constraints = link_constraints("park")


class ParkMilestone(Milestone):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="milestones")


class ParkCitation(Citation):
    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="citations", db_index=False)

    class Meta(Citation.Meta):
        constraints = citation_constraints("park")


class PartnershipQuerySet(models.QuerySet):
    def by_park(self, parks: Iterable[Park]) -> dict[int, list[Partnership]]:
        """All partnerships of each of these parks, by its primary key."""
        rows_by_pk: dict[int, list[Partnership]] = {park.pk: [] for park in parks}
        rows = cast("Iterable[Partnership]", self.filter(park__in=rows_by_pk).select_related("source"))
        for row in rows:
            rows_by_pk[row.park_id].append(row)
        return rows_by_pk


class Partnership(SourcedRow):
    """What the host park and a partner park do together."""

    TOGETHER = (("kind", "status", "since", "until", "source", "evidence"),)

    class Kind(models.TextChoices):
        SISTER_AGREEMENT = "sister_agreement", _("sister-park agreement")
        MEMORANDUM = "memorandum", _("memorandum")
        LIAISON_OFFICE = "liaison_office", _("liaison office")
        SOFT_LANDING = "soft_landing", _("soft landing")
        JOINT_INCUBATOR = "joint_incubator", _("joint incubator")
        JOINT_EVENT = "joint_event", _("joint event")
        OTHER = "other", _("other tie")

    class Status(models.TextChoices):
        ACTIVE = "active", pgettext_lazy("partnership", "active")
        ANNOUNCED = "announced", _("announced")
        ENDED = ENDED, _("ended")
        UNKNOWN = "unknown", pgettext_lazy("partnership", "current state not known")

    class Offer(models.TextChoices):
        SOFT_LANDING_SPACE = "soft_landing_space", _("soft landing space")
        INCUBATOR = "incubator", _("incubator")
        OFFICE = "office", _("office")
        LABORATORY = "laboratory", _("laboratory")
        CONTACT_PERSON = "contact_person", _("contact person")
        FUNDING = "funding", _("funding")
        TRAINING = "training", _("training")
        EVENT = "event", _("event")

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="partnerships")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    status = models.CharField(_("status"), max_length=9, choices=Status, default=Status.UNKNOWN)
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))
    offers = KeyListField(
        _("what it offers"),
        max_length=120,
        choices=Offer,
        help_text=_("What companies of the host park find there, as a source says it."),
    )
    contact = WebAddressField(
        _("web address of the contact"),
        max_length=500,
        blank=True,
        help_text=_("A page that says whom to turn to. Addresses of persons do not belong here."),
    )
    text = Translated(LineField(_("in a sentence, in {language}"), max_length=400, blank=True))

    objects = PartnershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("partnership")
        verbose_name_plural = _("partnerships")
        ordering = ["since", "pk"]
        constraints = [
            *period_constraints(),
            one_of(
                "kind",
                *("sister_agreement", "memorandum", "liaison_office", "soft_landing"),
                *("joint_incubator", "joint_event", "other"),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["active", "announced", "ended", "unknown"]),
                name="partners_partnership_status",
            ),
            some_of(
                "offers",
                *("soft_landing_space", "incubator", "office", "laboratory"),
                *("contact_person", "funding", "training", "event"),
            ),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return f"{self.park}: {self.get_kind_display()}"

    @property
    def is_over(self) -> bool:
        return self.status == ENDED

    @property
    def offer_labels(self) -> list[str]:
        """What it offers, in the language of the page."""
        return cast("KeyListField", self._meta.get_field("offers")).labels(self.offers)

    def clean(self) -> None:
        super().clean()
        if self.park_id and self.park.is_host:
            raise ValidationError(_("The host park has no partnership with itself."))


class Statement(SourcedRow):
    """A sentence that a source says about a park, where it is neither a figure nor a dated event."""

    TOGETHER = (("source", "evidence"),)

    park = models.ForeignKey(Park, on_delete=models.CASCADE, related_name="statements")
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    text = Translated(LineField(_("in {language}"), max_length=400, blank=True))

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(columns("text"), "")),
                name="partners_statement_has_text",
                violation_error_message=_("Write the sentence in at least one language."),
            ),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return self.text
