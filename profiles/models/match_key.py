"""What a profile can be recognised by: its names in the form that spellings share, and its web domain."""

from __future__ import annotations

from django.db import models


class MatchKey(models.Model):
    """One thing that a profile can be recognised by, as a number; see profiles/recognising/match_keys.py."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    key = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "object_id"], name="profiles_matchkey_once")
        ]
        indexes = [models.Index(fields=["kind", "object_id"], name="profiles_matchkey_profile")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.key}"
