"""The texts that the product ships, and how a release of it brings newer ones to a site whose staff changed some.

Each is a file of Markdown, pages/shipped/KEY.LANGUAGE.md, whose first line is the title. An upgrade is the usual merge:
base is what the product said last, proposed what it says now, and where staff changed the same text theirs stays.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kit.languages import SUFFIXES, column
from pages.models import Page, ShippedPage
from profiles.documents import records
from profiles.documents.merge import Conflict, Side
from profiles.documents.reading import document_of

FOLDER = Path(__file__).parent / "shipped"
Texts = dict[str, str]


@cache
def shipped(key: str) -> Texts:
    """The texts of a page by column. Do not change what you get."""
    texts: Texts = {}
    for suffix in SUFFIXES:
        file = FOLDER / f"{key}.{suffix}.md"
        if file.exists():
            title, _line, body = file.read_text(encoding="utf-8").partition("\n")
            texts |= {column("title", suffix): title.removeprefix("# "), column("body", suffix): body.strip()}
    return texts


def page_of(key: str) -> Page:
    """The page as staff have it; as the product ships it where the database has none."""
    return Page.objects.filter(key=key).first() or Page(key=key, **shipped(key))


def load_pages() -> list[str]:
    """Make the pages that are not there, and let the others follow what the product says now. Returns what stays against it."""
    kept: list[str] = []
    last = {one.page.key: one for one in ShippedPage.objects.select_related("page")}
    there = {page.key: page for page in Page.objects.all()}
    for key in Page.Key.values:
        said = last[key].said if key in last else shipped(key)
        page = there.get(key)
        if page is None:
            page = _create(key)
        elif said != shipped(key):
            _follow(page, said, kept)
        if key not in last or said != shipped(key):
            ShippedPage.objects.update_or_create(page=page, defaults={"said": shipped(key)})
    return kept


def _create(key: str) -> Page:
    page = Page(key=key, **shipped(key))
    page.full_clean()
    return records.create(document_of(page))


def _follow(page: Page, last: Texts, kept: list[str]) -> None:
    def keep_live(conflict: Conflict) -> Side:
        kept.extend(f"{page.key}, {name}: staff changed it, so it stays as it is." for name in conflict.names)
        return "live"

    base, proposed = (document_of(Page(key=page.key, **said)) for said in (last, shipped(page.key)))
    records.save(page, base, proposed, keep_live)
