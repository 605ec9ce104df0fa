"""What the content that comes with the product said of a source last: the base of the merge with what its next release says."""

from __future__ import annotations

from django.db import models

from profiles.models.source import Source


class ShippedSource(models.Model):
    """A source that the content brought. What differs from this on the site, an editor changed."""

    source = models.OneToOneField(Source, on_delete=models.CASCADE, primary_key=True, related_name="+")
    said = models.JSONField()  # its columns as the files had them, by name

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.source)
