"""The texts that the product ships, and how a release of it brings newer ones to a site whose staff changed some.

Each is a file of Markdown, pages/shipped/KEY.LANGUAGE.md, whose first line is the title. profiles/documents/shipments.py says
what becomes of one that staff changed.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from kit.languages import SUFFIXES, column
from pages.models import Page
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.shipments import Shipment

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


class PageShipment(Shipment[Page]):
    COMES_BACK = True  # page_of() shows it anyway, and staff could add none to change what it says

    def document(self, said: Texts) -> Document:
        return document_of(Page(**said))

    def _find(self, key: str) -> Page | None:
        """By its key, which never changes: one that was deleted may have been made again by hand."""
        return Page.objects.filter(key=key).first()


def load_pages() -> list[str]:
    """Make the pages that are not there, and let the others follow what the product says now. Returns what stays against it."""
    shipment = PageShipment(Page)
    for key in Page.Key.values:
        shipment.bring(key, {"key": key, **shipped(key)})
    return shipment.kept
