"""What a moderator sends: a choice for each part, and the answer as a whole."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from kit.form_fields import LineField, ProseField
from submissions.models import Reason

MAX_REASON_LENGTH = 400
MAX_NOTE_LENGTH = 4_000


class ReasonChoice(forms.ModelChoiceField):
    """A reason by its short name."""

    def __init__(self, **kwargs: Any) -> None:
        reasons = Reason.objects.filter(in_use=True)
        super().__init__(reasons, to_field_name="slug", required=False, empty_label="–", **kwargs)

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and "\0" in value:
            raise forms.ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)


class NoteField(ProseField):
    """A note that need not be."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=MAX_NOTE_LENGTH, **kwargs)


class PartForm(forms.Form):
    """The choice for one part. Nothing chosen is no error here: questions can be asked before."""

    take = forms.ChoiceField(
        choices=[
            ("accept", pgettext_lazy("verb", "Accept")),
            ("reject", pgettext_lazy("verb", "Reject")),
            ("edit", gettext_lazy("Edit, then accept")),
        ],
        required=False,
    )
    why = LineField(
        required=False, max_length=MAX_REASON_LENGTH, label=gettext_lazy("Reason, sent to the sender")
    )
    seen = forms.CharField(required=False, max_length=40)


class VerdictForm(forms.Form):
    """What is done with the proposal as a whole."""

    class Do:
        PUBLISH, ASK, REJECT, SPAM, DONE = "publish", "ask", "reject", "spam", "done"

    do = forms.ChoiceField(choices=[(name, name) for name in ("publish", "ask", "reject", "spam", "done")])
    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)
    note = NoteField(label=gettext_lazy("Note to the sender"))
    reason = ReasonChoice(label=gettext_lazy("Reason"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        do, reason = cleaned.get("do"), cleaned.get("reason")
        if do == self.Do.REJECT and not reason:
            self.add_error("reason", _("Choose a reason; its sender reads it."))
        if do == self.Do.ASK and not cleaned.get("note") and not reason:
            self.add_error("note", _("Write what you want to know, or choose a reason."))
        return cleaned


class RevisionForm(forms.Form):
    """Names what was shown, for an act that needs no more."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)

    @property
    def number(self) -> int:
        """0, which is no step, where something else was sent."""
        return self.cleaned_data["revision"] if self.is_valid() else 0
