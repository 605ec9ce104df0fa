"""Proposing once more what was refused: the form, on top of the page as it is now."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from profiles.documents.document import Document
from profiles.documents.merge import merge
from profiles.documents.shape import shape_of
from submissions.forms.opening import target_of
from submissions.forms.proposal import Target
from submissions.forms.sender import SenderForm
from submissions.models import Submission
from submissions.parts.proposals import PartStatus, Proposal
from submissions.views.no_store import no_store
from submissions.views.page import ProposalPage, link_or_404


class ResubmitPage(ProposalPage):
    """A new proposal that begins with what was refused of another, by the same sender."""

    def __init__(self, request: HttpRequest, before: Submission) -> None:
        self.before = before
        profile, number = before.profile, 0
        if profile is None:
            target = Target(before.kind, before.base_document, before.proposed_document)
            purpose = Submission.Purpose.NEW
        else:
            target, number = target_of(before.kind, profile, request.POST.get("seen", ""))
            target = replace(target, start=with_refused(before, target.base))
            purpose = Submission.Purpose.CHANGE
        super().__init__(request, target, purpose, profile, number)

    def sender_form(self, data: Any) -> SenderForm:
        form = super().sender_form(data)
        for name in form.fields.keys() & {"name", "email"}:
            form.fields[name].initial = getattr(self.before, name)
        return form


def may_propose_again(submission: Submission) -> bool:
    """Whether something was refused, of a profile that is shown or was never there."""
    if submission.state not in (Submission.State.PARTLY, Submission.State.REJECTED):
        return False
    if submission.purpose == Submission.Purpose.REPORT:
        return False
    profile = submission.profile
    if profile is None:
        return submission.object_id is None
    return bool(profile.is_published)


def with_refused(submission: Submission, live: Document) -> Document:
    """The page as it is now, with what was refused of a proposal in it."""
    proposal = Proposal(submission.base_document, live, submission.proposed_document)
    refused = {
        part.name: part.proposed
        for part in proposal.parts
        if part.status != PartStatus.DONE
        and submission.decisions.get(part.name, {}).get("take", "reject") == "reject"
    }
    proposed = proposal.taking(refused)
    groups = shape_of(submission.kind).groups
    return merge(proposal.base, live, proposed, groups, lambda conflict: "proposed").document


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@no_store
def resubmit(request: HttpRequest, token: str) -> HttpResponse:
    """Let a sender propose what was refused once more."""
    link = link_or_404(token)
    if link.is_expired or not may_propose_again(link.submission):
        return redirect("submissions:status", token)
    return ResubmitPage(request, link.submission).answer()
