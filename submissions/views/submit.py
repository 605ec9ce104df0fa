"""Proposing a new profile or a change."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from profiles.documents.document import Document
from profiles.public_form import public_form
from profiles.registry import profile_kind
from submissions.forms.opening import OpeningForm, target_of
from submissions.forms.proposal import Target
from submissions.models import Submission
from submissions.sending import sent_before
from submissions.views.instead import InsteadPage
from submissions.views.page import ProposalPage
from submissions.views.private import private_page
from submissions.views.report import ReportPage
from submissions.waiting import usual_wait

PAGE_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(PAGE_METHODS)
@login_not_required
def propose_new(request: HttpRequest, kind: str) -> HttpResponse:
    """Let anybody propose a company or a park."""
    try:
        public_form(kind)
    except KeyError:
        raise Http404 from None
    empty = Document(kind)
    page = ProposalPage(request, Target(kind, empty, empty), Submission.Purpose.NEW)
    return page.answer()


@require_http_methods(PAGE_METHODS)
@login_not_required
def propose_change(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Let anybody propose a change of a published profile, at the fact that he came from."""
    profile = _published_or_404(kind, slug)
    asked = OpeningForm(request.GET)
    if asked.is_report:
        return ReportPage(request, kind, profile).answer()
    if "instead" in request.POST:
        return InsteadPage(request, kind, profile).answer()
    target, number = target_of(kind, profile, request.POST.get("seen", ""))
    page = ProposalPage(request, target, Submission.Purpose.CHANGE, profile, number, asked.opening())
    return page.answer()


@require_safe
@login_not_required
@private_page
def sent(request: HttpRequest, form_key: uuid.UUID) -> HttpResponse:
    """Say what happens next to a proposal that has just been sent."""
    submission = sent_before(form_key)
    if submission is None:
        raise Http404
    return render(request, "submissions/sent.html", {"submission": submission, "wait": usual_wait()})


def _published_or_404(kind: str, slug: str) -> Any:
    profile = profile_kind(kind).model._default_manager.filter(state="published", slug=slug).first()
    if profile is None:
        raise Http404
    return profile
