"""Where a fact comes from. Every fact has a source, or says that it has none."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from profiles.languages import TAGS, Text, active_suffix
from profiles.models.row import Row
from profiles.models.short_named import ShortNamed
from profiles.partial_dates import PartialDateField, partial_date_constraint
from profiles.registry import register_record
from profiles.text_fields import LineField, NameField, WebAddressField


class SourceState(models.TextChoices):
    """How well a fact is supported."""

    SOURCED = "sourced", _("Sourced")
    TO_CHECK = "to_check", _("Source to check")
    UNSOURCED = "unsourced", _("Unsourced")


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
    needs_check = models.BooleanField(
        _("to be checked"),
        default=False,
        help_text=_(
            "Tick this for general knowledge and for places that anyone could have written. "
            "Facts from here are shown as “source to check”."
        ),
    )

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["title", "key"]
        constraints = [
            partial_date_constraint("published_on", "accessed_on"),
            models.CheckConstraint(
                condition=models.Q(title__is_blank=False), name="profiles_source_has_title"
            ),
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


class SourcedRowQuerySet(models.QuerySet):
    def unsourced(self) -> SourcedRowQuerySet:
        return self.filter(source=None)

    def to_check(self) -> SourcedRowQuerySet:
        return self.filter(source__needs_check=True)


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

    objects = SourcedRowQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def source_state(self) -> SourceState:
        if self.source is None:
            return SourceState.UNSOURCED
        return SourceState.TO_CHECK if self.source.needs_check else SourceState.SOURCED
