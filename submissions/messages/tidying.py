"""Deletes what is no longer needed: unconfirmed proposals, unused pictures, old mails."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models import ProtectedError, Q
from django.utils import timezone

from accounts.models import AccountMail
from kit.worker_loop import Job
from profiles.documents.picture_use import delete_picture, unused
from profiles.models import Image
from submissions.models import AccessLink, Submission, Upload

UNCONFIRMED = datetime.timedelta(days=30)
# Of a form that was never sent.
UNSENT = datetime.timedelta(days=2)
# A decision may be undone, and a sender looks at what they sent.
DECIDED = datetime.timedelta(days=30)
AT_ONCE = 1_000


def tidy() -> tuple[int, int]:
    """Returns how many proposals and how many pictures were deleted."""
    now = timezone.now()
    unconfirmed = Submission.objects.filter(state=Submission.State.RECEIVED, sent_at__lt=now - UNCONFIRMED)
    proposals = list(unconfirmed.values_list("pk", flat=True)[:AT_ONCE])
    # Once more by state: somebody may confirm one just now.
    Submission.objects.filter(pk__in=proposals, state=Submission.State.RECEIVED).delete()
    AccessLink.objects.filter(expires_at__lt=now - DECIDED).delete()
    AccountMail.objects.old().delete()
    return len(proposals), _tidy_pictures(now)


TIDYING = Job("tidying", tidy, every=24 * 3600)


def _tidy_pictures(now: datetime.datetime) -> int:
    over = Q(submission=None, added_at__lt=now - UNSENT)
    over |= Q(submission__state=Submission.State.WITHDRAWN, submission__sent_at__lt=now - DECIDED)
    over |= Q(submission__decided_at__lt=now - DECIDED)
    uploads = list(Upload.objects.filter(over)[:AT_ONCE])
    deleted = 0
    with transaction.atomic():
        Upload.objects.filter(pk__in=[upload.pk for upload in uploads]).delete()
        images = {upload.image_id for upload in uploads}
        images -= set(Upload.objects.filter(image__in=images).values_list("image", flat=True))
        for image in unused(list(Image.objects.filter(pk__in=images))):
            deleted += _delete(image)
    return deleted


def _delete(image: Image) -> bool:
    try:
        delete_picture(image)
    except ProtectedError:  # a profile took it just now
        return False
    return True
