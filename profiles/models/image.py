"""A logo or cover: re-encoded pixels in several sizes, nothing of the file that was sent."""

from __future__ import annotations

import re
import secrets
from typing import Any, Self

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from kit.pictures import cleaning

# The columns of a profile that show one.
PICTURES = ("logo", "cover")


def _new_token() -> str:
    return secrets.token_hex(16)


class Image(models.Model):
    """The stored sizes of one picture, known by the hash of its pixels."""

    # Random, so that nobody finds the picture of a draft by guessing; part of each file's name.
    token = models.CharField(max_length=32, unique=True, default=_new_token, editable=False)
    sha256 = models.CharField(_("content hash"), max_length=64)
    kind = models.CharField(_("kind"), max_length=5, choices=[("logo", _("logo")), ("cover", _("cover"))])
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    # [{"name": file name, "width": pixels, "height": pixels}], smallest first.
    renditions = models.JSONField(_("sizes"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    # Of a picture that is shown in an old version or a draft: the name and arguments of its address there.
    shown_in: tuple[str, tuple] | None = None

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.UniqueConstraint(fields=["sha256", "kind"], name="profiles_image_once"),
            models.CheckConstraint(condition=models.Q(kind__in=[*PICTURES]), name="profiles_image_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.width} × {self.height}"

    @classmethod
    def store(cls, clean: cleaning.CleanImage, kind: str) -> Self:
        """Store a checked image; the same pixels are stored once."""
        image = cls.objects.filter(sha256=clean.sha256, kind=kind).first()
        if image:
            return image
        token = _new_token()
        image, created = cls.objects.get_or_create(
            sha256=clean.sha256,
            kind=kind,
            defaults={
                "token": token,
                "width": clean.width,
                "height": clean.height,
                "renditions": [_write(rendition, token) for rendition in clean.renditions],
            },
        )
        if not created:  # another process stored the same pixels a moment ago
            for rendition in clean.renditions:
                default_storage.delete(_file_name(rendition, token))
        return image

    @classmethod
    def of_file(cls, name: str) -> Self | None:
        """The image that a stored file belongs to."""
        token = name.rpartition("/")[2].partition("-")[0]
        if not re.fullmatch(r"[0-9a-f]{32}", token):  # PostgreSQL refuses to compare with a NUL
            return None
        image = cls.objects.filter(token=token).first()
        return image if image and name in [rendition["name"] for rendition in image.renditions] else None

    @property
    def smallest(self) -> dict[str, Any]:
        return self.renditions[0]

    @property
    def largest(self) -> dict[str, Any]:
        return self.renditions[-1]


def _file_name(rendition: cleaning.Rendition, token: str) -> str:
    return f"{token[:2]}/{token}-{rendition.width}.{rendition.format}"


def _write(rendition: cleaning.Rendition, token: str) -> dict[str, Any]:
    name = default_storage.save(_file_name(rendition, token), ContentFile(rendition.data))
    return {"name": name, "width": rendition.width, "height": rendition.height}
