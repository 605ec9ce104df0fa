"""The rows of a company: what is known of it, each fact with its source."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

import companies.facts.check_characters  # noqa: F401 (the lookups of the constraints)
from companies.facts.identifiers import LISTINGS, Scheme, clean_identifier
from companies.models.company import Company
from kit.coordinates import Located
from kit.countries import CountryField
from kit.languages import HAN, Translated, active_suffix
from kit.partial_dates import PartialDate, PartialDateField, partial_date_constraint
from kit.places import place_name
from kit.sql.constraints import ends_after, one_of
from kit.text_fields import LineField, NameField
from profiles.content.home import home
from profiles.models import Citation, Figure, Link, Milestone, OtherName, SourcedRow
from profiles.models.figure import figure_constraints
from profiles.models.rows import citation_constraints, link_constraints, name_constraints, period_constraints
from profiles.models.source import use_constraint

# What is abroad depends on the host park, so the database checks only that there is a country.
CHOOSE_ABROAD = _("Choose a country abroad.")
PARTNER_ABROAD = _("Say which country abroad the foreign partner is from.")


def is_at_home(country: object) -> bool:
    return bool(country) and country == home().country


def name_in_script(row: Stakeholder | Product) -> str:
    """Its name in the script of the page."""
    return (active_suffix() == HAN and row.name_in_han) or row.name


class CompanyName(OtherName):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="other_names", db_index=False)

    class Meta(OtherName.Meta):
        constraints = name_constraints("company")


class CompanyFigure(Figure):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="figures", db_index=False)

    class Meta(Figure.Meta):
        constraints = [*Figure.Meta.constraints, *figure_constraints("company")]


class CompanyLink(Link):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="links", db_index=False)

    class Meta(Link.Meta):
        constraints = link_constraints("company")


class CompanyMilestone(Milestone):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="milestones")

    class Meta(Milestone.Meta):
        indexes = [models.Index(fields=["-on", "-key"], name="companies_milestone_newest")]


class CompanyCitation(Citation):
    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="citations", db_index=False)

    class Meta(Citation.Meta):
        constraints = citation_constraints("company")


class StakeholderQuerySet(models.QuerySet):
    def returnees(self) -> Self:
        return self.filter(kind=Stakeholder.Kind.FOUNDER).exclude(country="")


class Stakeholder(SourcedRow):
    """A founder, or a foreign partner of a joint venture."""

    TOGETHER = (("kind", "name", "role", "country", "source", "evidence"),)

    class Kind(models.TextChoices):
        FOUNDER = "founder", _("founder")
        FOREIGN_PARTNER = "foreign_partner", _("foreign partner")

    company = models.ForeignKey(
        Company, on_delete=models.CASCADE, related_name="stakeholders", db_index=False
    )
    kind = models.CharField(_("kind"), max_length=15, choices=Kind, default=Kind.FOUNDER)
    name = NameField(_("name"), max_length=200)
    name_in_han = Translated(
        NameField(_("name in {language}"), max_length=100, blank=True), name="name", languages=(HAN,)
    )
    role = LineField(_("role"), max_length=120, blank=True)
    country = CountryField(
        _("country"),
        blank=True,
        help_text=_("Of a founder: the country they returned from, empty if none. Of a partner: its seat."),
    )

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        verbose_name = _("founder or foreign partner")
        verbose_name_plural = _("founders and foreign partners")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "kind", "name"],
                name="companies_stakeholder_once",
                violation_error_message=_("This name is already here."),
            ),
            models.CheckConstraint(
                condition=Q(kind="founder") | Q(kind="foreign_partner") & ~Q(country=""),
                name="companies_stakeholder_partner_abroad",
                violation_error_message=PARTNER_ABROAD,
            ),
            use_constraint(),
        ]

    def clean(self) -> None:
        super().clean()
        if self.kind == self.Kind.FOREIGN_PARTNER and is_at_home(self.country):
            raise ValidationError({"country": PARTNER_ABROAD})

    def __str__(self) -> str:
        return name_in_script(self)


class Tie(SourcedRow):
    """The organisation that a company belongs to, was acquired by, or lives on as.

    `slug` is the address of its profile here, if it has one, and no foreign key: the profile may be a draft, move,
    merge into another or go, and this says the same as before. companies/ties.py finds the profile, as a visitor would.
    """

    TOGETHER = (("kind", "name", "since", "until", "source", "evidence"),)

    class Kind(models.TextChoices):
        PARENT = "parent", _("parent")
        ACQUIRER = "acquirer", _("acquirer")
        SUCCESSOR = "successor", _("successor")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="ties", db_index=False)
    kind = models.CharField(_("kind"), max_length=9, choices=Kind, default=Kind.PARENT)
    name = NameField(_("name"), max_length=200)
    name_in_han = Translated(
        NameField(_("name in {language}"), max_length=100, blank=True), name="name", languages=(HAN,)
    )
    slug = models.SlugField(
        _("address on the site"),
        max_length=120,
        blank=True,
        db_index=False,
        help_text=_("The last part of the address of its page here, if it has one: the name links there."),
    )
    since = PartialDateField(_("since"))
    until = PartialDateField(_("until"))

    class Meta:
        verbose_name = _("parent, acquirer or successor")
        verbose_name_plural = _("parents, acquirers and successors")
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["slug", "key"], name="companies_tie_by_slug")]
        constraints = [
            *period_constraints(),
            one_of("kind", "parent", "acquirer", "successor"),
            models.UniqueConstraint(
                fields=["company", "kind", "name"],
                name="companies_tie_once",
                violation_error_message=_("This name is already here."),
            ),
            models.CheckConstraint(condition=Q(name__is_blank=False), name="companies_tie_has_name"),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        super().clean()
        if self.slug and self.company_id and self.slug == self.company.slug:
            raise ValidationError({"slug": _("This is the address of the company itself.")})


class Product(SourcedRow):
    """What the company sells or runs: a product, a brand of products, or a service."""

    TOGETHER = (("kind", "name", "since", "until", "source", "evidence"),)
    MOST = 50

    class Kind(models.TextChoices):
        PRODUCT = "product", _("product")
        BRAND = "brand", pgettext_lazy("of products", "brand")
        SERVICE = "service", pgettext_lazy("what a company offers", "service")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="products", db_index=False)
    kind = models.CharField(_("kind"), max_length=7, choices=Kind, default=Kind.PRODUCT)
    name = NameField(_("name"), max_length=200)
    name_in_han = Translated(
        NameField(_("name in {language}"), max_length=100, blank=True), name="name", languages=(HAN,)
    )
    since = PartialDateField(_("since"), help_text=_("When it was first offered."))
    until = PartialDateField(_("until"), help_text=_("Leave it empty while it is offered."))
    note = Translated(
        LineField(
            _("note in {language}"), max_length=200, blank=True, help_text=_("What it is, in a few words.")
        )
    )

    class Meta:
        verbose_name = _("product or brand")
        verbose_name_plural = _("products and brands")
        ordering = ["pk"]
        constraints = [
            *period_constraints(),
            one_of("kind", "product", "brand", "service"),
            models.UniqueConstraint(
                fields=["company", "name"],
                name="companies_product_once",
                violation_error_message=_("This name is already here."),
            ),
            models.CheckConstraint(condition=Q(name__is_blank=False), name="companies_product_has_name"),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return name_in_script(self)


class Presence(Located, SourcedRow):
    """A place abroad where the company is present."""

    TOGETHER = (("country", "city", "kind", "opened", "closed", "source", "evidence"), Located.COORDINATES)

    class Kind(models.TextChoices):
        BRANCH = "branch", _("branch")
        SUBSIDIARY = "subsidiary", _("subsidiary")
        RD_CENTRE = "rd_centre", _("research centre")
        OFFICE = "office", pgettext_lazy("kind of a presence abroad", "office")
        REPRESENTATIVE_OFFICE = "representative_office", _("representative office")
        PLANT = "plant", pgettext_lazy("kind of a presence abroad", "plant")
        REGIONAL_OFFICE = "regional_office", _("regional head office")
        JOINT_VENTURE = "joint_venture", _("joint venture")
        NOT_STATED = "not_stated", pgettext_lazy("kind of a presence abroad", "kind not stated")

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="presences")
    country = CountryField(_("country"))
    city = NameField(_("city"), max_length=120, blank=True)
    kind = models.CharField(_("kind"), max_length=21, choices=Kind, default=Kind.NOT_STATED)
    opened = PartialDateField(pgettext_lazy("of an office", "opened"))
    closed = PartialDateField(pgettext_lazy("of an office", "closed"))
    note = Translated(LineField(_("note in {language}"), max_length=200, blank=True))

    class Meta:
        verbose_name = _("presence abroad")
        verbose_name_plural = _("presences abroad")
        ordering = ["opened", "pk"]
        constraints = [
            partial_date_constraint("opened", "closed"),
            *Located.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(country=""),
                name="companies_presence_abroad",
                violation_error_message=CHOOSE_ABROAD,
            ),
            ends_after(
                "opened",
                "closed",
                _("It cannot close before it opens."),
                name="companies_presence_closed_after_opened",
            ),
            one_of(
                "kind",
                *("branch", "subsidiary", "rd_centre", "office", "representative_office"),
                *("plant", "regional_office", "joint_venture", "not_stated"),
            ),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return place_name(self.country, self.city)

    @property
    def known_kind(self) -> str:
        """As what the company is there; empty where nothing says it."""
        return "" if self.kind == self.Kind.NOT_STATED else str(self.get_kind_display())

    def clean(self) -> None:
        super().clean()
        if is_at_home(self.country):
            raise ValidationError({"country": CHOOSE_ABROAD})


class Identifier(SourcedRow):
    """A number in a register, or a stock listing; see companies/facts/identifiers.py for the rules.

    One company may hold several: a group and its operating companies each have their own.
    """

    TOGETHER = (("scheme", "value", "holder", "since", "until", "source", "evidence"),)

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="identifiers")
    scheme = models.CharField(_("register or exchange"), max_length=10, choices=Scheme)
    value = LineField(_("number or code"), max_length=60)
    holder = NameField(
        _("legal entity"),
        max_length=200,
        blank=True,
        help_text=_("The legal entity that holds the number, where it is not the company itself."),
    )
    since = PartialDateField(_("since"), help_text=_("Of a listing: the first day of trading."))
    until = PartialDateField(_("until"), help_text=_("Of a listing: when it ended."))

    class Meta:
        verbose_name = _("identifier or listing")
        verbose_name_plural = _("identifiers and listings")
        ordering = ["pk"]
        constraints = [
            *period_constraints(),
            # A stock code may be used again after a delisting; other numbers never are.
            models.UniqueConstraint(
                fields=["scheme", "value"],
                condition=Q(until="") | ~Q(scheme__in=[str(scheme) for scheme in LISTINGS]),
                name="companies_identifier_once",
                violation_error_message=_("Another company already has this identifier."),
            ),
            one_of("scheme", *Scheme.values),
            models.CheckConstraint(
                condition=~Q(scheme="uscc") | Q(value__is_usci=True), name="companies_identifier_usci"
            ),
            models.CheckConstraint(
                condition=~Q(scheme="lei") | Q(value__is_lei=True), name="companies_identifier_lei"
            ),
            models.CheckConstraint(condition=~Q(value=""), name="companies_identifier_has_value"),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()}: {self.value}"

    def clean(self) -> None:
        super().clean()
        if not self.scheme:
            return
        try:
            self.value = clean_identifier(self.scheme, self.value)
        except ValidationError as error:
            raise ValidationError({"value": error}) from None


class Certificate(SourcedRow):
    """A certificate of the state: high-tech enterprise, or SRDI ("specialised, refined, distinctive, innovative")."""

    TOGETHER = (("kind", "number", "level", "batch", "issued", "source", "evidence"),)

    class Kind(models.TextChoices):
        HIGH_TECH = "high_tech", _("High-tech enterprise")
        LITTLE_GIANT = "little_giant", _("SRDI “little giant”")

    VALID_YEARS = {Kind.HIGH_TECH: 3, Kind.LITTLE_GIANT: 3}

    company = models.ForeignKey(Company, on_delete=models.CASCADE, related_name="certificates")
    kind = models.CharField(_("certificate"), max_length=12, choices=Kind)
    number = LineField(_("number"), max_length=40, blank=True)
    level = LineField(
        _("level"), max_length=60, blank=True, help_text=_("Of a “little giant”: national or municipal.")
    )
    batch = LineField(_("batch"), max_length=40, blank=True)
    issued = PartialDateField(_("issued"), blank=False)

    class Meta:
        verbose_name = _("certificate")
        verbose_name_plural = _("certificates")
        ordering = ["issued", "pk"]
        constraints = [
            partial_date_constraint("issued"),
            models.UniqueConstraint(fields=["company", "kind", "issued"], name="companies_certificate_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["high_tech", "little_giant"]) & ~Q(issued=""),
                name="companies_certificate_kind_and_date",
            ),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.issued}"

    @property
    def valid_until_year(self) -> int:
        """The year in which it lapses: it is valid for three years."""
        return PartialDate(self.issued).year + self.VALID_YEARS[Certificate.Kind(self.kind)]
