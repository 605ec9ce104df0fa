"""A story as data for search engines."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from kit.languages import TAGS, active_suffix
from profiles.models import Profile
from profiles.pages.structured import Node, absolute, breadcrumbs, image_node, node_id, profile_id, site_id
from stories.models import Author, Story


def story_nodes(story: Story, authors: Iterable[Author], profiles: Iterable[Profile]) -> list[Node]:
    """The story in the language of the page, who wrote it, whom it names, and the way to it."""
    address = story.get_absolute_url()
    article = {
        "@type": "Article",
        "@id": node_id(address, "story"),
        "headline": str(story.title),
        "description": str(story.lead),
        "url": absolute(address),
        "inLanguage": TAGS[active_suffix()],
        "author": [
            {"@type": "Person", "name": str(author.name), "url": absolute(author.get_absolute_url())}
            for author in authors
        ],
        "datePublished": story.published_at and story.published_at.isoformat(),
        "dateModified": story.changed_at.isoformat(),
        "image": image_node(story.cover),
        "mentions": [{"@id": profile_id(profile)} for profile in profiles],
        "publisher": {"@id": node_id("/", "profile")},
        "isPartOf": {"@id": site_id()},
    }
    return [article, breadcrumbs((_("Stories"), reverse("stories:list")), (story.title, address))]
