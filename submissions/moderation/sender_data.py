"""The page on which administrators delete what is stored of a sender who asks for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.signed_in import signed_in
from submissions.forms.dressing import dress
from submissions.messages.forgetting import StoredOfSender, forget
from submissions.models import OwnProposal
from submissions.moderation.desk import desk


class SenderDataForm(forms.Form):
    """Sent and not asked for in an address: that would be kept in logs and histories."""

    use_required_attribute = False

    email = forms.EmailField(
        label=_("Email address of the sender"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="%s")
        dress(self, help_texts=False)


@never_cache
@permission_required("submissions.forget_submission", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def sender_data(request: HttpRequest) -> HttpResponse:
    """Show what is stored of an address, and delete it."""
    form = SenderDataForm(request.POST if request.method == "POST" else None)
    stored = account = None
    if form.is_bound and form.is_valid():
        email = form.cleaned_data["email"]
        if "delete" not in request.POST:
            stored = StoredOfSender.of(email)
            account = User.objects.filter(email__iexact=email).first()
        elif _forget(request, form, email):
            return redirect("moderation:sender-data")
    context = {"form": form, "stored": stored, "account": account, **desk(request)}
    return render(request, "moderation/sender_data.html", context)


def _forget(request: HttpRequest, form: SenderDataForm, email: str) -> bool:
    """False, with the reason beside the field, where nothing is deleted."""
    try:
        number = forget(email, by=signed_in(request))
    except OwnProposal:
        own = _(
            "One of these proposals is your own, and it is open or its decision can still be taken back. Another administrator deletes the data."
        )
        form.add_error("email", own)
        return False
    text = ngettext(
        "The personal data in %(number)s proposal is deleted.",
        "The personal data in %(number)s proposals is deleted.",
        number,
    )
    mails_alone = _("No proposal came from this address; mails that were sent to it are deleted.")
    messages.success(request, text % {"number": number} if number else mails_alone)
    return True
