"""Deletes what is stored of the sender of proposals, where they ask for it. What was proposed stays, and names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext_noop

from accounts.models import User
from submissions.models import AccessLink, Event, Notice, Submission

MAX_LISTED = 200
# Without the address: the record must not keep what it says was deleted.
LOGGED = gettext_noop("Personal data of a sender deleted.")


@dataclass(frozen=True)
class StoredOfSender:
    """What a page shows of it, before it is deleted."""

    proposals: list[Submission]  # the newest; each with `mails`, how many were written about it
    total: int

    @classmethod
    def of(cls, email: str) -> Self:
        rows = Submission.objects.filter(email__iexact=email)
        shown = rows.annotate(mails=Count("notices")).order_by("-sent_at", "-pk")[:MAX_LISTED]
        return cls(list(shown), rows.count())


@transaction.atomic
def forget(email: str, *, by: User) -> int:
    """Delete name, address, account, messages, mails and links of all proposals of an address. Returns how many there were.

    Proposals whose address was never confirmed go as a whole, since nobody has seen them.
    """
    if not email:
        return 0
    held = Submission.objects.select_for_update().filter(email__iexact=email)
    states = dict(held.values_list("pk", "state"))
    unconfirmed = [pk for pk, state in states.items() if state == Submission.State.RECEIVED]
    Submission.objects.filter(pk__in=unconfirmed, state=Submission.State.RECEIVED).delete()
    _forget_in(Submission.objects.filter(pk__in=states.keys() - {*unconfirmed}), by)
    if states:
        content_type = ContentType.objects.get_for_model(Submission)
        entry: dict[str, Any] = {"user_id": by.pk, "content_type": content_type, "object_repr": ""}
        LogEntry.objects.create(**entry, action_flag=CHANGE, change_message=LOGGED)
    return len(states)


def _forget_in(proposals: QuerySet[Submission], by: User) -> None:
    pks = list(proposals.values_list("pk", flat=True))
    proposals.update(name="", email="", sent_by=None, comment="", note="")
    Notice.objects.filter(submission__in=pks).delete()
    AccessLink.objects.filter(submission__in=pks).delete()
    Event.objects.filter(submission__in=pks).exclude(text="").update(text="")
    Event.objects.bulk_create(
        Event(submission_id=pk, what=Event.Type.FORGOTTEN, by=by, by_staff=True) for pk in pks
    )
