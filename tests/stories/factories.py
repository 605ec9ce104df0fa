"""Stories and authors for tests."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import Any

from profiles.documents.reading import part_of_document
from profiles.documents.writing import Actor
from stories import writing
from stories.models import Author, Story

_number = itertools.count(1)


def make_author(*, slug: str = "", **fields: Any) -> Author:
    slug = slug or f"author-{next(_number)}"
    names = {f"name_{suffix}": slug for suffix in ("en", "zh", "fr")}
    return Author.objects.create(slug=slug, **{**names, **fields})


def make_story(*, published: bool = True, authors: tuple[Author, ...] = (), **fields: Any) -> Story:
    """A story in English, unless texts in other languages are given; written as the administration does."""
    slug = fields.pop("slug", "") or f"story-{next(_number)}"
    texts = {"title_en": slug, "lead_en": "What it is about.", "body_en": "A text."} | fields
    document = part_of_document(Story(slug=slug, **texts), set())
    if authors:
        slugs = sorted(author.slug for author in authors)
        document = replace(document, fields={**document.fields, "authors": slugs})
    story = writing.create(document, Actor())
    if published:
        story.publish(by=None)
        story.refresh_from_db()
    return story


IN_ALL = {
    f"{name}_{suffix}": f"{name} {suffix}"
    for name in ("title", "lead", "body")
    for suffix in ("en", "zh", "fr")
}
