"""A logo or cover: re-encoded pixels in several sizes, nothing of the file that was sent."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext_lazy as _

from profiles import images


class Image(models.Model):
    """The stored sizes of one picture, known by the hash of its pixels."""

    sha256 = models.CharField(_("content hash"), max_length=64)
    kind = models.CharField(_("kind"), max_length=5, choices=[("logo", _("logo")), ("cover", _("cover"))])
    width = models.PositiveIntegerField(_("width in pixels"))
    height = models.PositiveIntegerField(_("height in pixels"))
    # [{"name": file name, "width": pixels, "height": pixels}], smallest first.
    renditions = models.JSONField(_("sizes"))
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")
        constraints = [
            models.UniqueConstraint(fields=["sha256", "kind"], name="profiles_image_once"),
            models.CheckConstraint(condition=models.Q(kind__in=["logo", "cover"]), name="profiles_image_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.width} × {self.height}"

    @classmethod
    def store(cls, clean: images.CleanImage, kind: str) -> Image:
        """Keep a checked image; the same pixels are kept once."""
        existing = cls.objects.filter(sha256=clean.sha256, kind=kind).first()
        if existing:
            return existing
        renditions = [_write(rendition) for rendition in clean.renditions]
        image, created = cls.objects.get_or_create(
            sha256=clean.sha256,
            kind=kind,
            defaults={"width": clean.width, "height": clean.height, "renditions": renditions},
        )
        if not created:  # another process stored the same pixels a moment ago
            for rendition in renditions:
                default_storage.delete(rendition["name"])
        return image

    @property
    def smallest(self) -> dict[str, Any]:
        return self.renditions[0]

    @property
    def largest(self) -> dict[str, Any]:
        return self.renditions[-1]


def _write(rendition: images.Rendition) -> dict[str, Any]:
    name = default_storage.save(images.random_name(rendition.format), ContentFile(rendition.data))
    return {"name": name, "width": rendition.width, "height": rendition.height}
