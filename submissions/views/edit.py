"""Changing a proposal that was sent: the same form, with what was proposed."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from submissions.forms.facts import title_of
from submissions.forms.proposal import Target
from submissions.forms.sender import SenderForm
from submissions.models import Event, Submission, WrongSubmissionState
from submissions.sending.create import keep_uploads
from submissions.views.no_store import no_store
from submissions.views.page import ProposalPage, link_or_404


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

    @property
    def is_same(self) -> bool:
        """Whether it is what was proposed already. Sent again, it must not keep staff from deciding on that."""
        return bool(self.form.result == self.submission.proposed_document)

    def _is_complete(self) -> bool:
        if not super()._is_complete():
            return False
        is_answer = self.submission.is_asked and self.sender.cleaned_data["comment"]
        if self.is_same and not is_answer:
            self.form.problems.append(_("Nothing was changed yet."))
            return False
        return True

    def finish(self) -> HttpResponse:
        try:
            with transaction.atomic():
                messages.success(self.request, self._send())
        except WrongSubmissionState:
            messages.error(self.request, _("That is not possible any more: something happened meanwhile."))
        return redirect("submissions:status", self.token)

    def _send(self) -> str:
        event_type, message = Event.Type.EDITED, _("Your proposal is changed.")
        if self.is_same:
            self.submission.answer()
            event_type, message = Event.Type.ANSWERED, _("Your answer was sent.")
        else:
            rights = self.form.picture_rights.given
            self.submission.change(self.form.result, title=self._title(), picture_rights=rights)
            keep_uploads(self.submission, self.pictures)
        Event.record(self.submission, event_type, text=self.sender.cleaned_data["comment"])
        return message

    def _title(self) -> str:
        return title_of(self.form.result)[:200] if self.purpose == Submission.Purpose.NEW else ""


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
@no_store
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Let a sender change what they proposed, while it is not decided."""
    link = link_or_404(token)
    submission = link.submission
    if link.is_expired or not submission.may_be_changed:
        if request.method == "POST" and not link.is_expired:
            messages.error(request, _("That is not possible any more: something happened meanwhile."))
        return redirect("submissions:status", token)
    return EditPage(request, submission, token).answer()
