"""Which pictures visitors may see because a story shows them."""

from __future__ import annotations

from profiles.models import Image
from stories.models import Author, Story


def shows_publicly(image: Image) -> bool:
    """Whether a published story shows it, or one of its authors."""
    in_story = Story.objects.published().filter(cover=image).exists()
    return in_story or Author.objects.published().filter(logo=image).exists()
