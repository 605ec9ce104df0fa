"""What the search index is made of. profiles/search/ writes and queries it; nothing else does."""

from __future__ import annotations

from typing import Any

from django.db import models


class RowNumber(models.BigIntegerField):
    """A primary key that is SQLite's own number of the row, which takes no index of its own."""

    def db_type(self, connection: Any) -> str | None:
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class SearchEntry(models.Model):
    """One profile, cut into tokens that are separated by blanks; see profiles/search/words/analyser.py.

    The engine's own index (FTS5, or GIN over tsvectors) hangs on this table by triggers or as an index
    of it, so it cannot differ. It is made by a migration. The primary key is the profile's, with
    the number of its kind in the lowest bits: what the engine finds needs no join.
    """

    id = RowNumber(primary_key=True)
    names = models.TextField()
    # Identifiers, listings, website, sectors, zone, place.
    terms = models.TextField()
    # Summaries, descriptions, milestones.
    texts = models.TextField()

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class SearchName(models.Model):
    """A beginning that leads to a profile while somebody types: a name, its sound, an identifier.

    Written without blanks, so that "lian xiang" is "lianxiang". The primary key is the entry's, with
    the place among its names in the lowest bits.
    """

    id = RowNumber(primary_key=True)
    key = models.CharField(max_length=60)

    class Meta:
        verbose_name = "beginning of a name"
        verbose_name_plural = "beginnings of names"
        default_permissions = ()

    def __str__(self) -> str:
        return self.key


class SearchWord(models.Model):
    """A word of a name, forwards and backwards: one slip leaves one of its halves as it is.

    Words stay when their last name goes; what is proposed is looked for first.
    """

    word = models.CharField(max_length=20, primary_key=True)
    backwards = models.CharField(max_length=20)

    class Meta:
        verbose_name = "word of a name"
        verbose_name_plural = "words of names"
        default_permissions = ()

    def __str__(self) -> str:
        return self.word
