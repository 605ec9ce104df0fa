"""Reporting a problem with a page, without filling in facts."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from kit.form_fields import ProseField
from profiles.models import Profile
from submissions.forms.dressing import dress
from submissions.forms.opening import HiddenForm, target_of
from submissions.forms.sender import SenderForm
from submissions.messages.links import address_after_sending
from submissions.models import Submission
from submissions.sending.challenge import Challenge
from submissions.sending.create import NewSubmission, create_submission, represents, sent_before
from submissions.sending.guard import refusal


class ReportForm(forms.Form):
    """A problem with a page, in a choice and a few words."""

    use_required_attribute = False

    problem = forms.ChoiceField(
        label=_("What is the matter?"), choices=Submission.Problem.choices, widget=forms.RadioSelect
    )
    what = ProseField(
        label=_("Tell us more"),
        help_text=_("What exactly, and where we can check it. Of two pages: the address of the other."),
        max_length=4_000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self, help_texts=False)


class ReportPage:
    def __init__(self, request: HttpRequest, kind: str, profile: Profile) -> None:
        self.request, self.kind, self.profile = request, kind, profile
        self.is_representative = represents(request.user, kind, profile.pk)
        self.refused = ""

    def answer(self) -> HttpResponse:
        data = self.request.POST if self.request.method == "POST" else None
        user = self.request.user if self.is_representative else None
        self.form = ReportForm(data, auto_id="%s")
        self.sender = SenderForm(data, user=user, auto_id="%s")
        self.sender.fields.pop("comment")
        self.hidden = HiddenForm(data, auto_id="h-%s") if data is not None else HiddenForm.fresh("")
        if data is None:
            return self._render()
        return self._receive()

    def _receive(self) -> HttpResponse:
        if not self.hidden.is_valid():
            self.hidden = HiddenForm.fresh("")
            return self._render()
        earlier = sent_before(self.hidden.cleaned_data["form_key"])
        if earlier:
            return redirect(address_after_sending(earlier, self.request.user))
        if not all([self.form.is_valid(), self.sender.is_valid()]):
            return self._render()
        if not self.is_representative:
            self.refused = refusal(self.request, self.sender.cleaned_data["email"])
        return (
            self._render()
            if self.refused
            else redirect(address_after_sending(create_submission(self._new_submission()), self.request.user))
        )

    def _new_submission(self) -> NewSubmission:
        user = self.request.user if isinstance(self.request.user, User) else None
        target, number = target_of(self.kind, self.profile)
        email = user.email if user and self.is_representative else self.sender.cleaned_data["email"]
        first = not Submission.objects.filter(email__iexact=email).exists()
        return NewSubmission(
            kind=self.kind,
            purpose=Submission.Purpose.REPORT,
            problem=self.form.cleaned_data["problem"],
            base=target.base,
            base_number=number,
            proposed=target.base,
            title=str(self.profile),
            name=self.sender.cleaned_data["name"],
            email=email,
            comment=self.form.cleaned_data["what"],
            form_key=self.hidden.cleaned_data["form_key"],
            profile=self.profile,
            user=user,
            is_representative=self.is_representative,
            risks=[*(["first"] if first else []), *(["automatic"] if self.sender.looks_automatic else [])],
        )

    def _render(self) -> HttpResponse:
        context = {
            "form": self.form,
            "sender": self.sender,
            "hidden": self.hidden,
            "profile": self.profile,
            "is_representative": self.is_representative,
            "challenge": None if self.is_representative else Challenge.fresh(),
            "errors": self._errors() if self.hidden.is_bound else [],
        }
        response = render(self.request, "submissions/report.html", context)
        response["X-Robots-Tag"] = "noindex"
        response["Cache-Control"] = "no-store, private"
        return response

    def _errors(self) -> list[tuple[str, str, str]]:
        errors = [("", "", self.refused)] if self.refused else []
        for form in (self.form, self.sender):
            for name, texts in form.errors.items():
                anchor = form[name].auto_id
                errors += [(anchor, str(form.fields[name].label), str(text)) for text in texts]
        return errors
