"""The outbox: all mail of the site leaves through it. Whoever writes a mail adds a row to a table of QueuedMail.

A mail server that is down, or hangs, delays a mail and loses none, and no visitor waits for it.
"""

from __future__ import annotations

import logging

from django.apps import apps
from django.core.mail import EmailMultiAlternatives

from accounts.queued_mail import NotWanted, QueuedMail
from kit.worker_loop import Job

log = logging.getLogger(__name__)

MAX_AT_ONCE = 50


def run_due() -> int:
    """Send what is due, the oldest first; returns how many mails were taken on."""
    due = [
        (moment, model, pk)
        for model in _tables()
        for moment, pk in model.objects.due().values_list("next_try_at", "pk")[:MAX_AT_ONCE]
    ]
    due.sort(key=lambda mail: mail[0])
    return sum(_attempt(model, pk) for _moment, model, pk in due[:MAX_AT_ONCE])


# Code that writes a mail wakes it.
SENDING = Job("outbox", run_due, every=20)


def _tables() -> list[type[QueuedMail]]:
    return [model for model in apps.get_models() if issubclass(model, QueuedMail)]


def _attempt(model: type[QueuedMail], pk: int) -> bool:
    mail = model.objects.filter(pk=pk).first()
    if mail is None or not mail.claim():
        return False
    name = f"{model._meta.model_name} {pk}"
    try:
        _send(mail)
    except NotWanted as reason:
        log.info("%s is not sent any more: %s", name, reason)
        mail.give_up(str(reason))
    except Exception as error:  # whatever a mail server or a network does
        log.warning("%s was not sent: %r", name, error)
        mail.mark_failed(f"{type(error).__name__}: {error}")
    else:
        mail.mark_sent()
    return True


def _send(mail: QueuedMail) -> None:
    text, html = mail.contents()
    message = EmailMultiAlternatives(mail.subject, text, to=[mail.to])
    if html:
        message.attach_alternative(html, "text/html")
    # One message, one identity: a mail program shows a repeated sending once.
    message.extra_headers["X-Entity-Ref-ID"] = f"{mail._meta.model_name}-{mail.pk}"
    message.send()
