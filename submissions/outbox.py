"""Sends what is in the outbox, in the background; a mail server that is down delays a message and loses none."""

from __future__ import annotations

import logging
import threading
import time

from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import close_old_connections
from django.utils import timezone

from submissions import links
from submissions.models import AccessLink, Notice
from submissions.models.notice import NoticeQuerySet
from submissions.tidying import tidy

log = logging.getLogger(__name__)

SECONDS_BETWEEN = 20
MOST_AT_ONCE = 50
SECONDS_FOR_SERVER = 30
SECONDS_BETWEEN_TIDYING = 24 * 3600

_wanted = threading.Event()


def wake() -> None:
    """Something was written: a worker in this process looks at once, one elsewhere when its time comes."""
    _wanted.set()


def run_due() -> int:
    """Send what is due; returns how many messages were taken on."""
    due: NoticeQuerySet = Notice.objects.due(timezone.now())
    waiting = list(due.values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_attempt(pk) for pk in [*waiting, *_stale()])


def run_forever(stop: threading.Event) -> None:
    """Send what is due whenever there is something, and tidy up once a day, until `stop` is set."""
    tidied = float("-inf")
    while not stop.is_set():
        _wanted.wait(SECONDS_BETWEEN)
        _wanted.clear()
        try:
            run_due()
            if time.monotonic() - tidied > SECONDS_BETWEEN_TIDYING:
                tidied = time.monotonic()
                tidy()
        except Exception:
            log.exception("The outbox could not be read; trying again")
        finally:
            close_old_connections()


def keep_running() -> None:
    """In the background of a server that has no worker beside it."""
    threading.Thread(target=run_forever, args=(threading.Event(),), daemon=True, name="outbox").start()


def _stale() -> list[int]:
    """Taken on by a worker that did not finish."""
    rows = Notice.objects.filter(state=Notice.State.SENDING, next_try_at__lte=timezone.now())
    return list(rows.values_list("pk", flat=True)[:MOST_AT_ONCE])


def _attempt(pk: int) -> bool:
    notice = Notice.objects.select_related("submission").filter(pk=pk).first()
    if notice is None or not notice.claim():
        return False
    try:
        _send(notice)
    except Exception as error:  # whatever a mail server or a network does
        log.warning("Message %s was not sent: %r", notice.pk, error)
        notice.mark_failed(f"{type(error).__name__}: {error}")
    else:
        notice.mark_sent()
    return True


def _send(notice: Notice) -> None:
    text, html = notice.text, notice.html
    if links.MARK in text:
        address = links.link_address(AccessLink.issue(notice.submission), notice.language)
        text, html = text.replace(links.MARK, address), html.replace(links.MARK, address)
    connection = get_connection(timeout=SECONDS_FOR_SERVER)
    message = EmailMultiAlternatives(notice.subject, text, to=[notice.to], connection=connection)
    message.attach_alternative(html, "text/html")
    # One message, one identity: a mail program shows a repeated sending once.
    message.extra_headers["X-Entity-Ref-ID"] = f"notice-{notice.pk}"
    message.send()
