"""Where a fact comes from. Every fact has a source, or says that it has none."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kit.languages import TAGS, Text, active_suffix
from kit.partial_dates import PartialDate, PartialDateField, partial_date_constraint
from kit.sql.constraints import one_of
from kit.text_fields import LineField, NameField, WebAddressField
from profiles.models.registry import register_record
from profiles.models.row import Row
from profiles.models.short_named import ShortNamed


class Evidence(models.TextChoices):
    """What a source is worth as evidence, best first."""

    PRIMARY = "primary", _("Primary source")
    SECONDARY = "secondary", _("Secondary source")
    TO_CHECK = "to_check", _("Source to check")
    NONE = "none", pgettext_lazy("evidence", "none: nobody can check it")


# Characters: an index of PostgreSQL could not hold the longest address.
BEGIN_OF_ADDRESS = 200


class SourceQuerySet(models.QuerySet):
    def at(self, url: str) -> SourceQuerySet:
        """Those at a web address, by its index."""
        return self.filter(Exact(Left("url", BEGIN_OF_ADDRESS), url[:BEGIN_OF_ADDRESS]), url=url)


@register_record
class Source(ShortNamed):
    """A document, record or page that a fact was taken from."""

    SHORT_NAME = "key"

    key = models.SlugField(
        _("short name"),
        max_length=60,
        unique=True,
        help_text=_("A short name for lists and files, for example china-daily-2016."),
    )
    title = NameField(_("title"), max_length=300)
    publisher = NameField(_("publisher"), max_length=200, blank=True)
    url = WebAddressField(_("web address"), max_length=1000, blank=True)
    archive_url = WebAddressField(
        _("address of a stored copy"),
        max_length=1000,
        blank=True,
        help_text=_("A copy that stays when the page itself goes, for example at web.archive.org."),
    )
    published_on = PartialDateField(
        _("published on"), help_text=_("As exactly as known: 2013, 2013-05 or 2013-05-21.")
    )
    accessed_on = PartialDateField(_("read on"), help_text=_("When the park last read it."))
    language = LineField(
        _("language of the source"),
        max_length=12,
        blank=True,
        help_text=_("For example en, zh-Hans, fr, de."),
    )
    # Whoever does not say it has not judged it.
    evidence = models.CharField(
        _("evidence"),
        max_length=10,
        choices=Evidence,
        default=Evidence.TO_CHECK,
        help_text=_(
            "Primary: the organisation’s own filing or site, a register, statistics of an authority. Secondary: "
            "press, data vendors. To check: a copy, a blog, whatever anyone could have written. “None” is for "
            "general knowledge, an editor’s own choice and the like: facts from here are shown and counted as "
            "unsourced, and whoever proposes a change is not offered it."
        ),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "key"]
        indexes = [
            models.Index(fields=["title", "key"], name="profiles_source_by_title"),
            models.Index(Left("url", BEGIN_OF_ADDRESS), name="profiles_source_by_url"),
        ]
        constraints = [
            partial_date_constraint("published_on", "accessed_on"),
            models.CheckConstraint(
                condition=models.Q(title__is_blank=False), name="profiles_source_has_title"
            ),
            one_of("evidence", "primary", "secondary", "to_check", "none"),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.published_on})" if self.published_on else self.title

    @property
    def name(self) -> Text:
        """The title in its own language; that of a source without an address in the reader's, if it can be.

        A document has the title that it has. "General knowledge" and the like are descriptions
        in the words of the site, and its catalogues may know them.
        """
        described = self.title if self.url else gettext(self.title)
        return Text(described, self.language if described == self.title else TAGS[active_suffix()])


def level_of(source: Source | None) -> Evidence:
    """What a fact with this source rests on. Nothing else decides whether a fact has a source."""
    return Evidence.NONE if source is None else Evidence(source.evidence)


def evidence_among(sources: Iterable[Source | None]) -> list[Source]:
    """Those that are a source at all."""
    return [source for source in sources if source and level_of(source) != Evidence.NONE]


def undated_label(sources: Iterable[Source | None]) -> str:
    """The time of a value that says none itself: that of the newest source it stands in, or "undated"."""
    dates = [PartialDate(source.published_on) for source in evidence_among(sources) if source.published_on]
    return in_source_of(max(date.year for date in dates)) if dates else gettext("undated")


def in_source_of(year: int) -> str:
    # Translators: when a value is from that has no date of its own; stands where others say "2012".
    return gettext("in a source of %(year)s") % {"year": year}


def unsourced() -> models.Q:
    """Of rows that name a source: what level_of() says of one, for tables."""
    return models.Q(source=None) | models.Q(source__in=Source.objects.filter(evidence=Evidence.NONE))


def to_check() -> models.Q:
    return models.Q(source__in=Source.objects.filter(evidence=Evidence.TO_CHECK))


class SourcedRow(Row):
    """A row of a profile: one fact with its source."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(app_label)s_%(class)s_rows",
        verbose_name=pgettext_lazy("of a fact", "source"),
        help_text=_("Where this can be checked. Without one it is shown as unsourced."),
    )

    class Meta:
        abstract = True
