"""The review: reading one proposal, deciding on it, taking the decision back."""

from __future__ import annotations

import datetime

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.signed_in import signed_in
from profiles.editing.left_out_words import sentences
from submissions.deciding import undo as undoing
from submissions.deciding.undo import CannotUndo
from submissions.models import AlreadyDecided, Event, OwnProposal, Submission, WrongSubmissionState
from submissions.moderation.acting import NothingWritten, carry_out
from submissions.moderation.assigning import AssignForm, sent_it
from submissions.moderation.desk import desk
from submissions.moderation.forms import RevisionForm
from submissions.moderation.page import review_page
from submissions.moderation.review import Review, why_not_reader

moderator = permission_required("submissions.moderate_submission", raise_exception=True)
# A claim that is younger than this is not written again.
CLAIM_AGAIN = datetime.timedelta(minutes=2)


@never_cache
@moderator
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """One proposal: its sender and reasons, its parts, and the answer."""
    submission = submission_or_404(pk)
    if request.method == "POST":
        return _post_decision(request, submission)
    _claim(submission, signed_in(request))
    return _render_page(request, Review(submission, signed_in(request)))


@never_cache
@moderator
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a decision back, or say why not."""
    submission, form = submission_or_404(pk), RevisionForm(request.POST)
    try:
        undone = undoing.undo(submission, by=signed_in(request), revision=form.number)
    except OwnProposal:
        tell_reader(request, submission)
    except CannotUndo as error:
        messages.error(request, error.why)
    else:
        messages.success(request, _("The decision is taken back. The proposal is in the queue again."))
        for sentence in sentences(submission.kind, undone.left_out):
            messages.warning(request, sentence)
    return redirect("moderation:review", pk=pk)


@never_cache
@moderator
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """The page was left."""
    submission_or_404(pk).release(by=signed_in(request))
    return HttpResponse(status=204) if "quietly" in request.POST else redirect("moderation:queue")


@never_cache
@moderator
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the proposal to a moderator, or to nobody."""
    submission, form = submission_or_404(pk), AssignForm(request.POST)
    if form.is_valid():
        _assign(request, submission, form.cleaned_data["to"])
    else:
        messages.error(request, " ".join(str(text) for text in form.errors["to"]))
    return redirect("moderation:review", pk=pk)


def _assign(request: HttpRequest, submission: Submission, to: User | None) -> None:
    try:
        submission.assign(to)
    except WrongSubmissionState:
        messages.error(request, _("The proposal is decided."))
        return
    except OwnProposal:
        messages.error(request, sent_it(to))
        return
    Event.record(submission, Event.Type.ASSIGNED, by=signed_in(request), staff=True, text=str(to or ""))
    messages.success(request, _("Assigned to %(person)s.") % {"person": to or _("nobody")})


def tell_reader(request: HttpRequest, submission: Submission) -> None:
    """Tell a moderator who may not act on a proposal why nothing was written."""
    messages.error(request, why_not_reader(submission, signed_in(request)))


def submission_or_404(pk: int) -> Submission:
    """With all that its page shows of it."""
    if pk > 2**63 - 1:
        raise Http404
    rows = Submission.objects.for_moderators().with_people().with_next()
    submission = rows.filter(pk=pk).first()
    if submission is None:
        raise Http404
    return submission


def _claim(submission: Submission, user: User) -> None:
    """Opening claims the proposal; a claim of one's own is renewed only once in a while."""
    if not submission.is_open or submission.claim_of_another(user):
        return
    since = submission.claimed_at if submission.claimed_by_id == user.pk else None
    if since is None or since < timezone.now() - CLAIM_AGAIN:
        submission.claim(by=user)


def _post_decision(request: HttpRequest, submission: Submission) -> HttpResponse:
    page = Review(submission, signed_in(request), request.POST)
    if page.refusal:
        return _render_refusal(request, submission)
    try:
        message = carry_out(page)
    except NothingWritten as error:
        return _render_page(request, error.review)
    except (AlreadyDecided, OwnProposal):
        return _render_refusal(request, submission_or_404(submission.pk))
    messages.success(request, message)
    return redirect("moderation:review", pk=submission.pk)


def _render_refusal(request: HttpRequest, submission: Submission) -> HttpResponse:
    """Somebody else was first, or this moderator may not decide: say so; nothing is written."""
    page = Review(submission, signed_in(request), request.POST if submission.is_open else None)
    messages.error(request, page.refusal_in_full)
    return _render_page(request, page, status=409)


def _render_page(request: HttpRequest, page: Review, status: int = 200) -> HttpResponse:
    context = {"review": page, **review_page(page), **desk(request, page.submission)}
    return render(request, "moderation/review.html", context, status=status)
