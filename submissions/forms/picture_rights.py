"""Who owns a picture that somebody sends, and why the park may show it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kit.form_fields import NameField
from submissions.forms.dressing import dress
from submissions.models import Submission


class PictureRightsForm(forms.Form):
    """Read only where a picture was chosen; then both are asked for."""

    use_required_attribute = False

    rights = forms.ChoiceField(
        label=_("May the park show this picture?"),
        choices=Submission.PictureRights.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why the park may show the picture.")},
    )
    owner = NameField(
        label=_("Who owns it?"),
        max_length=200,
        error_messages={"required": _("Say who owns the picture.")},
        help_text=_("The organisation, the photographer, or the licence, for example “CC BY 4.0”."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="picture", auto_id="%s")
        dress(self, help_texts=False)

    @property
    def given(self) -> tuple[str, str] | None:
        """Why the park may show it, and the owner; None where no picture was chosen."""
        cleaned = getattr(self, "cleaned_data", {})
        return (cleaned["rights"], cleaned["owner"]) if cleaned.keys() >= {"rights", "owner"} else None
