"""The form of a profile in the admin: pictures, and the version it was opened at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from profiles.images import CleanImage, clean_image
from profiles.models import Image, Profile


class StaleSave(Exception):
    """The profile was saved by somebody else after this form was opened."""


@dataclass(frozen=True)
class Difference:
    """A field that differs between what was saved meanwhile and what was typed here."""

    label: str
    theirs: str
    yours: str


class PictureField(forms.FileField):
    """An uploaded picture, checked and re-encoded."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> CleanImage | None:
        file = super().clean(data, None)
        return clean_image(file, self.kind) if file else None


class ProfileAdminForm(forms.ModelForm):
    stale_save = False  # set by the admin when a save lost the race

    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    save_anyway = forms.BooleanField(
        label=gettext_lazy("I have compared; save my version"), required=False, widget=forms.HiddenInput
    )
    new_logo = PictureField(
        "logo", label=gettext_lazy("New logo"), help_text=gettext_lazy("PNG, JPEG, WebP or GIF, up to 5 MB.")
    )
    remove_logo = forms.BooleanField(label=gettext_lazy("Remove the logo"), required=False)
    new_cover = PictureField(
        "cover",
        label=gettext_lazy("New cover"),
        help_text=gettext_lazy("PNG, JPEG, WebP or GIF, up to 5 MB."),
    )
    remove_cover = forms.BooleanField(label=gettext_lazy("Remove the cover"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.old_slug = self.instance.slug
        self.saved: Profile | None = None
        self.fields["seen_version"].initial = self.instance.version

    def clean_seen_version(self) -> int:
        return self.cleaned_data.get("seen_version") or self.instance.version

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        former = self.instance.former_slugs.model.objects.filter(slug=slug) if self.instance.pk else []
        owner = f"{self.instance._meta.model_name}_id"
        if any(getattr(row, owner) != self.instance.pk for row in former):
            raise ValidationError(
                _("This was the address of another profile, which still redirects from it.")
            )
        return slug

    def clean(self) -> dict[str, Any]:
        """Refuse a form that was opened before the newest save; both texts are kept."""
        data = super().clean() or self.cleaned_data
        if self.instance.pk and self._is_stale():
            self.saved = (
                type(self.instance)._default_manager.select_related("changed_by").get(pk=self.instance.pk)
            )
            if not data.get("save_anyway"):
                self._offer_choice()
                raise ValidationError(
                    _(
                        "Somebody else saved this record while you were working on it. Nothing of yours was saved yet: compare below."
                    ),
                    code="stale",
                )
            data["seen_version"] = self.saved.version
        return data

    def _is_stale(self) -> bool:
        newest = (
            type(self.instance)._default_manager.filter(pk=self.instance.pk).values_list("version", flat=True)
        )
        return self.stale_save or self.cleaned_data.get("seen_version") != newest.first()

    def _offer_choice(self) -> None:
        self.fields["save_anyway"].widget = forms.CheckboxInput()

    @property
    def differences(self) -> list[Difference]:
        """Field by field: what was saved meanwhile, and what was typed here."""
        if self.saved is None:
            return []
        differing = []
        for name in self._meta.fields or self.fields:
            field = self.fields.get(name)
            if field is None or name in ("seen_version", "save_anyway") or not hasattr(self.saved, name):
                continue
            theirs, yours = self._shown(name), self.data.get(self.add_prefix(name), "")
            if theirs != yours and not hasattr(getattr(self.saved, name), "all"):
                differing.append(Difference(str(field.label), theirs, yours))
        return differing

    def _shown(self, name: str) -> str:
        value = getattr(self.saved, name)
        value = getattr(value, "pk", value)
        value = getattr(value, "code", value)  # a country
        return "" if value is None else str(value)

    def store_images(self, profile: Profile) -> None:
        for kind in ("logo", "cover"):
            clean = self.cleaned_data.get(f"new_{kind}")
            if clean:
                setattr(profile, kind, Image.store(clean, kind))
            elif self.cleaned_data.get(f"remove_{kind}"):
                setattr(profile, kind, None)

    def keep_former_slug(self) -> None:
        """The old address goes on working; the new one is no former address any more."""
        former = self.instance.former_slugs  # type: ignore[attr-defined]
        former.filter(slug=self.instance.slug).delete()
        if self.old_slug and self.old_slug != self.instance.slug:
            former.get_or_create(slug=self.old_slug)
