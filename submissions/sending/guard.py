"""Keeps spam out without losing a real proposal: nothing is dropped, a refused form comes back as typed."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

from kit.pictures.cleaning import CleanImage
from profiles.models import Image
from submissions.models import Submission, Upload
from submissions.sending.challenge import Challenge
from submissions.sending.limits import allow, network_of

# The least time that a person without a script takes.
MIN_TIME = datetime.timedelta(seconds=4)
MESSAGES_TO_ONE_ADDRESS = 30
# Proposals without an address within an hour, from one network and from all.
UNSIGNED_FROM_ONE_NETWORK = 12
UNSIGNED = 120
PICTURES_FROM_ONE_NETWORK = 60
LINKS_FROM_ONE_NETWORK = 30
CORRECTIONS_OF_ONE_PROPOSAL = 3


def refusal(request: HttpRequest, email: str, key: uuid.UUID | None = None) -> str:
    """Why a form is not taken now, in a sentence; empty if it is. `key` is what its proposal goes by."""
    challenge = Challenge.read(request.POST.get("challenge", ""))
    is_solved = _solves(challenge, request.POST.get("solution", ""), str(key or ""))
    if not is_solved and (challenge is None or challenge.age < MIN_TIME):
        return _("Please send it once more in a few seconds. Everything that you typed is still here.")
    limit = settings.SUBMISSIONS_AN_HOUR if is_solved else settings.SUBMISSIONS_AN_HOUR // 5
    if not allow("proposals", network_of(request), limit):
        return _("Much was sent from your network within an hour. Please send it again later.")
    if not email:
        return _refusal_without_address(request)
    if not allow("messages", email, MESSAGES_TO_ONE_ADDRESS):
        return _("Much was sent from your address within an hour. Please send it again later.")
    return ""


def _refusal_without_address(request: HttpRequest) -> str:
    """What nobody confirms is in the queue at once, so few come in that way; there is always the way with an address."""
    if allow("unsigned", network_of(request), UNSIGNED_FROM_ONE_NETWORK) and allow("unsigned", "", UNSIGNED):
        return ""
    return _("Many proposals without an email address came in this hour. Give one, or send it again later.")


def _solves(challenge: Challenge | None, solution: str, key: str) -> bool:
    return challenge is not None and challenge.is_solved_by(solution) and challenge.use_up(key)


def may_ask_for_links(request: HttpRequest) -> bool:
    return allow("links", network_of(request), LINKS_FROM_ONE_NETWORK)


def may_correct_address(request: HttpRequest, submission: Submission, email: str) -> bool:
    """A mistyped address is corrected a few times at most: this is no way to write to anybody."""
    return (
        allow("corrections", str(submission.form_key), CORRECTIONS_OF_ONE_PROPOSAL)
        and may_ask_for_links(request)
        and allow("messages", email, MESSAGES_TO_ONE_ADDRESS)
    )


def picture_keeper(request: HttpRequest) -> Callable[[CleanImage, str], Image]:
    """Keeps the pictures of a form, and remembers that they belong to no profile yet."""

    def keep(clean: CleanImage, kind: str) -> Image:
        if not allow("pictures", network_of(request), PICTURES_FROM_ONE_NETWORK):
            raise ValidationError(_("Many pictures came from your network within an hour. Try again later."))
        image = Image.store(clean, kind)
        Upload.objects.create(image=image)
        return image

    return keep
