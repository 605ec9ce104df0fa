"""Proposing one fact: a small form on a page of its own, or opened beside the fact by a script."""

from __future__ import annotations

import json
import uuid
from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from profiles.models import Profile
from submissions.forms.one_fact import FactTarget, OneFactForm, place_of
from submissions.forms.opening import target_of
from submissions.forms.proposal import ProposalForm, Target
from submissions.forms.sender import SenderForm
from submissions.messages.links import address_after_sending
from submissions.models import Submission
from submissions.parts.proposals import CITATIONS, Part, Proposal
from submissions.sending.create import sent_before
from submissions.sending.guard import picture_keeper
from submissions.views.page import ProposalPage
from submissions.views.submit import published_or_404

# What a script says that puts the form beside the fact.
FRAGMENT = "X-Fragment"


class OneFactPage(ProposalPage):
    """The whole path of a proposal, with a form of one fact."""

    def __init__(
        self, request: HttpRequest, target: Target, number: int, profile: Profile, place: FactTarget
    ) -> None:
        super().__init__(request, target, Submission.Purpose.CHANGE, profile, number, place.opening)
        self.place = place
        self.is_fragment = FRAGMENT in request.headers
        self.template = "submissions/_one_fact.html" if self.is_fragment else "submissions/one_fact.html"

    def proposal_form(self, data: Any, files: Any) -> ProposalForm:
        return OneFactForm(self.target, self.place, data, files, picture_keeper(self.request))

    def sender_form(self, data: Any) -> SenderForm:
        """Without the name, and without an address from whoever needs no answer."""
        form = super().sender_form(data)
        del form.fields["name"]
        form.fields["comment"].label = _("Message")
        form.fields["comment"].widget.attrs["rows"] = 2
        if "email" in form.fields:
            form.fields["email"].required = False
            form.fields["email"].help_text = _("For the answer alone, never published.")
        return form

    def sent(self, submission: Submission) -> HttpResponse:
        """Where a script asked, in a few words in place of the form."""
        if not self.is_fragment:
            return super().sent(submission)
        address = address_after_sending(submission, self.request.user)
        return render(
            self.request, "submissions/_one_fact_sent.html", {"submission": submission, "address": address}
        )

    def _same_before(self) -> Submission | None:
        """The same said twice by one sender, in two windows for example, is one proposal."""
        return sent_before(self.key)

    @cached_property
    def key(self) -> uuid.UUID:
        """Follows from what is proposed, by whom and in which browser, and nobody else can tell it.

        Who repeats what another proposed, under that one's address, would else come to that one's proposal. What was decided on or taken back may be proposed once more: that is told apart by its form.
        """
        earlier = sent_before(self._said_key)
        is_over = earlier is not None and earlier.state not in (Submission.State.RECEIVED, *Submission.OPEN)
        return super().key if is_over else self._said_key

    @property
    def _said_key(self) -> uuid.UUID:
        said = [
            self._words(part) for part in Proposal(self.target.base, self.target.base, self.form.result).parts
        ]
        browser = self.request.META.get("CSRF_COOKIE", "")
        whose = [self.target.kind, self.target.pk, self.email.casefold(), browser]
        all_said = [whose, said, self.sender.cleaned_data["comment"]]
        digest = salted_hmac("submissions.same", json.dumps(all_said, sort_keys=True)).digest()
        return uuid.UUID(bytes=digest[:16], version=4)

    def _words(self, part: Part) -> list[Any]:
        """What a part says, without the random keys of new rows."""
        is_new = bool(part.path) and part.base is None
        citations = self.form.result.of(CITATIONS)
        sources = sorted(str(citations[key]["source"]) for key in part.citations)
        return [list(part.path[:1] if is_new else part.path), list(part.names), part.proposed, sources]

    def more_context(self) -> dict[str, Any]:
        return {"place": self.place, "is_fragment": self.is_fragment, "address": self.request.path}


@require_http_methods(["GET", "HEAD", "POST"])
@login_not_required
def propose_fact(request: HttpRequest, kind: str, slug: str, fact: str, row: str = "") -> HttpResponse:
    """Let anybody propose one fact of a published profile."""
    profile = published_or_404(kind, slug)
    target, number = target_of(kind, profile, request.POST.get("seen", ""))
    place = place_of(target, fact, row)
    if place is None:
        raise Http404
    response = OneFactPage(request, target, number, profile, place).answer()
    patch_vary_headers(response, [FRAGMENT])
    return response
