"""What the product shipped of a record last: the base of the merge with what its next release ships."""

from __future__ import annotations

from django.db import models


class Shipped(models.Model):
    """A record that a release brought. What differs from `said` on the site, staff changed; where it is gone, they deleted it."""

    kind = models.CharField(max_length=20)  # of the record: "source", "page", "story", "sector"
    key = models.CharField(max_length=120)  # what the files call it
    # No foreign key: this outlives the record, so that what staff deleted does not come back.
    object_id = models.BigIntegerField()
    said = models.JSONField()  # as the files had it, by column

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="profiles_shipped_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
