"""A logo and a cover in a form: checked, re-encoded, and remembered when the form comes back."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.pictures.cleaning import CleanImage, clean_image
from profiles.models import Image
from profiles.models.image import PICTURES


class PictureField(forms.FileField):
    """An uploaded picture, checked and re-encoded."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        self.kind = kind
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> CleanImage | None:
        file = super().clean(data, None)
        if not file:
            return None
        file.seek(0)  # a form that is read a second time finds its file again
        return clean_image(file, self.kind)


class PictureForm(forms.ModelForm):
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
    # A picture that was chosen before the form had to come back, so that it need not be chosen again.
    kept_logo = forms.CharField(required=False, widget=forms.HiddenInput)
    kept_cover = forms.CharField(required=False, widget=forms.HiddenInput)

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # reason: not in the stubs
        self._place_pictures()

    def _place_pictures(self) -> None:
        self.chosen: dict[str, Image] = {}
        for kind in PICTURES:
            image = self._new_picture(kind)
            if image:
                self.chosen[kind] = image
                setattr(self.instance, kind, image)
                self._keep_picture(kind, image)
            elif self.cleaned_data.get(f"remove_{kind}"):
                setattr(self.instance, kind, None)

    def _new_picture(self, kind: str) -> Image | None:
        clean = self.cleaned_data.get(f"new_{kind}")
        if clean:
            try:
                return self.store_picture(clean, kind)
            except ValidationError as error:
                self.add_error(f"new_{kind}", error)
                return None
        try:
            token = signing.loads(self.cleaned_data.get(f"kept_{kind}", ""), salt=kind)
        except signing.BadSignature:
            return None
        return Image.objects.filter(token=token).first()

    def store_picture(self, clean: CleanImage, kind: str) -> Image:
        return Image.store(clean, kind)

    def _keep_picture(self, kind: str, image: Image) -> None:
        """For a form that has to come back: browsers do not send a file twice."""
        token = signing.dumps(image.token, salt=kind)
        data = cast(QueryDict, self.data).copy()
        data[self.add_prefix(f"kept_{kind}")] = token
        self.data = data
        self[f"new_{kind}"].help_text = _("The picture that you chose is kept.")
