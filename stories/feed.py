"""The newest stories as an Atom feed, one in each language (RFC 4287)."""

from __future__ import annotations

import datetime
import re
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from kit.languages import TAGS, active_suffix
from stories.models import Story

MAX_ENTRIES = 30
NEVER = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


class _Feed(Atom1Feed):
    """An entry with each of its authors; Django knows one."""

    def latest_post_date(self) -> datetime.datetime:
        """Of an empty feed always the same, so that it has not changed at the next request."""
        return super().latest_post_date() if self.items else NEVER

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        for name, address in item["authors"]:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.addQuickElement("uri", address)
            handler.endElement("author")
        super().add_item_elements(handler, item)


def story_feed(request: HttpRequest, site_name: str) -> str:
    address = request.build_absolute_uri(reverse("stories:feed"))
    stories = Story.objects.published().in_language().newest_first().for_lines()[:MAX_ENTRIES]
    entries = list(stories)
    feed = _Feed(
        title=_clean(_("Stories · %(site)s") % {"site": site_name}),
        subtitle=_("Articles about the park, its companies and their figures."),
        link=request.build_absolute_uri(reverse("stories:list")),
        description="",
        language=TAGS[active_suffix()],
        feed_url=address,
        feed_guid=address,
        # An entry without authors has that of the feed, which each feed must then have.
        author_name=_clean(site_name),
    )
    for story in entries:
        feed.add_item(
            title=_clean(story.title),
            description=_clean(story.lead),
            link=request.build_absolute_uri(story.get_absolute_url()),
            unique_id=_lasting_id(request, story),
            pubdate=story.published_at,
            updateddate=max(story.changed_at, story.published_at or story.changed_at),
            authors=[
                (_clean(author.name), request.build_absolute_uri(author.get_absolute_url()))
                for author in story.authors.all()
            ],
        )
    return feed.writeString("utf-8")


def _clean(text: str) -> str:
    return NOT_XML.sub("", text)


def _lasting_id(request: HttpRequest, story: Story) -> str:
    """A tag URI (RFC 4151) of the story in this language."""
    host = request.get_host().partition(":")[0]
    return f"tag:{host},{story.published_at:%Y-%m-%d}:story-{story.pk}-{active_suffix()}"
