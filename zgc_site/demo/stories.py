"""The shipped stories: texts in Markdown, a file for each language, whose numbers are those of the shipped profiles.

A later release follows what its files changed since they said it last; what editors wrote meanwhile stays. A story that
editors withdrew stays withdrawn, and one of their own under the same address stays theirs.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from kit.languages import columns
from profiles.documents.document import Document
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import part_of_document
from profiles.documents.writing import Actor
from stories import writing
from stories.models import Author, Story, StoryVersion
from stories.texts.checking import errors_in
from zgc_site.demo.files import FOLDER, WRITTEN_IN, read, save

ARTICLES = FOLDER / "articles"
WHY = "shipped"  # of versions that a load made
NOT_SHIPPED = "story {slug}: its address is that of a story of your own"
KEPT = "story {slug}, {name}: an editor changed it; it stays as it is"
UNRESOLVED = "story {slug}, {name}: {said}"


class StoriesRefused(Exception):
    """A shipped text names what is not in the shipped content."""


def load_stories(is_site_new: bool = False) -> list[str]:
    """Add and correct them, the first of the file as the newest; returns where an editor's word stays.

    On a new site each reference of a new story leads somewhere, or the files are at fault. On another one an editor may
    have withdrawn, replaced or corrected what a story names: it says so as any story does, and that is told.
    """
    for row in read(ARTICLES / "authors.csv"):
        if not Author.objects.filter(slug=row["slug"]).exists():
            save(Author(**row))
    before, kept = set(Story.objects.values_list("pk", flat=True)), list[str]()
    for row in reversed(read(ARTICLES / "stories.csv")):
        _load(row, kept)
    unresolved = _unresolved(before)
    if unresolved and is_site_new:
        raise StoriesRefused("\n".join(unresolved))
    return [*kept, *unresolved]


def _load(row: dict[str, str], kept: list[str]) -> None:
    shipped, story = _shipped(row), Story.objects.filter(slug=row["slug"]).first()
    if story is None:
        writing.create(shipped, Actor(why=WHY)).publish(by=None, why=WHY)
        return
    base = _said_last(story)
    if base is None:
        kept.append(NOT_SHIPPED.format(slug=story.slug))
    elif base != shipped:
        writing.save(story, base, shipped, Actor(why=WHY), partial(_keep_live, story.slug, kept))


def _said_last(story: Story) -> Document | None:
    """What the files said at the last load: all that loads wrote, and nothing that editors did before or in between."""
    said: Document | None = None
    before: dict[str, Any] = {}
    for version in StoryVersion.objects.filter(story=story, document__isnull=False).order_by("number"):
        document = writing.document_at(version)
        if version.why == WHY and version.made_by_id is None:
            written = {name: value for name, value in document.fields.items() if before.get(name) != value}
            gone = before.keys() - document.fields.keys()
            kept = said.fields if said else {}
            said = replace(
                document,
                fields={name: value for name, value in (kept | written).items() if name not in gone},
            )
        before = document.fields
    return said


def _keep_live(slug: str, kept: list[str], conflict: Conflict) -> Side:
    kept.extend(KEPT.format(slug=slug, name=name) for name in conflict.names)
    return "live"


def _shipped(row: dict[str, str]) -> Document:
    texts: dict[str, Any] = {}
    for suffix in WRITTEN_IN:
        for name, value in _read_text(ARTICLES / f"{row['slug']}.{suffix}.md").items():
            texts[f"{name}_{suffix}"] = value
    document = part_of_document(Story(slug=row["slug"], **texts), set())
    return replace(document, fields={**document.fields, "authors": sorted(row["authors"].split("|"))})


def _read_text(path: Path) -> dict[str, str]:
    """Lines with a name before the first empty one, then the text; "see" as often as there is something to see."""
    head, _empty, body = path.read_text(encoding="utf-8").partition("\n\n")
    lines = [line.partition(": ") for line in head.splitlines()]
    found = {name: value for name, _colon, value in lines if name in ("title", "lead")}
    see_also = "\n".join(value for name, _colon, value in lines if name == "see")
    return found | {"see_also": see_also, "body": body.strip()}


def _unresolved(before: set[int]) -> list[str]:
    """References of the stories that were not there before which lead nowhere, in words."""
    names = [*columns("body"), *columns("see_also")]
    return [
        UNRESOLVED.format(slug=story.slug, name=name, said=text)
        for story in Story.objects.exclude(pk__in=before)
        for name, texts in errors_in(
            {name: getattr(story, name) for name in names}, columns("see_also")
        ).items()
        for text in texts
    ]
