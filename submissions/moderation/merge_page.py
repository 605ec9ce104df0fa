"""The page on which two profiles become one: what is chosen, and what will be kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.form_fields import PlainTextField
from kit.languages import listed
from profiles.documents.document import Document, Fields
from profiles.documents.reading import documents_of
from profiles.documents.words import DocumentWords
from profiles.models import Profile
from profiles.models.registry import profile_kind
from submissions.deciding.joining import JoinConflict, Joining
from submissions.deciding.merging import why_not

DO = ("merge", "not_the_same")


class MergeForm(forms.Form):
    """What was chosen, and beside which versions."""

    do = forms.ChoiceField(choices=[(name, name) for name in DO])
    seen_primary = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    seen_duplicate = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)

    def __init__(self, conflicts: list[JoinConflict], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for conflict in conflicts:
            self.fields[f"take-{conflict.name}"] = forms.ChoiceField(
                choices=[("primary", "primary"), ("duplicate", "duplicate")], initial="primary"
            )

    @property
    def seen(self) -> tuple[int, int]:
        return self.cleaned_data["seen_primary"], self.cleaned_data["seen_duplicate"]

    @property
    def picks(self) -> dict[str, str]:
        return {
            name.removeprefix("take-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("take-")
        }


@dataclass(frozen=True)
class MergeChoice:
    """One conflict in words."""

    name: str
    label: str
    primary: str
    duplicate: str
    chosen: str


class MergePage:
    """Two profiles side by side. With `data`, the form shows what was sent."""

    def __init__(
        self, primary: Profile, duplicate: Profile, documents: tuple[Document, Document], data: Any = None
    ) -> None:
        self.primary, self.duplicate = primary, duplicate
        self.joining = Joining(*documents)
        initial = {"seen_primary": primary.version, "seen_duplicate": duplicate.version}
        self.form = MergeForm(self.joining.conflicts, data, initial=initial)
        self.refused = why_not(primary, duplicate)
        self.problems: list[str] = []

    @property
    def kind(self) -> str:
        return self.joining.primary.kind

    @cached_property
    def choices(self) -> list[MergeChoice]:
        return [
            MergeChoice(
                f"take-{conflict.name}",
                listed(self._words.label((), name) for name in conflict.names),
                self._values_in_words(conflict.primary),
                self._values_in_words(conflict.duplicate),
                str(self.form[f"take-{conflict.name}"].value()),
            )
            for conflict in self.joining.conflicts
        ]

    @cached_property
    def gained(self) -> list[tuple[str, str]]:
        """(label, value) of what only the duplicate has."""
        return self._words.fields((), self.joining.gained)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """What comes from the duplicate, by kind of row, if all the choices are for the primary profile."""
        joined = self.joining.joined({})
        words = DocumentWords([self.joining.duplicate, joined.document])
        rows = []
        for relation, shape in self.joining.shape.rows.items():
            new = [words.row_text((relation, key)) for key in joined.added.get(relation, {})]
            if new or joined.same.get(relation):
                title = capfirst(shape.model._meta.verbose_name_plural)
                rows.append({"title": title, "new": new, "same": joined.same.get(relation, 0)})
        return rows

    @property
    def errors(self) -> list[str]:
        of_form = [str(text) for texts in self.form.errors.values() for text in texts]
        return [*self.problems, *(of_form if self.form.is_bound else [])]

    @cached_property
    def _words(self) -> DocumentWords:
        return DocumentWords([self.joining.primary, self.joining.duplicate])

    def _values_in_words(self, fields: Fields) -> str:
        return listed(self._words.value((), name, value) for name, value in fields.items())


def merge_page(kind: str, primary: int, duplicate: int, data: Any = None) -> MergePage | None:
    """None where one of the two does not exist."""
    documents = documents_of(kind, {primary, duplicate})
    if primary not in documents or duplicate not in documents:
        return None
    (primary_profile, primary_document), (duplicate_profile, duplicate_document) = (
        documents[primary],
        documents[duplicate],
    )
    return MergePage(primary_profile, duplicate_profile, (primary_document, duplicate_document), data)


class DuplicateForm(forms.Form):
    """Names the duplicate page of an organisation by its address."""

    duplicate = PlainTextField(
        label=gettext_lazy("Address of the other page"),
        max_length=500,
        widget=forms.TextInput(attrs={"class": "input", "autocomplete": "off"}),
    )

    def __init__(self, kind: str, pk: int, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.pk = kind, pk

    def clean_duplicate(self) -> Profile:
        """The profile of which the address, or its last part, was given."""
        slug = _last_part(self.cleaned_data["duplicate"])
        profile = profile_kind(self.kind).model._default_manager.filter(slug=slug).exclude(pk=self.pk).first()
        if profile is None:
            raise forms.ValidationError(_("There is no other page at this address."))
        return profile


def _last_part(address: str) -> str:
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return path.rstrip("/").rpartition("/")[2]
