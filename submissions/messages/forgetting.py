"""Deletes what is stored of the sender of proposals, where they ask for it. What was proposed stays, and names nobody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from submissions.models import AccessLink, Event, Notice, OwnProposal, Submission
from submissions.models.submission import UNDO

MAX_LISTED = 200


def _sent_from(email: str) -> QuerySet[Submission]:
    """Under the address, or signed in with an account of it: one fact needs no address."""
    accounts = User.objects.filter(email__iexact=email)
    return Submission.objects.filter(Q(email__iexact=email) | Q(sent_by__in=accounts))


@dataclass(frozen=True)
class StoredOfSender:
    """What a page shows of it, before it is deleted."""

    proposals: list[Submission]  # the newest; each with `mails`, how many were written about it
    total: int
    other_mails: int  # about proposals of others, whose address was corrected since

    @classmethod
    def of(cls, email: str) -> Self:
        rows = _sent_from(email)
        shown = rows.annotate(mails=Count("notices")).order_by("-sent_at", "-pk")[:MAX_LISTED]
        other_mails = Notice.objects.filter(to__iexact=email).exclude(submission__in=rows).count()
        return cls(list(shown), rows.count(), other_mails)


@transaction.atomic
def forget(email: str, *, by: User) -> int:
    """Delete name, address, account, messages, mails and links of all proposals of an address. Returns how many there were.

    Proposals whose address was never confirmed go as a whole, since nobody has seen them. What staff wrote stays.
    OwnProposal where `by` could afterwards decide on a proposal of their own.
    """
    if not email:
        return 0
    states = dict(_sent_from(email).select_for_update().values_list("pk", "state"))
    _check_none_is_own(list(states), by)
    unconfirmed = [pk for pk, state in states.items() if state == Submission.State.RECEIVED]
    Submission.objects.filter(pk__in=unconfirmed, state=Submission.State.RECEIVED).delete()
    _forget_in([pk for pk, state in states.items() if state != Submission.State.RECEIVED], by)
    mails, _by_model = Notice.objects.filter(to__iexact=email).delete()
    if states or mails:
        _log(by)
    return len(states)


def _check_none_is_own(pks: list[int], by: User) -> None:
    """Neither among those that are open nor among those that can be reopened: `is_own` looks at what is deleted."""
    undecided = Q(state__in=Submission.OPEN) | Q(decided_at__gt=timezone.now() - UNDO)
    for submission in Submission.objects.filter(undecided, pk__in=pks).defer("base", "proposed"):
        if submission.is_own(by):
            raise OwnProposal(submission)


def _forget_in(pks: list[int], by: User) -> None:
    Submission.objects.filter(pk__in=pks).forget_senders()
    Notice.objects.filter(submission__in=pks).delete()
    AccessLink.objects.filter(submission__in=pks).delete()
    Event.objects.filter(submission__in=pks, by_staff=False).update(by=None, text="")
    Event.objects.bulk_create(
        Event(submission_id=pk, what=Event.Type.FORGOTTEN, by=by, by_staff=True) for pk in pks
    )


def _log(by: User) -> None:
    """Without the address: the record must not keep what it says was deleted."""
    LogEntry.objects.create(
        user_id=by.pk,
        content_type=ContentType.objects.get_for_model(Submission),
        object_repr="",
        action_flag=CHANGE,
        change_message=_("Personal data of a sender deleted."),
    )
