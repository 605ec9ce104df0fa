"""What was chosen for a file, kept for the next one with the same headers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class FileMapping(models.Model):
    """One for each set of headers, of the last import that went through; all who may import share them."""

    kind = models.CharField(_("kind of profile"), max_length=20)
    headers_digest = models.CharField(max_length=64, editable=False)
    choices = models.JSONField(default=dict, blank=True)  # see profiles/imports/choices.py
    file_name = models.CharField(_("name of the file"), max_length=200)
    used_at = models.DateTimeField(default=timezone.now)
    used_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "headers_digest"], name="profiles_filemapping_once")
        ]

    def __str__(self) -> str:
        return self.file_name

    @classmethod
    def remember(
        cls, kind: str, headers: Iterable[str], choices: Mapping[str, Any], *, file_name: str, by: User
    ) -> None:
        values = {"choices": dict(choices), "file_name": file_name, "used_at": timezone.now(), "used_by": by}
        cls._default_manager.update_or_create(kind=kind, headers_digest=digest_of(headers), defaults=values)

    @classmethod
    def of_rows(cls, kind: str, rows: Iterable[tuple[int, Iterable[Any]]]) -> tuple[FileMapping, int] | None:
        """The mapping for one of the first rows of a file, and the number of that row; the last used of several."""
        lines = {digest_of(cell for cell in cells if isinstance(cell, str)): line for line, cells in rows}
        known = (
            cls._default_manager.filter(kind=kind, headers_digest__in=list(lines))
            .order_by("-used_at")
            .first()
        )
        return (known, lines[known.headers_digest]) if known else None


def digest_of(headers: Iterable[str]) -> str:
    """Identifies headers, whatever their order, spaces and case."""
    texts = sorted({"".join(header.split()).casefold() for header in headers} - {""})
    return sha256("\n".join(texts).encode()).hexdigest()
