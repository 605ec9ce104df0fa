"""Reasons for a decision that come up again and again, in the words of the park."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.languages import Translated
from kit.text_fields import LineField, NameField


class Reason(models.Model):
    """One sentence that a sender reads, in three languages. The ledger counts by it."""

    slug = models.SlugField(_("short name"), max_length=40, unique=True)
    name = Translated(NameField(_("name in {language}"), max_length=80))
    text = Translated(LineField(_("sentence in {language}"), max_length=400))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    in_use = models.BooleanField(_("offered to moderators"), default=True)

    class Meta:
        verbose_name = _("reason")
        verbose_name_plural = _("reasons")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name
