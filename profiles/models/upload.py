"""A file that somebody uploaded to import it, until they confirm."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User

KEPT_FOR = datetime.timedelta(hours=24)


class UploadQuerySet(models.QuerySet):
    def of(self, user: User, kind: str) -> Self:
        """Their own that have not expired; nobody sees the files of others."""
        return self.filter(made_by=user, kind=kind, made_at__gt=timezone.now() - KEPT_FOR)

    def expired(self) -> Self:
        return self.filter(made_at__lte=timezone.now() - KEPT_FOR)


class Upload(models.Model):
    """Kept in the database, so that every worker finds it and no address leads to it."""

    kind = models.CharField(_("kind of profile"), max_length=20)
    name = models.CharField(_("name of the file"), max_length=200)
    content = models.BinaryField(editable=False)
    choices = models.JSONField(default=dict, blank=True)  # see profiles/imports/choices.py
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    begun_at = models.DateTimeField(null=True, editable=False)

    objects = UploadQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="profiles_upload_made")]

    def __str__(self) -> str:
        return self.name

    def choose(self, choices: dict[str, Any]) -> None:
        """Keep what was chosen for it."""
        self.choices = choices
        Upload.objects.filter(pk=self.pk, begun_at=None).update(choices=choices)

    def begin(self) -> bool:
        """Whether this is the one confirmation that counts; of two at once, one is."""
        waiting = Upload.objects.filter(pk=self.pk, begun_at=None)
        return bool(waiting.update(begun_at=timezone.now()))

    def finish(self) -> None:
        """The file is not needed any more."""
        Upload.objects.filter(pk=self.pk).update(content=b"")
