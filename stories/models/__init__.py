"""Stories, who writes them, and every version of their texts."""

from stories.models.author import Author
from stories.models.mention import Mention
from stories.models.story import NotWhole, Story
from stories.models.version import StoryVersion, WhatHappened

__all__ = ["Author", "Mention", "NotWhole", "Story", "StoryVersion", "WhatHappened"]
