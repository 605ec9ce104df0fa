"""The secret links by which a sender confirms an address and follows a proposal."""

from __future__ import annotations

import datetime
import hashlib
import secrets
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.submission import Submission

DAYS = 180


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


class AccessLink(models.Model):
    """Only a digest is stored: readers of the database learn no link."""

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("secret link")
        verbose_name_plural = _("secret links")

    def __str__(self) -> str:
        return f"{self.submission_id}, {self.expires_at:%Y-%m-%d}"

    @classmethod
    def issue(cls, submission: Submission) -> str:
        """A new link's token, 256 random bits; earlier links keep working until they expire."""
        token = secrets.token_urlsafe(32)
        expires = timezone.now() + datetime.timedelta(days=DAYS)
        cls.objects.create(submission=submission, digest=digest(token), expires_at=expires)
        return token

    @classmethod
    def find(cls, token: str) -> Self | None:
        """The link of a token, expired or not; None for a false one."""
        if len(token) > 100:
            return None
        return cls.objects.select_related("submission").filter(digest=digest(token)).first()

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()
