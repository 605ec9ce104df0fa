"""One page with the form of a proposal: shown, filled in further, questioned, sent."""

from __future__ import annotations

import hashlib
import uuid
from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from profiles.documents.reading import document_of
from profiles.models import Image, Profile
from profiles.models.registry import profile_kind
from submissions.forms.facts import title_of
from submissions.forms.opening import HiddenForm, seen_mark
from submissions.forms.proposal import AT_THE_TOP, Opening, ProposalForm, Target
from submissions.forms.rows import forget_errors
from submissions.forms.sender import SenderForm
from submissions.messages.links import address_after_sending
from submissions.messages.parts_in_words import named
from submissions.models import AccessLink, Submission
from submissions.parts import checks
from submissions.parts.duplicates import Likeness, like
from submissions.parts.risks import risks_of
from submissions.sending.challenge import Challenge
from submissions.sending.create import NewSubmission, create_submission, represents, sent_before, with_slug
from submissions.sending.guard import picture_keeper, refusal


class ProposalPage:
    template = "submissions/form.html"

    def __init__(
        self,
        request: HttpRequest,
        target: Target,
        purpose: str,
        profile: Profile | None = None,
        number: int = 0,
        opening: Opening = AT_THE_TOP,
    ) -> None:
        self.request, self.target, self.purpose = request, target, purpose
        self.profile, self.number, self.opening = profile, number, opening
        self.is_representative = represents(request.user, target.kind, target.pk)
        self.warnings: list[tuple[str, str]] = []
        self.duplicates: list[Likeness] = []

    def answer(self) -> HttpResponse:
        data = self.posted() if self.request.method == "POST" else None
        files = self.request.FILES if data is not None else None
        self.form = self.proposal_form(data, files)
        self.sender = self.sender_form(data)
        self.hidden = (
            HiddenForm(data, auto_id="h-%s") if data is not None else HiddenForm.fresh(self._seen_mark())
        )
        if data is None:
            return self._render()
        return self._receive()

    def posted(self) -> QueryDict:
        return self.request.POST

    def proposal_form(self, data: Any, files: Any) -> ProposalForm:
        return ProposalForm(self.target, data, files, self.opening, picture_keeper(self.request))

    def sender_form(self, data: Any) -> SenderForm:
        return SenderForm(data, user=self.request.user if self.is_representative else None, auto_id="%s")

    # --- what was sent -------------------------------------------------------------------

    def _receive(self) -> HttpResponse:
        if not self.hidden.is_valid():
            self.hidden = HiddenForm.fresh(self._seen_mark())
            return self._render_again()
        earlier = self._sent_before()
        if earlier:
            return self.sent(earlier)
        if {"add", "open"} & self.request.POST.keys():
            return self._render_again()
        if not self._is_complete():
            return self._render()
        self.warnings, self.duplicates = self._doubts(), self._likenesses()
        if (self.warnings or self.duplicates) and self.hidden.cleaned_data["confirmed"] != self._fingerprint:
            return self._render()
        earlier = self._same_before()
        if earlier:
            return self.sent(earlier)
        if not self.is_trusted:
            refused = refusal(self.request, self.sender.cleaned_data["email"], self.key)
            if refused:
                self.form.problems.append(refused)
                return self._render()
        return self.finish()

    @property
    def is_trusted(self) -> bool:
        """Whether the sender is known."""
        return self.is_representative

    def finish(self) -> HttpResponse:
        """Everything is there: keep the proposal."""
        return self.sent(create_submission(self._new_submission()))

    def sent(self, submission: Submission) -> HttpResponse:
        """What follows on a proposal that is kept."""
        return redirect(address_after_sending(submission, self.request.user))

    def _same_before(self) -> Submission | None:
        """A proposal that says all that this one does, from another form."""
        return None

    @property
    def pictures(self) -> list[Image]:
        """Those that were chosen in the form."""
        return list(self.form.facts.chosen.values())

    def _sent_before(self) -> Submission | None:
        return sent_before(self.hidden.cleaned_data["form_key"])

    def _render_again(self) -> HttpResponse:
        """The form with all that was typed, to be filled in further."""
        self.form.keep()
        forget_errors(self.sender)
        return self._render()

    def _is_complete(self) -> bool:
        complete = all([self.form.is_valid(), self.sender.is_valid()])
        if self.form.is_valid() and not self.form.is_changed:
            self.form.problems.append(_("Nothing was changed yet."))
            complete = False
        if self.form.removals and not self.sender.cleaned_data.get("comment"):
            self.sender.add_error(
                "comment", _("Say why a row should be taken out, and where that can be checked.")
            )
            complete = False
        return complete

    def _doubts(self) -> list[tuple[str, str]]:
        """(which part, what seems wrong with it)."""
        live = document_of(self.profile) if self.profile is not None else self.target.base
        texts_by_part = checks.sentences(self.target.base, live, self.form.result)
        names = named(self.target.base, live, self.form.result)
        return [(names.get(name, ""), text) for name, texts in texts_by_part.items() for text in texts]

    def _likenesses(self) -> list[Likeness]:
        return like(self.form.result) if self.purpose == Submission.Purpose.NEW else []

    @property
    def _fingerprint(self) -> str:
        """Identifies the doubts that were shown, so that new ones are shown again."""
        doubts = [
            *sorted(self.warnings),
            *sorted((likeness.profile.pk, likeness.why) for likeness in self.duplicates),
        ]
        return hashlib.sha256(repr(doubts).encode()).hexdigest()

    @cached_property
    def key(self) -> uuid.UUID:
        """What is sent with this key once more is the same proposal."""
        return uuid.UUID(str(self.hidden.cleaned_data["form_key"]))

    @property
    def email(self) -> str:
        user = self.request.user
        if isinstance(user, User) and self.is_representative:
            return str(user.email)
        return str(self.sender.cleaned_data["email"])

    def _new_submission(self) -> NewSubmission:
        cleaned, proposed, email = self.sender.cleaned_data, self.form.result, self.email
        if self.purpose == Submission.Purpose.NEW:
            proposed = with_slug(proposed)
        user = self.request.user if isinstance(self.request.user, User) else None
        title = str(self.profile) if self.profile is not None else title_of(proposed)
        return NewSubmission(
            kind=self.target.kind,
            purpose=self.purpose,
            base=self.target.base,
            base_number=self.number,
            proposed=proposed,
            title=title,
            name=cleaned.get("name") or str(user if user and self.is_representative else email)[:120],
            email=email,
            comment=cleaned["comment"],
            form_key=self.key,
            profile=self.profile,
            user=user,
            pictures=self.pictures,
            picture_rights=self.form.picture_rights.given or ("", ""),
            is_representative=self.is_representative,
            risks=risks_of(
                self.target.base,
                proposed,
                email=email,
                title=title,
                pk=self.target.pk,
                automatic=self.sender.looks_automatic,
            ),
        )

    # --- what is shown -------------------------------------------------------------------

    def _render(self) -> HttpResponse:
        context = {
            "form": self.form,
            "sender": self.sender,
            "hidden": self.hidden,
            "challenge": None if self.is_trusted else Challenge.fresh(),
            "duplicates": self.duplicates,
            "profile": self.profile,
            "offered": profile_kind(self.target.kind).pages.form,
            "is_representative": self.is_representative,
            "warnings": self.warnings,
            "fingerprint": self._fingerprint,
            "errors": self._errors(),
        }
        response = render(self.request, self.template, context | self.more_context())
        response["X-Robots-Tag"] = "noindex"
        # What was sent is kept nowhere. An empty form is, so that Back finds it as it was filled in.
        response["Cache-Control"] = "private, no-cache" if self.form.data is None else "no-store, private"
        return response

    def more_context(self) -> dict[str, Any]:
        """For the template of another page than the whole form."""
        return {}

    def _errors(self) -> list[tuple[str, str, str]]:
        if not self.form.is_checked:
            return []
        of_sender = [
            (f"sender-{name}", str(self.sender.fields[name].label), str(text))
            for name, texts in self.sender.errors.items()
            for text in texts
        ]
        return [*self.form.error_list, *of_sender]

    def _seen_mark(self) -> str:
        if self.profile is None:
            return ""
        return seen_mark(self.target.kind, self.profile.pk, self.number)


def link_or_404(token: str) -> AccessLink:
    """The secret link that a sender came by, expired or not."""
    link = AccessLink.find(token)
    if link is None:
        raise Http404
    return link
