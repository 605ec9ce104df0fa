"""Acts of the review that concern the page itself: following it into another, withdrawing it."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.signed_in import signed_in
from profiles.documents.writing import ProfileGone
from profiles.models import MustStay
from profiles.models import WrongState as WrongProfileState
from submissions.deciding import following
from submissions.models import AlreadyDecided, OwnProposal, Submission, WrongSubmissionState
from submissions.moderation.desk import desk
from submissions.moderation.forms import RevisionForm
from submissions.moderation.review import why_not_reader
from submissions.moderation.views import moderator, submission_or_404, tell_reader


@never_cache
@moderator
@require_POST
def retarget(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the proposal be about the profile into which its own was merged."""
    submission, form = submission_or_404(pk), RevisionForm(request.POST)
    try:
        profile = following.retarget(submission, by=signed_in(request), revision=form.number)
    except OwnProposal:
        tell_reader(request, submission)
    except (ProfileGone, WrongSubmissionState):
        messages.error(
            request, _("Somebody else was first, or there is nothing to move. Nothing was written.")
        )
    else:
        messages.success(request, _("The proposal is about %(name)s now.") % {"name": profile})
    return redirect("moderation:review", pk=pk)


@never_cache
@moderator
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw the page that was reported as closed; asks first."""
    submission = submission_or_404(pk)
    profile = submission.profile
    if submission.problem != Submission.Problem.CLOSED or profile is None:
        raise Http404
    if request.method == "POST":
        _withdraw(request, submission)
        return redirect("moderation:review", pk=pk)
    if not submission.is_open or not profile.is_published or why_not_reader(submission, signed_in(request)):
        return redirect("moderation:review", pk=pk)
    try:
        profile.check_may_go()
    except MustStay as reason:
        messages.error(request, str(reason))
        return redirect("moderation:review", pk=pk)
    context = {"submission": submission, "profile": profile, **desk(request)}
    return render(request, "moderation/withdraw_page.html", context)


def _withdraw(request: HttpRequest, submission: Submission) -> None:
    form = RevisionForm(request.POST)
    try:
        following.withdraw_page(submission, by=signed_in(request), revision=form.number)
    except OwnProposal:
        tell_reader(request, submission)
    except AlreadyDecided:
        messages.error(
            request, _("The proposal changed after you opened it. Nothing was written; read it again.")
        )
    except MustStay as reason:
        messages.error(request, str(reason))
    except (ProfileGone, WrongProfileState):
        messages.error(request, _("The page is not shown any more. Nothing was written."))
    else:
        messages.success(request, _("The page is withdrawn and the report answered."))
