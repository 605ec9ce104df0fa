"""Proposing a new profile or a change."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from profiles.documents.document import Document
from profiles.models import Profile
from profiles.models.registry import profile_kind, profile_kinds
from submissions.deciding.waiting import usual_wait
from submissions.forms.opening import OpeningForm, target_of
from submissions.forms.proposal import Target
from submissions.forms.status import LinkForm
from submissions.models import Submission, WrongSubmissionState
from submissions.sending.create import send_to, sent_before
from submissions.sending.guard import may_correct_address
from submissions.views.no_store import no_store
from submissions.views.page import ProposalPage
from submissions.views.report import ReportPage
from submissions.views.switch_to_change import SwitchToChangePage

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE_METHODS)
@login_not_required
def propose_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Let anybody propose a company or a park."""
    if kind not in {registered.name for registered in profile_kinds()}:
        raise Http404
    empty = Document(kind)
    page = ProposalPage(request, Target(kind, empty, empty), Submission.Purpose.NEW)
    return page.answer()


@require_http_methods(PAGE_METHODS)
@login_not_required
def propose_change(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Let anybody propose a change of a published profile, at the fact that they came from."""
    profile = published_or_404(kind, slug)
    opening_form = OpeningForm(request.GET)
    if opening_form.is_report:
        return ReportPage(request, kind, profile).answer()
    if "instead" in request.POST:
        return SwitchToChangePage(request, kind, profile).answer()
    target, number = target_of(kind, profile, request.POST.get("seen", ""))
    page = ProposalPage(request, target, Submission.Purpose.CHANGE, profile, number, opening_form.opening())
    return page.answer()


@require_http_methods(PAGE_METHODS)
@login_not_required
@no_store
def sent(request: HttpRequest, form_key: uuid.UUID) -> HttpResponse:
    """Say what happens next to a proposal that has just been sent, and let a mistyped address be corrected."""
    submission = sent_before(form_key)
    if submission is None or not submission.email:
        raise Http404
    form = LinkForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        _correct(request, submission, form.cleaned_data["email"])
        return redirect("submissions:sent", form_key)
    context = {"submission": submission, "wait": usual_wait(), "form": form}
    return render(request, "submissions/sent.html", context)


def _correct(request: HttpRequest, submission: Submission, email: str) -> None:
    if not may_correct_address(request, submission, email):
        messages.error(
            request, _("Much was sent from your network within an hour. Please send it again later.")
        )
        return
    try:
        send_to(submission, email)
    except WrongSubmissionState:
        messages.error(request, _("That is not possible any more: something happened meanwhile."))
    else:
        messages.success(request, _("A message is on its way to the corrected address."))


def published_or_404(kind: str, slug: str) -> Profile:
    profile = profile_kind(kind).model._default_manager.filter(state="published", slug=slug).first()
    if profile is None:
        raise Http404
    return profile
