"""Who sends a proposal, and what people never see of a form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.signed_in import Visitor
from kit.form_fields import NameField, ProseField
from submissions.forms.dressing import dress


class SenderForm(forms.Form):
    use_required_attribute = False

    name = NameField(
        label=_("Your name"),
        max_length=120,
        help_text=_("Only the park’s staff see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Your email address"),
        max_length=254,
        help_text=_("For the link that shows what becomes of your proposal. Never published."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    comment = ProseField(
        label=_("Anything that the park’s staff should know"),
        max_length=4_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    # Nobody sees this one; what fills it in is no person.
    fax = forms.CharField(required=False, max_length=4_000, label=_("Leave this empty"))

    def __init__(self, *args: Any, user: Visitor | None = None, **kwargs: Any) -> None:
        """With `user`, a representative, the known address is not asked for."""
        super().__init__(*args, **kwargs | {"prefix": "sender"})
        self.fields["fax"].widget.attrs = {"tabindex": "-1", "autocomplete": "off"}
        if user is not None:
            del self.fields["email"]
            self.fields["name"].initial = str(user)
        dress(self, help_texts=False)

    @property
    def looks_automatic(self) -> bool:
        return bool(self.cleaned_data.get("fax"))
