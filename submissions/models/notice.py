"""The outbox: messages to senders, kept until the mail server has taken them, and readable afterwards."""

from __future__ import annotations

import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from submissions.models.submission import Submission

# Minutes after each attempt that failed; then staff have to look.
RETRIES = (1, 5, 15, 60, 240, 720, 1440)


class NoticeQuerySet(models.QuerySet):
    def due(self, moment: datetime.datetime) -> Self:
        return self.filter(state=Notice.State.WAITING, next_try_at__lte=moment).order_by("next_try_at", "pk")


class Notice(models.Model):
    """One message, written in the transaction that it tells of and sent after it."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "waiting")
        SENDING = "sending", pgettext_lazy("message", "being sent")
        SENT = "sent", pgettext_lazy("message", "sent")
        FAILED = "failed", pgettext_lazy("message", "not sent")

    submission = models.ForeignKey(
        Submission, on_delete=models.CASCADE, related_name="notices", verbose_name=_("proposal")
    )
    what = models.CharField(_("about"), max_length=20)
    language = models.CharField(_("language"), max_length=10)
    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(_("text as HTML"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.WAITING)
    made_at = models.DateTimeField(_("written"), default=timezone.now)
    next_try_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=300, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("outbox")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="submissions_notice_due")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed"]),
                name="submissions_notice_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="submissions_notice_sent_at"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def claim(self) -> bool:
        """Take it for sending; of several workers one has it. A worker that dies gives it back after ten minutes."""
        now = timezone.now()
        stale = Q(state=self.State.SENDING, next_try_at__lte=now)
        ready = Q(state=self.State.WAITING, next_try_at__lte=now)
        mine = Notice.objects.filter(ready | stale, pk=self.pk)
        changes = {"state": self.State.SENDING, "next_try_at": now + datetime.timedelta(minutes=10)}
        return bool(mine.update(attempts=F("attempts") + 1, **changes))

    def mark_sent(self) -> None:
        self._move(self.State.SENT, sent_at=timezone.now(), problem="")

    def mark_failed(self, problem: str) -> None:
        """Try again later; after the last attempt staff have to send it again themselves."""
        self.refresh_from_db(fields=["attempts"])
        if self.attempts > len(RETRIES):
            self._move(self.State.FAILED, problem=problem[:300])
            return
        wait = datetime.timedelta(minutes=RETRIES[self.attempts - 1])
        self._move(self.State.WAITING, problem=problem[:300], next_try_at=timezone.now() + wait)

    @property
    def is_to_sender(self) -> bool:
        """Whether it goes to the address of the proposal, and not to one that was a slip: a link would be made for it."""
        return self.to == self.submission.email

    def send_again(self) -> bool:
        """A person asked for it: once more, from the first attempt on.

        False while a worker is at it, or where the address was corrected since.
        """
        rows = Notice.objects.filter(pk=self.pk, submission__email=F("to")).exclude(state=self.State.SENDING)
        again = {"attempts": 0, "next_try_at": timezone.now(), "problem": ""}
        return bool(rows.update(state=self.State.WAITING, **again))

    def _move(self, state: str, **changes: object) -> None:
        Notice.objects.filter(pk=self.pk).update(state=state, **changes)
        self.refresh_from_db()
