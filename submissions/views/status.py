"""The secret page of a sender: what became of a proposal, and what they may do with it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from profiles.models import Image, Profile
from profiles.models.image import PICTURES
from submissions.deciding.following import successor_of
from submissions.deciding.waiting import place_in_queue, usual_wait
from submissions.forms.status import LinkForm, SenderAnswerForm
from submissions.messages.links import send_links
from submissions.messages.parts_in_words import parts_of
from submissions.models import AccessLink, Event, Submission, WrongSubmissionState
from submissions.models.link import DAYS
from submissions.sending.guard import may_ask_for_links
from submissions.views.no_store import no_store
from submissions.views.page import link_or_404
from submissions.views.resubmit import may_propose_again

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE_METHODS)
@login_not_required
@no_store
def status(request: HttpRequest, token: str) -> HttpResponse:
    """Show a proposal to its sender, and let them confirm, answer or withdraw it. Reading changes nothing."""
    link = link_or_404(token)
    if link.is_expired:
        return _render_expired(request, link)
    if request.method == "POST":
        return _post_action(request, token, link.submission)
    return _render_page(request, token, link.submission)


@require_safe
@login_not_required
@no_store
def picture(request: HttpRequest, token: str, name: str) -> HttpResponse:
    """A picture that was proposed, to its sender alone."""
    link = link_or_404(token)
    if link.is_expired or name not in PICTURES:
        raise Http404
    sha256 = link.submission.proposed_document.fields.get(name)
    image = Image.objects.filter(sha256=sha256, kind=name).first() if sha256 else None
    if image is None:
        raise Http404
    with default_storage.open(image.largest["name"]) as file:
        return HttpResponse(file.read(), content_type="image/webp")


@require_http_methods(PAGE_METHODS)
@login_not_required
@no_store
def send_again(request: HttpRequest) -> HttpResponse:
    """Send the links of an address's proposals to it. The answer is the same whether there are any."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if may_ask_for_links(request):
            send_links(form.cleaned_data["email"])
        messages.success(
            request, _("If there are proposals from this address, their links are on their way to it.")
        )
        return redirect("submissions:link")
    return render(request, "submissions/link.html", {"form": form})


def _render_expired(request: HttpRequest, link: AccessLink) -> HttpResponse:
    email = link.submission.email
    is_sent = bool(email) and request.method == "POST"
    if is_sent and may_ask_for_links(request):
        send_links(email, only=link.submission)
    context = {"is_sent": is_sent, "has_address": bool(email)}
    return render(request, "submissions/expired.html", context, status=200 if context["is_sent"] else 410)


def _render_page(
    request: HttpRequest,
    token: str,
    submission: Submission,
    answer: SenderAnswerForm | None = None,
    asks_to_withdraw: bool = False,
    unsent: str | None = None,
) -> HttpResponse:
    """`unsent` is an answer that was refused."""
    is_waiting = submission.state in (Submission.State.QUEUED, Submission.State.SECOND)
    profile = _published(submission)
    events = submission.events.exclude(what__in=Event.INTERNAL)
    context = {
        "submission": submission,
        "token": token,
        "link_days": DAYS,
        "profile": profile,
        "is_gone": profile is None and submission.object_id is not None,
        "kept_page": None if profile else _successor_page(submission),
        "parts": parts_of(submission),
        "pictures": _pictures(submission),
        "place": place_in_queue(submission) if is_waiting else 0,
        "wait": usual_wait(),
        "events": events,
        "answer": answer or SenderAnswerForm(),
        "asks_to_withdraw": asks_to_withdraw,
        "may_propose_again": may_propose_again(submission),
        "unsent": unsent,
        "why_unsent": "" if unsent is None else _why_unsent(submission),
    }
    return render(request, "submissions/status.html", context, status=200 if unsent is None else 409)


def _published(submission: Submission) -> Profile | None:
    profile = submission.profile
    return profile if profile is not None and profile.is_published else None


def _successor_page(submission: Submission) -> Profile | None:
    """The public page into which that of a proposal was merged; None where there is none."""
    successor = successor_of(submission) if submission.profile is None else None
    return successor[0] if successor and successor[0].is_published else None


def _pictures(submission: Submission) -> list[str]:
    base, proposed = submission.base_document.fields, submission.proposed_document.fields
    return [name for name in PICTURES if proposed.get(name) and proposed.get(name) != base.get(name)]


# --- what a sender may do --------------------------------------------------------------------


def _post_action(request: HttpRequest, token: str, submission: Submission) -> HttpResponse:
    do = request.POST.get("do", "")
    if do == "answer":
        return _post_answer(request, token, submission)
    if do == "withdraw" and "sure" not in request.POST and submission.may_be_withdrawn():
        return _render_page(request, token, submission, asks_to_withdraw=True)
    if do in ACTIONS:
        _perform(request, ACTIONS[do], submission)
    return redirect("submissions:status", token)


def _post_answer(request: HttpRequest, token: str, submission: Submission) -> HttpResponse:
    """Send an answer. Where no question is open, it is returned with the reason."""
    answer = SenderAnswerForm(request.POST)
    if answer.is_valid():
        try:
            with transaction.atomic():
                submission.answer()
                Event.record(submission, Event.Type.ANSWERED, text=answer.cleaned_data["text"])
        except WrongSubmissionState:
            submission.refresh_from_db()
        else:
            messages.success(request, _("Your answer was sent."))
            return redirect("submissions:status", token)
    elif submission.is_asked:
        return _render_page(request, token, submission, answer)
    return _render_page(request, token, submission, unsent=request.POST.get("text", ""))


def _why_unsent(submission: Submission) -> str:
    if submission.is_open or submission.may_be_withdrawn():
        return _("Your answer was not sent, because no question is open.")
    return _("Your answer was not sent, because the proposal is decided or withdrawn already.")


def _perform(request: HttpRequest, act: Callable[[Submission], str], submission: Submission) -> None:
    try:
        with transaction.atomic():
            messages.success(request, act(submission))
    except WrongSubmissionState:
        messages.error(request, _("That is not possible any more: something happened meanwhile."))


def _confirm(submission: Submission) -> str:
    submission.confirm()
    Event.record(submission, Event.Type.CONFIRMED)
    return _("Thank you. The park’s staff see your proposal now.")


def _withdraw(submission: Submission) -> str:
    submission.withdraw()
    Event.record(submission, Event.Type.WITHDRAWN)
    return _("Your proposal is withdrawn.")


ACTIONS: dict[str, Callable[[Submission], str]] = {"confirm": _confirm, "withdraw": _withdraw}
