"""The shipped stories: texts in Markdown, a file for each language, whose numbers are those of the shipped profiles.

What becomes of one that editors changed or deleted, profiles/documents/shipments.py says. A story that they withdrew stays
withdrawn, and one of their own under the same address stays theirs.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from kit.languages import columns
from profiles.documents.document import Document
from profiles.documents.reading import document_of, part_of_document
from profiles.documents.shipments import Choose, Said, Shipment
from profiles.documents.writing import Actor
from profiles.models import Shipped
from stories import writing
from stories.models import Author, Story, StoryVersion
from stories.texts.checking import errors_in
from zgc_site.demo.files import FOLDER, WRITTEN_IN, read

ARTICLES = FOLDER / "articles"
WHY = "shipped"  # of versions that a load made
UNRESOLVED = "story {slug}, {name}: {said}"


class StoriesRefused(Exception):
    """A shipped text names what is not in the shipped content."""


def load_stories(is_site_new: bool = False) -> list[str]:
    """Add and correct them, the first of the file as the newest; returns where an editor's word stays.

    On a new site each reference of a new story leads somewhere, or the files are at fault. On another one an editor may
    have withdrawn, replaced or corrected what a story names: it says so as any story does, and that is told.
    """
    authors, stories = AuthorShipment(Author), StoryShipment(Story)
    for row in read(ARTICLES / "authors.csv"):
        authors.bring(row["slug"], row)
    before = set(Story.objects.values_list("pk", flat=True))
    for row in reversed(read(ARTICLES / "stories.csv")):
        stories.bring(row["slug"], _said(row))
    unresolved = _unresolved(before)
    if unresolved and is_site_new:
        raise StoriesRefused("\n".join(unresolved))
    return [*authors.kept, *stories.kept, *unresolved]


class AuthorShipment(Shipment[Author]):
    def document(self, said: Said) -> Document:
        return document_of(Author(**said))


class StoryShipment(Shipment[Story]):
    def document(self, said: Said) -> Document:
        """By those of its authors whom nobody deleted, under whatever address they have now."""
        texts = {name: value for name, value in said.items() if name != "authors"}
        document = part_of_document(Story(**texts), set())
        of_files = Shipped.objects.filter(kind="author", key__in=said["authors"])
        authors = Author.objects.filter(pk__in=of_files.values("object_id")).order_by("slug")
        return replace(
            document, fields={**document.fields, "authors": list(authors.values_list("slug", flat=True))}
        )

    def create(self, document: Document) -> Story:
        story = writing.create(document, Actor(why=WHY))
        story.publish(by=None, why=WHY)
        return story

    def save(self, record: Story, base: Document, proposed: Document, choose: Choose) -> None:
        writing.save(record, base, proposed, Actor(why=WHY), choose)

    def first_base(self, record: Story, said: Said) -> Document | None:
        return _said_last(record)


def _said_last(story: Story) -> Document | None:
    """Of a story from before `Shipped` was kept: all that loads wrote, and nothing that editors did before or in between."""
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


def _said(row: dict[str, str]) -> Said:
    """What the files say of a story, by column."""
    texts: Said = {"slug": row["slug"], "authors": row["authors"].split("|")}
    for suffix in WRITTEN_IN:
        for name, value in _read_text(ARTICLES / f"{row['slug']}.{suffix}.md").items():
            texts[f"{name}_{suffix}"] = value
    return texts


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
