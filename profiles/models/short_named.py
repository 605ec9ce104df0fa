"""Records that documents name by a short name: terms and sources."""

from __future__ import annotations

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _


class ShortNamed(models.Model):
    """Its short name never changes, because old versions refer to it."""

    SHORT_NAME: ClassVar[str]
    # Whether a park keeps a list of them: sectors, zones.
    IS_TERM: ClassVar[bool] = True
    # Fields that say one thing together, as in Row.
    TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = ()

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        stored = (
            type(self)._default_manager.filter(pk=self.pk).values_list(self.SHORT_NAME, flat=True).first()
        )
        if stored is not None and stored != getattr(self, self.SHORT_NAME):
            text = _("The short name stays “%(name)s”: older versions of profiles refer to it.")
            raise ValidationError(text, code="short_name", params={"name": stored})
