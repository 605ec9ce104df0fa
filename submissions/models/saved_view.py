"""A query of the queue that a moderator keeps under a name."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.text_fields import NameField

MAX_VIEWS = 20


class SavedView(models.Model):
    """One for each name and moderator; saved again under a name, it replaces what was there."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="saved_views",
        verbose_name=_("of whom"),
    )
    name = NameField(_("name"), max_length=60)
    query = models.CharField(_("question"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="submissions_saved_view_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="submissions_saved_view_named"),
        ]

    def __str__(self) -> str:
        return self.name
