"""What an address says about where the form opens, and what a form says about itself."""

from __future__ import annotations

import uuid

from django import forms
from django.core import signing

from kit.form_fields import PlainTextField
from profiles.documents.document import Document
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.reading import read_whole
from profiles.models import Profile
from submissions.forms.proposal import Opening, Target

SEEN = "submissions.seen"


class OpeningForm(forms.Form):
    """`?field=founded`, `?row=figures/<key>`, `?add=milestones`, `?report=1`. What is wrong opens nothing."""

    field = PlainTextField(max_length=60, required=False)
    row = PlainTextField(max_length=100, required=False)
    add = PlainTextField(max_length=40, required=False)
    report = forms.BooleanField(required=False)

    @property
    def is_report(self) -> bool:
        self.is_valid()
        return bool(self.cleaned_data.get("report"))

    def opening(self) -> Opening:
        self.is_valid()
        parameters = self.cleaned_data
        row, add = parameters.get("row", ""), parameters.get("add", "")
        rows = tuple(path for path in (row, f"{add}/new1" if add else "") if path)
        return Opening(parameters.get("field", ""), rows, add or row.partition("/")[0])


class HiddenForm(forms.Form):
    """What a form carries about itself."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=300)
    confirmed = forms.CharField(required=False, max_length=64)

    @classmethod
    def fresh(cls, seen: str) -> HiddenForm:
        return cls(initial={"form_key": uuid.uuid4(), "seen": seen}, auto_id="h-%s")


def seen_mark(kind: str, pk: int, version: int) -> str:
    """Says which version a form was opened at; signed, so that nobody can ask for one that was never public."""
    return signing.dumps([kind, pk, version], salt=SEEN)


def target_of(kind: str, profile: Profile, mark: str = "") -> tuple[Target, int]:
    """The published profile as the form's sender saw it, and the number of that version."""
    try:
        marked_kind, pk, number = signing.loads(mark, salt=SEEN)
    except (signing.BadSignature, ValueError, TypeError):
        return _current_target(kind, profile.pk)
    if (marked_kind, pk) != (kind, profile.pk):
        return _current_target(kind, profile.pk)
    try:
        base = document_at(kind, pk, number)
    except NoSuchVersion:
        return _current_target(kind, profile.pk)
    return Target(kind, base, base, pk), number


def _current_target(kind: str, pk: int) -> tuple[Target, int]:
    current = read_whole(kind, pk)
    live, base = current if current else (None, Document(kind))
    return Target(kind, base, base, pk), live.version if live else 0
