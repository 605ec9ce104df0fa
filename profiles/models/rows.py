"""Rows that every kind of profile has. The apps above make a table of each for their profile."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.languages import MAX_NAME_LENGTH, Translated, columns
from kit.partial_dates import PartialDateField, partial_date_constraint
from kit.sql.constraints import ends_after, one_of
from kit.text_fields import LineField, NameField, WebAddressField
from profiles.models.row import Row
from profiles.models.source import Source, SourcedRow, use_constraint


class OtherName(SourcedRow):
    """A name besides the display name: former, short, of a brand, in a local language."""

    TOGETHER = (("name", "source", "evidence"),)

    class Kind(models.TextChoices):
        FORMER = "former", _("former name")
        ABBREVIATION = "abbreviation", _("abbreviation")
        BRAND = "brand", _("brand")
        LOCAL = "local", _("name in the local language")
        OTHER = "other", _("other name")

    name = NameField(_("name"), max_length=MAX_NAME_LENGTH)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    language = LineField(
        _("language"), max_length=12, blank=True, help_text=_("For example en, zh-Hans, zh-Hant, fr, ja.")
    )

    class Meta:
        abstract = True
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.name


def period_constraints() -> list[models.BaseConstraint]:
    """Of a row that says `since` when it holds and `until` when."""
    name = "%(app_label)s_%(class)s_until_after_since"
    return [
        partial_date_constraint("since", "until"),
        ends_after("since", "until", _("It cannot end before it begins."), name=name),
    ]


def name_constraints(owner: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=[owner, "name"],
            name="%(app_label)s_name_once",
            violation_error_message=_("This name is already here."),
        ),
        one_of("kind", "former", "abbreviation", "brand", "local", "other"),
        use_constraint(),
    ]


class Link(Row):
    """A way on from the page: where the organisation itself says more to those who look for work, invest or write.

    It has no source. Whoever follows it sees whether it is true, so it counts neither as sourced nor as unsourced.
    """

    TOGETHER = (("kind", "url", "language"),)
    MOST = 20

    class Kind(models.TextChoices):
        CAREERS = "careers", _("careers")
        PRESS = "press", _("press")
        INVESTORS = "investors", _("investors")
        CONTACT = "contact", pgettext_lazy("a web page", "contact")
        SOCIAL = "social", _("social network")
        DOCUMENTATION = "documentation", _("documentation")
        OTHER = "other", pgettext_lazy("a web page", "other page")

    kind = models.CharField(_("kind"), max_length=13, choices=Kind)
    url = WebAddressField(_("web address"), max_length=500)
    language = LineField(
        _("language of the page"), max_length=12, blank=True, help_text=_("For example en, zh-Hans, fr, de.")
    )

    class Meta:
        abstract = True
        verbose_name = _("way on")
        verbose_name_plural = _("ways on")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.url}"

    @property
    def site(self) -> str:
        """Whose page it is, as the address says: "jobs.example.org"."""
        return self.url.partition("://")[2].partition("/")[0].partition("?")[0].removeprefix("www.")


def link_constraints(owner: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=[owner, "kind", "url"],
            name="%(app_label)s_link_once",
            violation_error_message=_("This address is already here."),
        ),
        one_of("kind", "careers", "press", "investors", "contact", "social", "documentation", "other"),
        # Whatever writes it, no link of a page runs a script.
        models.CheckConstraint(
            condition=Q(url__startswith="http://") | Q(url__startswith="https://"),
            name="%(app_label)s_link_address",
        ),
    ]


class Milestone(SourcedRow):
    """A dated event in the life of a company or park."""

    TOGETHER = (("on", "source", "evidence"),)

    on = PartialDateField(
        _("date"), blank=False, help_text=_("As exactly as known: 2005, 2005-05 or 2005-05-01.")
    )
    text = Translated(LineField(_("what happened, in {language}"), max_length=400, blank=True))

    class Meta:
        abstract = True
        verbose_name = _("milestone")
        verbose_name_plural = _("milestones")
        ordering = ["on", "pk"]
        constraints = [
            partial_date_constraint("on"),
            models.CheckConstraint(
                condition=~Q(on="") & ~Q(**dict.fromkeys(columns("text"), "")),
                name="%(app_label)s_%(class)s_date_and_text",
                violation_error_message=_("Say what happened in at least one language."),
            ),
            use_constraint(),
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.text}"


class Citation(SourcedRow):
    """The source of one field of a profile, and what it says where it differs.

    Two sources may disagree on a founding year. The park shows one and keeps the other
    beside it in `says`.
    """

    TOGETHER = (("field", "source", "evidence", "says"),)

    field = models.CharField(
        _("fact"), max_length=40, help_text=_("The field of the profile that this source supports.")
    )
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        related_name="%(app_label)s_%(class)s_rows",
        verbose_name=_("source"),
    )
    says = LineField(
        _("says something else"),
        max_length=200,
        blank=True,
        help_text=_("Leave empty when the source agrees. Otherwise what it gives, for example 2003."),
    )

    class Meta:
        abstract = True
        verbose_name = _("source of a fact")
        verbose_name_plural = _("sources of facts")
        ordering = ["field", "pk"]

    def __str__(self) -> str:
        return f"{self.field}: {self.source}"


def citation_constraints(owner: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=[owner, "field", "source"],
            name="%(app_label)s_citation_once",
            violation_error_message=_("This source is already given for this fact."),
        ),
        use_constraint(),
    ]


class FormerSlug(Row):
    """An address that a profile once had; it redirects to today's."""

    slug = models.SlugField(_("former address"), max_length=120, unique=True)

    class Meta:
        abstract = True
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")

    def __str__(self) -> str:
        return self.slug
