"""Who has the form of a profile open, so that people hear of each other before their saves meet."""

from __future__ import annotations

import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# The page says every 30 seconds that it is still there. Without its script it says nothing at all.
SILENCE = datetime.timedelta(minutes=2)
WITHOUT_SCRIPT = datetime.timedelta(minutes=15)


class OpenFormQuerySet(models.QuerySet):
    def of(self, kind: str, object_id: int) -> Self:
        return self.filter(kind=kind, object_id=object_id)

    def current(self) -> Self:
        return self.filter(_is_current())

    def over(self) -> Self:
        return self.exclude(_is_current())


def _is_current() -> Q:
    now = timezone.now()
    silent = Q(seen_at=None, opened_at__gt=now - WITHOUT_SCRIPT)
    return silent | Q(seen_at__isnull=False, seen_at__gt=now - SILENCE)


class OpenForm(models.Model):
    """A person who has the form of a profile open. It hinders nobody; see profiles/editing/presence.py."""

    kind = models.CharField(_("kind of profile"), max_length=20)
    # No foreign key: a deleted profile may still be open on somebody's screen.
    object_id = models.BigIntegerField(_("profile"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", verbose_name=_("who")
    )
    opened_at = models.DateTimeField(_("opened"), default=timezone.now)
    # Empty until the page's script speaks for the first time.
    seen_at = models.DateTimeField(_("last seen"), null=True, blank=True)

    objects = OpenFormQuerySet.as_manager()

    class Meta:
        verbose_name = _("open form")
        verbose_name_plural = _("open forms")
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id", "user"], name="profiles_openform_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.user}"

    @property
    def minutes(self) -> int:
        """For how long, in whole minutes."""
        return int((timezone.now() - self.opened_at).total_seconds() // 60)
