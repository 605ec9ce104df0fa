"""Which profiles the texts of a story name."""

from __future__ import annotations

from django.db import models

from stories.models.story import Story


class Mention(models.Model):
    """A profile that a story names in any of its texts; written with the story, to find stories about the same.

    By the address that the text has, which stays that of the profile when it is renamed, merged into another or hidden.
    """

    story = models.ForeignKey(Story, on_delete=models.CASCADE, related_name="mentions")
    profile = models.CharField(max_length=140)  # its kind and address: "company:acme"

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["profile", "story"], name="stories_mention_once")]

    def __str__(self) -> str:
        return self.profile
