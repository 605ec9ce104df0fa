"""Where a fact comes from. Every fact has a source, or says that it has none."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Left
from django.db.models.lookups import Exact
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kit.languages import TAGS, Text, active_suffix
from kit.partial_dates import PartialDate, PartialDateField, partial_date_constraint
from kit.sql.constraints import is_one_of, one_of
from kit.text_fields import LineField, NameField, WebAddressField
from profiles.models.record_kinds import register_record
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
    IS_TERM = False

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
            models.Index(fields=["publisher", "title", "key"], name="profiles_source_by_publisher"),
            models.Index(fields=["-published_on", "title", "key"], name="profiles_source_by_date"),
            models.Index(fields=["evidence", "title", "key"], name="profiles_source_by_evidence"),
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


def level(own: str, of_use: str = "") -> Evidence:
    """What a use of a source is worth that has a level of its own. Nothing else decides it, but for tables at_level().

    Nothing that is said of a use makes evidence of what is none.
    """
    return Evidence.NONE if own == Evidence.NONE else Evidence(of_use or own)


def level_of(source: Source | None, of_use: str = "") -> Evidence:
    """What a fact with this source rests on; `of_use` is what its row says of that."""
    return level(source.evidence, of_use) if source else Evidence.NONE


@dataclass(frozen=True)
class Cited:
    """A source as a fact uses it."""

    source: Source
    evidence: str = ""  # of this use; empty: that of the source

    @property
    def evidence_level(self) -> Evidence:
        return level_of(self.source, self.evidence)


def cited(rows: Iterable[Any]) -> list[Cited]:
    """The sources of rows that are one at all, each use once."""
    uses = (Cited(row.source, row.evidence) for row in rows if row.source)
    return list(
        {
            (use.source.key, use.evidence_level): use for use in uses if use.evidence_level != Evidence.NONE
        }.values()
    )


def best(levels: Iterable[Evidence]) -> Evidence:
    """What a fact rests on that several sources support."""
    return min(levels, key=[*Evidence].index, default=Evidence.NONE)


def undated_label(sources: Iterable[Source | None]) -> str:
    """The time of a value that says none itself: that of the newest source it stands in, or "undated"."""
    known = [source for source in sources if source and level_of(source) != Evidence.NONE]
    dates = [PartialDate(source.published_on) for source in known if source.published_on]
    return in_source_of(max(date.year for date in dates)) if dates else gettext("undated")


def in_source_of(year: int) -> str:
    # Translators: when a value is from that has no date of its own; stands where others say "2012".
    return gettext("in a source of %(year)s") % {"year": year}


def at_level(wanted: Evidence) -> models.Q:
    """Of rows that name a source: what level_of() says of one, for tables.

    By a join: a list of all sources of a level would be made for a single profile as well.
    """
    sources = models.Q(source__evidence=wanted)
    if wanted == Evidence.NONE:
        return models.Q(source=None) | sources
    others = models.Q(source__isnull=False) & ~models.Q(source__evidence=Evidence.NONE)
    return (models.Q(evidence="") & sources) | (models.Q(evidence=wanted) & others)


# What a row can say of its use of a source.
OF_USE: list[tuple[str, Any]] = [choice for choice in Evidence.choices if choice[0] != Evidence.NONE]


def use_constraint() -> models.CheckConstraint:
    """What a row says of its source needs one."""
    has_level = is_one_of("evidence", [value for value, _label in OF_USE])
    return models.CheckConstraint(
        condition=models.Q(evidence="") | (has_level & models.Q(source__isnull=False)),
        name="%(app_label)s_%(class)s_evidence",
        violation_error_message=_("There is no source here that could be evidence."),
    )


class SourcedRow(Row):
    """A row of a profile: one fact with its source, and what that is worth here."""

    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(app_label)s_%(class)s_rows",
        verbose_name=pgettext_lazy("of a fact", "source"),
        help_text=_("Where this can be checked. Without one it is shown as unsourced."),
    )
    evidence = models.CharField(
        _("evidence for this fact"),
        max_length=10,
        choices=OF_USE,
        blank=True,
        help_text=_(
            "Only where it differs from that of the source: where a data vendor repeats a filing, for example."
        ),
    )

    class Meta:
        abstract = True

    @property
    def evidence_level(self) -> Evidence:
        """What the fact rests on."""
        return level_of(self.source, self.evidence)

    def clean(self) -> None:
        source = getattr(
            self, "source", None
        )  # a citation always has one, but for one that is not filled in yet
        if self.evidence and level_of(source) == Evidence.NONE:
            raise ValidationError({"evidence": _("There is no source here that could be evidence.")})
        if source and source.evidence == self.evidence:
            self.evidence = ""
