"""What happened to a proposal: its steps, and what its sender and the park wrote to each other."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from kit.text_fields import ProseField
from submissions.models.submission import Submission


class Event(models.Model):
    """One step. `text` is shown to both sides, except where the step is internal."""

    class Type(models.TextChoices):
        SENT = "sent", pgettext_lazy("step", "sent")
        CONFIRMED = "confirmed", pgettext_lazy("step", "email confirmed")
        ASKED = "asked", pgettext_lazy("step", "question")
        ANSWERED = "answered", pgettext_lazy("step", "answer")
        EDITED = "edited", pgettext_lazy("step", "changed by its sender")
        WITHDRAWN = "withdrawn", pgettext_lazy("step", "withdrawn")
        FIRST_READ = "first_read", pgettext_lazy("step", "passed to a second reader")
        DECIDED = "decided", pgettext_lazy("step", "decided")
        UNDONE = "undone", pgettext_lazy("step", "decision undone")
        ASSIGNED = "assigned", pgettext_lazy("step", "assigned")
        MOVED = "moved", pgettext_lazy("step", "moved to the page that was kept")
        FORGOTTEN = "forgotten", pgettext_lazy("step", "personal data of its sender deleted")
        REMARK = "remark", pgettext_lazy("step", "remark for the team")

    INTERNAL = (Type.ASSIGNED, Type.REMARK, Type.FIRST_READ, Type.FORGOTTEN)

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="events")
    what = models.CharField(_("what happened"), max_length=10, choices=Type)
    happened_at = models.DateTimeField(_("when"), default=timezone.now)
    # Nobody: its sender.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    by_staff = models.BooleanField(default=False)
    state = models.CharField(max_length=13, choices=Submission.State, blank=True)
    text = ProseField(_("text"), max_length=4_000, blank=True)

    class Meta:
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.get_what_display()

    @classmethod
    def record(
        cls, submission: Submission, what: str, *, by: User | None = None, staff: bool = False, text: str = ""
    ) -> Self:
        return cls.objects.create(
            submission=submission, what=what, by=by, by_staff=staff, state=submission.state, text=text
        )
