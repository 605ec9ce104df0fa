"""The forms of profiles and of plain records in the admin: what could not be saved."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.form_fields import LineField
from profiles.editing.edits import EditProblem, EditSession
from profiles.editing.picture_form import PictureForm


class CheckedOnSave(forms.ModelForm):
    """Leaves to the save what the database checks: it is decided on top of what others saved meanwhile."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._validate_unique = False
        return cleaned

    def _post_clean(self) -> None:
        # ModelForm has no switch for this as it has for uniqueness: each would be a query.
        self.instance.validate_constraints = lambda exclude=None: None
        super()._post_clean()  # type: ignore[misc]  # reason: not in the stubs
        del self.instance.validate_constraints

    def _get_validation_exclusions(self) -> set[str]:
        """Not the records that the form's own fields have just looked up."""
        links = {field.name for field in self._meta.model._meta.fields if field.is_relation}
        exclusions = super()._get_validation_exclusions()  # type: ignore[misc]  # reason: not in the stubs
        return exclusions | {name for name in links if self.cleaned_data.get(name)}


class MergingForm(CheckedOnSave):
    """Reports why a save failed."""

    edit: EditSession | None = None  # set by the admin while a save is under way

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.edit and self.edit.problem:
            self._report(self.edit.problem)
        return cleaned

    def _report(self, problem: EditProblem) -> None:
        if problem.is_gone:
            text = _("Somebody deleted this record while you were working on it. Your text is still here.")
            self.add_error(None, ValidationError(text, code="gone"))
        if problem.conflicts:
            text = _("Somebody else changed the same as you. Nothing was saved yet: choose above.")
            self.add_error(None, ValidationError(text, code="conflict"))
        for path, texts in problem.errors.items():
            if "/" not in path:
                self.add_error(path if path in self.fields else None, texts)
        if problem.errors and not self.errors:
            self.add_error(None, _("Some rows could not be saved; see below."))


class ProfileAdminForm(PictureForm, MergingForm):
    why = LineField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A few words for the history, for example “annual report 2024”."),
    )
