"""Pictures that came with proposals and are not, or not yet, part of a profile."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from profiles.models import Image
from submissions.models.submission import Submission


class Upload(models.Model):
    """A picture that somebody sent. Without a proposal, it was chosen in a form that was not sent yet."""

    image = models.ForeignKey(Image, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(
        Submission, on_delete=models.SET_NULL, null=True, blank=True, related_name="uploads"
    )
    added_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = _("uploaded picture")
        verbose_name_plural = _("uploaded pictures")

    def __str__(self) -> str:
        return str(self.image)
