"""A problem with a page, in a choice and a few words."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.form_fields import ProseField
from submissions.forms.dressing import dress
from submissions.models import Submission


class ReportForm(forms.Form):
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
