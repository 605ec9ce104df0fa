"""A story: an article by editors, which exists in each language in which somebody wrote it."""

from __future__ import annotations

import datetime
import operator
import zlib
from functools import reduce
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.languages import (
    CODES,
    LANGUAGES,
    SUFFIXES,
    Language,
    Text,
    Translated,
    active_suffix,
    column,
    first_text,
    text,
)
from kit.pictures.marks import COLOURS
from kit.sql.constraints import is_one_of, one_of
from kit.text_fields import LineField, NameField, ProseField
from kit.verbs import alters_data
from profiles.models import ContentVersion, Image, ShortNamed, WrongState
from profiles.models.profile import is_published
from profiles.models.record_kinds import register_record
from stories.models.author import Author
from stories.models.version import StoryVersion, WhatHappened

if TYPE_CHECKING:
    from accounts.models import User

# Beside the addresses of stories stand pages of the site.
RESERVED_SLUGS = ("authors", "feed")
NOT_WHOLE = _(
    "A story needs a title, an introduction and a text in the same language before visitors see it."
)


class NotWhole(Exception):
    """There is no language in which the story could be read."""


def _is_whole(suffix: str) -> Q:
    """Whether a story can be read in a language: that it has each part, in the columns of that language."""
    return ~(
        Q(**{column("title", suffix): ""})
        | Q(**{column("lead", suffix): ""})
        | Q(**{column("body", suffix): ""})
    )


class StoryQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What visitors may read, in one language or another. Every public query starts here."""
        return self.filter(is_published())

    def in_language(self, suffix: str = "") -> Self:
        """Those that can be read in a language, which is that of the page unless it is named."""
        return self.filter(_is_whole(suffix or active_suffix()))

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def without_texts(self) -> Self:
        return self.defer(*(column(name, suffix) for name in ("body", "see_also") for suffix in SUFFIXES))

    def for_lines(self) -> Self:
        """With what a line of a list shows, and not the texts."""
        return self.without_texts().select_related("cover").prefetch_related("authors")


@register_record
class Story(ShortNamed):
    """An article. Its state changes through verbs alone, and its texts through stories/writing.py."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("state of a story", "Draft")
        PUBLISHED = "published", pgettext_lazy("state of a story", "Published")
        WITHDRAWN = "withdrawn", pgettext_lazy("state of a story", "Withdrawn")

    SHORT_NAME = "slug"

    slug = models.SlugField(
        _("address on the site"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the story’s address. It is given once: others may link to it."),
    )
    title = Translated(NameField(_("title in {language}"), max_length=160, blank=True))
    lead = Translated(
        LineField(
            _("introduction in {language}"),
            max_length=400,
            blank=True,
            help_text=_("One or two sentences that stand below the title, in lists and in search engines."),
        )
    )
    body = Translated(ProseField(_("text in {language}"), max_length=30_000, blank=True))
    see_also = Translated(
        ProseField(
            _("see also, in {language}"),
            max_length=2_000,
            blank=True,
            help_text=_(
                "A line for each: [[story:address]], [[company:address]], or [Title](https://example.org/) for a page elsewhere."
            ),
        )
    )
    authors = models.ManyToManyField(Author, blank=True, related_name="stories", verbose_name=_("authors"))
    related = models.ManyToManyField(
        "self",
        blank=True,
        symmetrical=False,
        related_name="+",
        verbose_name=_("related stories"),
        help_text=_("They come first. Stories about the same profiles follow by themselves."),
    )
    cover = models.ForeignKey(
        Image,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lead picture"),
    )
    alt = Translated(
        LineField(
            _("what the picture shows, in {language}"),
            max_length=300,
            blank=True,
            help_text=_("For readers who do not see it."),
        )
    )
    caption = Translated(LineField(_("caption in {language}"), max_length=300, blank=True))
    credit = LineField(
        _("picture credit"),
        max_length=200,
        blank=True,
        help_text=_("Who made it, and by which right it is shown here."),
    )

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)

    objects: ClassVar = StoryQuerySet.as_manager()

    class Meta:
        verbose_name = _("story")
        verbose_name_plural = _("stories")
        ordering = ["-published_at", "-pk"]
        permissions = [("publish_story", "Can publish stories"), ("withdraw_story", "Can withdraw stories")]
        # Read in its order as far as a list goes; drafts among them are few. The state, so that an index answers.
        indexes = [models.Index(fields=["-published_at", "-id", "state"], name="stories_story_newest")]
        constraints = [
            one_of("state", "draft", "published", "withdrawn"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_at__isnull=False),
                name="stories_story_published_at",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | reduce(operator.or_, map(_is_whole, SUFFIXES)),
                name="stories_story_whole",
                violation_error_message=NOT_WHOLE,
            ),
            models.CheckConstraint(
                condition=~Q(slug="") & ~is_one_of("slug", RESERVED_SLUGS),
                name="stories_story_slug_of_a_page",
                violation_error_message=_("This is the address of another page of the site."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.slug

    def clean(self) -> None:
        super().clean()
        errors: dict[str, Any] = {}
        if self.slug in RESERVED_SLUGS:
            errors["slug"] = _("This is the address of another page of the site.")
        for suffix in self.suffixes if self.cover else ():
            if not text(self, "alt", suffix):
                errors[column("alt", suffix)] = _(
                    "Say what the picture shows, for readers who do not see it."
                )
        if errors:
            raise ValidationError(errors)
        if self.is_published and not self.suffixes:
            raise ValidationError(NOT_WHOLE)

    def get_absolute_url(self) -> str:
        return reverse("stories:detail", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def suffixes(self) -> list[str]:
        """The languages in which it can be read."""
        return [
            suffix
            for suffix in SUFFIXES
            if text(self, "title", suffix) and text(self, "lead", suffix) and text(self, "body", suffix)
        ]

    @property
    def editions(self) -> list[tuple[Language, Text, str]]:
        """The languages in which it can be read, each with its title and address there."""
        found = []
        for language in LANGUAGES:
            if language.suffix in self.suffixes:
                with translation.override(CODES[language.suffix]):
                    found.append((language, text(self, "title", language.suffix), self.get_absolute_url()))
        return found

    @property
    def is_in_language(self) -> bool:
        """Whether it can be read in the language of the page."""
        return active_suffix() in self.suffixes

    @property
    def is_changed(self) -> bool:
        """Whether readers may want to know that the text is not the one of its first day."""
        return bool(self.published_at and self.changed_at - self.published_at > datetime.timedelta(days=1))

    @property
    def picture_alt(self) -> Text:
        return first_text([(active_suffix(), text(self, "alt", active_suffix()))])

    @property
    def mark_colour(self) -> int:
        """Which of the colours of marks its generated cover has."""
        return zlib.crc32(self.slug.encode()) % COLOURS + 1

    @alters_data
    @transaction.atomic
    def publish(self, *, by: User | None, why: str = "") -> None:
        """Show the story to visitors. WrongState if it is shown already, NotWhole where nobody could read it."""
        whole = reduce(operator.or_, map(_is_whole, SUFFIXES))
        hidden = Q(state__in=[self.State.DRAFT, self.State.WITHDRAWN])
        rows = type(self).objects.filter(pk=self.pk)
        if rows.filter(hidden).exclude(whole).exists():
            raise NotWhole(NOT_WHOLE)
        first_at = self.published_at or timezone.now()
        self._move(
            hidden & whole, self.State.PUBLISHED, WhatHappened.PUBLISHED, by, why, published_at=first_at
        )

    @alters_data
    @transaction.atomic
    def withdraw(self, *, by: User | None, why: str = "") -> None:
        """Hide it from visitors; nothing is deleted. WrongState if it is not shown."""
        shown = Q(state=self.State.PUBLISHED)
        self._move(shown, self.State.WITHDRAWN, WhatHappened.WITHDRAWN, by, why)

    def _move(
        self, allowed: Q, state: State, what: WhatHappened, by: User | None, why: str, **changes: Any
    ) -> None:
        # One conditional UPDATE: of two people who press the button together, one wins.
        changes |= {"state": state, "version": F("version") + 1}
        if not type(self).objects.filter(allowed, pk=self.pk).update(**changes):
            raise WrongState(self)
        self.refresh_from_db(fields=list(changes))
        StoryVersion.objects.create(story=self, number=self.version, what=what, made_by=by, why=why)
        ContentVersion.advance()
