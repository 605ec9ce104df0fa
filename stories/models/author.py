"""Who writes stories, as visitors know them: nothing of an account is shown."""

from __future__ import annotations

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kit.languages import Text, Translated
from kit.text_fields import NameField, ProseField
from profiles.models import Image, ShortNamed
from profiles.models.profile import is_published
from profiles.models.record_kinds import register_record


class AuthorQuerySet(models.QuerySet):
    def published(self) -> Self:
        """Those with a story that visitors may read."""
        return self.filter(is_published("stories__state")).distinct()


@register_record
class Author(ShortNamed):
    """The public record of a person who writes stories; it stays when the account goes."""

    SHORT_NAME = "slug"
    # Whose record it is says nothing to visitors, and the merge of two saves does not know accounts.
    BOOKKEEPING = frozenset({"user"})

    slug = models.SlugField(_("address on the site"), max_length=60, unique=True)
    name = Translated(NameField(_("name in {language}"), max_length=120))
    biography = Translated(
        ProseField(
            _("about the author in {language}"),
            max_length=1_000,
            blank=True,
            help_text=_("Two or three sentences below the stories and on the author’s own page."),
        )
    )
    # Named as the pictures of profiles are, whose sizes it has.
    logo = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("picture")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
        help_text=_("Whoever signs in with it begins new stories under this name. Visitors do not see it."),
    )

    objects: ClassVar = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["slug"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug=""), name="stories_author_has_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("stories:author", args=[self.slug])

    @property
    def second_name(self) -> Text:
        """Marks of profiles have one; an author has one name on a page."""
        return Text("", self.name.lang)

    @property
    def mark_colour(self) -> int:
        return 0
