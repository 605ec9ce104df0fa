"""The forms of stories and authors in the administration."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from kit.form_fields import LineField
from kit.languages import columns
from profiles.admin.forms import MergingForm
from profiles.editing.picture_form import PictureField, PictureForm
from stories.texts.checking import errors_in
from stories.writing import TEXTS

FORMATS = gettext_lazy("PNG, JPEG, WebP or GIF, up to 5 MB.")


class StoryForm(PictureForm, MergingForm):
    """Of what its texts refer to, what changed is checked: an old text may be saved though a profile has gone since."""

    new_cover = PictureField("cover", label=gettext_lazy("New lead picture"), help_text=FORMATS)
    remove_cover = forms.BooleanField(label=gettext_lazy("Remove the lead picture"), required=False)
    why = LineField(
        label=gettext_lazy("Why"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("A few words for the history, for example “corrected a name”."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        changed = {name: cleaned[name] for name in TEXTS if name in self.changed_data and name in cleaned}
        links = [name for name in columns("see_also") if name in changed]
        for name, said in errors_in(changed, links).items():
            self.add_error(name, said)
        return cleaned


class AuthorForm(PictureForm, MergingForm):
    new_logo = PictureField("logo", label=gettext_lazy("New picture"), help_text=FORMATS)
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the picture"), required=False)


class RestoreStoryForm(forms.Form):
    """Which version is to come back, and which one its reader saw beside it."""

    number = forms.IntegerField(min_value=1, max_value=10**6)
    seen = forms.IntegerField(min_value=1, max_value=10**6)
