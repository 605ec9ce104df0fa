"""A mail in an outbox, kept until the mail server has accepted it. Each app has its own table of them."""

from __future__ import annotations

import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# Minutes after each attempt that failed; then staff have to look.
RETRIES = (1, 5, 15, 60, 240, 720, 1440)
# Longer than any attempt takes: a worker that still holds the mail then has died.
MINUTES_TO_SEND = 10

# A secret link is created when its mail is sent and is never stored: until then this marks its place.
LINK = "[[link]]"


class NotWanted(Exception):
    """The mail is not to be sent any more; the message says why."""


def site_address(name: str, *args: Any, language: str) -> str:
    """Of a page of this site in a language; never taken from a request, whose Host anybody can set."""
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)


class QueuedMailQuerySet(models.QuerySet):
    def due(self) -> Self:
        """What is to be sent now, and what a worker took on that did not finish."""
        states = [QueuedMail.State.WAITING, QueuedMail.State.SENDING]
        return self.filter(state__in=states, next_try_at__lte=timezone.now()).order_by("next_try_at", "pk")


class QueuedMail(models.Model):
    """One mail, written in the transaction that it is about and sent after the commit, by accounts/outbox.py."""

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("message", "waiting")
        SENDING = "sending", pgettext_lazy("message", "being sent")
        SENT = "sent", pgettext_lazy("message", "sent")
        FAILED = "failed", pgettext_lazy("message", "not sent")

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

    objects = QueuedMailQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [models.Index(fields=["state", "next_try_at"], name="%(app_label)s_%(class)s_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending", "sent", "failed"]),
                name="%(app_label)s_%(class)s_state",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | Q(sent_at__isnull=False), name="%(app_label)s_%(class)s_sent_at"
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    def contents(self) -> tuple[str, str]:
        """Text and HTML as they leave. NotWanted where they are not to leave any more."""
        if LINK not in self.text:
            return self.text, self.html
        address = self.secret_address()
        return self.text.replace(LINK, address), self.html.replace(LINK, address)

    def secret_address(self) -> str:
        """The address of the secret link; a new one for each attempt."""
        raise NotImplementedError

    def claim(self) -> bool:
        """Take it for sending; of several workers one has it. One that dies gives it back after ten minutes."""
        claimable = type(self)._default_manager.due().filter(pk=self.pk)
        until = timezone.now() + datetime.timedelta(minutes=MINUTES_TO_SEND)
        changes = {"state": self.State.SENDING, "next_try_at": until}
        return bool(claimable.update(attempts=models.F("attempts") + 1, **changes))

    def mark_sent(self) -> None:
        self._move(self.State.SENT, sent_at=timezone.now(), problem="")

    def mark_failed(self, problem: str) -> None:
        """Try again later; after the last attempt staff have to send it again themselves."""
        rows = type(self)._default_manager.filter(pk=self.pk)
        attempts = rows.values_list("attempts", flat=True).first()
        if attempts is None:  # deleted while it was being sent
            return
        if attempts > len(RETRIES):
            self.give_up(problem)
            return
        wait = datetime.timedelta(minutes=RETRIES[attempts - 1])
        self._move(self.State.WAITING, problem=problem[:300], next_try_at=timezone.now() + wait)

    def give_up(self, problem: str) -> None:
        self._move(self.State.FAILED, problem=problem[:300])

    def send_again(self) -> bool:
        """Requeue at a person's request, from the first attempt on. False while a worker is sending it."""
        rows = type(self)._default_manager.filter(pk=self.pk).exclude(state=self.State.SENDING)
        again = {"attempts": 0, "next_try_at": timezone.now(), "problem": ""}
        return bool(rows.update(state=self.State.WAITING, **again))

    def _move(self, state: str, **changes: object) -> None:
        if type(self)._default_manager.filter(pk=self.pk).update(state=state, **changes):
            self.refresh_from_db()  # else it was deleted while it was being sent
