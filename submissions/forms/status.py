"""What a sender writes on the secret page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.form_fields import ProseField
from submissions.forms.dressing import dress


class SenderAnswerForm(forms.Form):
    use_required_attribute = False

    text = ProseField(label=_("Your answer"), max_length=4_000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "%s"})
        dress(self, help_texts=False)


class LinkForm(forms.Form):
    use_required_attribute = False

    email = forms.EmailField(
        label=_("Your email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"auto_id": "%s"})
        dress(self, help_texts=False)
