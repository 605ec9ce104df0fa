"""What a profile can be recognised by: its names in the form that spellings share, and its web domain."""

from __future__ import annotations

from django.db import models

from profiles.models.change_set import ChangeSet


class MatchKey(models.Model):
    """One thing that a profile can be recognised by, as a number; see profiles/recognising/match_keys.py."""

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    key = models.BigIntegerField()
    # With which it came to a profile that was there already.
    change_set = models.ForeignKey(
        ChangeSet, on_delete=models.SET_NULL, null=True, db_index=False, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key", "object_id"], name="profiles_matchkey_once")
        ]
        indexes = [
            models.Index(fields=["kind", "object_id"], name="profiles_matchkey_profile"),
            models.Index(
                fields=["change_set", "object_id"],
                condition=models.Q(change_set__isnull=False),
                name="profiles_matchkey_of_set",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.key}"
