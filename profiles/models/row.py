"""A row of a profile, known by a key that holds in every database."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kit.keys import new_key


class Row(models.Model):
    """A row that belongs to one profile. Nothing refers to it, so it can be taken out and put back."""

    # Fields that say one thing together: a merge takes all of a group from one side.
    # Fields in no group stand for themselves. See profiles/documents/merge.py.
    TOGETHER: ClassVar[tuple[tuple[str, ...], ...]] = ()

    # How many of them one profile may have; 0: no limit. Kept by profiles/documents/, as no single row breaks it.
    MOST: ClassVar[int] = 0

    key = models.UUIDField(primary_key=True, default=new_key, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def is_sourced(cls) -> bool:
        """Whether its rows name a source; others are their own evidence."""
        return any(field.name == "source" for field in cls._meta.fields)
