"""Changing a proposal that was sent: the same form, with what was proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from submissions.forms.facts import title_of
from submissions.forms.proposal import Target
from submissions.forms.sender import SenderForm
from submissions.models import AccessLink, Event, Submission, WrongState
from submissions.sending import keep_uploads
from submissions.views.page import ProposalPage
from submissions.views.private import private_page


class EditPage(ProposalPage):
    """Its sender is known, and so is the address."""

    def __init__(self, request: HttpRequest, submission: Submission, token: str) -> None:
        base, proposed = submission.base_document, submission.proposed_document
        target = Target(submission.kind, base, proposed, submission.object_id)
        super().__init__(request, target, submission.purpose, submission.profile, submission.base_number)
        self.submission, self.token = submission, token

    def sender_form(self, data: Any) -> SenderForm:
        form = super().sender_form(data)
        for name in ("name", "email"):
            form.fields.pop(name, None)
        return form

    def _sent_before(self) -> None:
        """A proposal that is changed twice in the same way is the same."""

    @property
    def is_trusted(self) -> bool:
        return True  # whoever has the link

    def finish(self) -> HttpResponse:
        try:
            with transaction.atomic():
                self.submission.answer(self.form.result, title=self._title())
                keep_uploads(self.submission, self.pictures)
                text = self.sender.cleaned_data["comment"]
                Event.record(self.submission, Event.What.EDITED, text=text)
        except WrongState:
            messages.error(self.request, _("That is not possible any more: something happened meanwhile."))
        else:
            messages.success(self.request, _("Your proposal is changed."))
        return redirect("submissions:status", self.token)

    def _title(self) -> str:
        return title_of(self.form.result)[:200] if self.purpose == Submission.Purpose.NEW else ""


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@private_page
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Let a sender change what he proposed, while it is not decided."""
    link = AccessLink.find(token)
    if link is None:
        raise Http404
    submission = link.submission
    may_edit = submission.state in (Submission.State.QUEUED, Submission.State.NEEDS_CHANGES)
    if link.is_expired or not may_edit or submission.purpose == Submission.Purpose.REPORT:
        return redirect("submissions:status", token)
    return EditPage(request, submission, token).answer()
