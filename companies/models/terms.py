"""The park's own lists: sectors on two levels, and the zones of the park."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.coordinates import OnMap
from kit.languages import Translated, columns, words_in
from kit.text_fields import LineField, NameField
from profiles.lists.lexicon import values_in_questions
from profiles.models import ShortNamed
from profiles.models.record_kinds import register_record

# Those of the list of companies that questions have (companies/facets.py); a test compares them.
FILTERS = ("sector", "zone", "ownership", "returnee", "country", "exchange", "certificate")
SECTOR_OR_FILTER = _("Words have a sector or a filter, not both.")


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


@register_record
class Synonym(ShortNamed):
    """Words that mean the same in the languages of the site: 无人驾驶, autonomous driving, véhicule autonome.

    They may belong to a sector, or mean it as a whole, as "chips" means semiconductors. Or they mean what a list can
    be narrowed to, written as in addresses: returnee=true.
    """

    SHORT_NAME = "slug"

    slug = models.SlugField(_("short name"), max_length=60, unique=True)
    words = Translated(
        LineField(
            _("words in {language}"),
            max_length=400,
            blank=True,
            help_text=_("Separated by |. Singular or plural, capitals and accents do not matter."),
        )
    )
    sector = models.ForeignKey(
        Sector,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="synonyms",
        verbose_name=_("sector"),
    )
    is_sector = models.BooleanField(
        _("means the sector as a whole"),
        default=False,
        help_text=_(
            "Then all companies of the sector are found by these words, else those with one of the words."
        ),
    )
    filter = models.CharField(
        _("filter"),
        max_length=80,
        blank=True,
        validators=[
            RegexValidator(r"^[a-z_]+=[\w-]+\Z", _("Write it as in the address of the list: returnee=true."))
        ],
        help_text=_("What the list is narrowed to instead, as in its address: returnee=true."),
    )

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_sector=False) | Q(sector__isnull=False), name="companies_synonym_of_a_sector"
            ),
            models.CheckConstraint(
                condition=~Q(**dict.fromkeys(columns("words"), "")),
                name="companies_synonym_has_words",
                violation_error_message=_("Write the words in at least one language."),
            ),
            models.CheckConstraint(
                condition=Q(sector__isnull=True) | Q(filter=""),
                name="companies_synonym_sector_or_filter",
                violation_error_message=SECTOR_OR_FILTER,
            ),
            models.CheckConstraint(
                condition=reduce(or_, (Q(filter__startswith=f"{key}=") for key in FILTERS), Q(filter="")),
                name="companies_synonym_known_filter",
                violation_error_message=_("Questions have no such filter."),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def clean(self) -> None:
        super().clean()
        if self.is_sector and not self.sector_id:
            raise ValidationError({"sector": _("Choose the sector that the words mean.")})
        if self.sector_id and self.filter:
            raise ValidationError({"filter": SECTOR_OR_FILTER})
        self._check_filter()

    def _check_filter(self) -> None:
        """A slip would be a filter that no company passes, or that questions do not have. One whose value went since may stay."""
        key, _equals, value = self.filter.partition("=")
        if not key or Synonym.objects.filter(pk=self.pk, filter=self.filter).exists():
            return
        if key not in FILTERS:
            text = gettext("Questions have no such filter. They have: %(names)s.")
            raise ValidationError({"filter": text % {"names": ", ".join(FILTERS)}})
        if value not in values_in_questions("company", key):
            text = gettext("The filter “%(name)s” has no value “%(value)s”.")
            raise ValidationError({"filter": text % {"name": key, "value": value}})

    @property
    def all_words(self) -> list[str]:
        """In all languages, each once."""
        return words_in(self, "words")

    @property
    def belongs_to(self) -> tuple[str, str] | None:
        """A filter of the list of companies, and one of its values."""
        return ("sector", self.sector.slug) if self.sector else None
