"""Every version of a story's texts: who saved it, when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.sql.constraints import one_of
from kit.text_fields import LineField


class WhatHappened(models.TextChoices):
    CREATED = "created", pgettext_lazy("version", "created")
    CHANGED = "changed", pgettext_lazy("version", "changed")
    PUBLISHED = "published", pgettext_lazy("version", "published")
    WITHDRAWN = "withdrawn", pgettext_lazy("version", "withdrawn")


class StoryVersion(models.Model):
    """One version. What was only published or withdrawn has the texts of the version before."""

    story = models.ForeignKey(
        "stories.Story", on_delete=models.CASCADE, related_name="versions", verbose_name=_("story")
    )
    number = models.PositiveIntegerField(_("version"))
    what = models.CharField(_("what happened"), max_length=9, choices=WhatHappened)
    made_at = models.DateTimeField(_("when"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    why = LineField(_("why"), max_length=300, blank=True)
    # The story as a document, packed; see profiles/documents/document.py.
    document = models.BinaryField(null=True, editable=False)

    class Meta:
        verbose_name = _("version of a story")
        verbose_name_plural = _("versions of stories")
        ordering = ["story", "-number"]
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["story", "number"], name="stories_storyversion_once"),
            one_of("what", *WhatHappened.values),
            models.CheckConstraint(
                condition=Q(what__in=["published", "withdrawn"]) | Q(document__isnull=False),
                name="stories_storyversion_document",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.story_id}, {self.number}"
