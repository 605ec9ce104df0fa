"""Reads the shipped files, and makes a Source of what they say a fact comes from."""

from __future__ import annotations

import csv
import hashlib
import re
from pathlib import Path
from urllib.parse import urlsplit

from profiles.models import Source

FOLDER = Path(__file__).parent
ARTICLE = "Zhongguancun Science Park: innovation & excellence in the center of Beijing"
NEEDS_CHECK = ("general knowledge", "unverified", "to be checked")
PUBLISHERS = {
    "ror.org": "Research Organization Registry",
    "github.com": "FinanceDatabase",
    "chinadaily.com.cn": "China Daily",
    "en.wikipedia.org": "Wikipedia",
    "en.m.wikipedia.org": "Wikipedia",
}


def read(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Sources:
    """One Source for each thing that the files name as a source."""

    def __init__(self) -> None:
        self._known: dict[str, Source] = {}

    def of(self, cell: str) -> list[Source]:
        """The sources of a cell; several are joined by "; "."""
        parts = cell.split("; ") if cell.count("http") > 1 else [cell]
        return [self.one(part.strip()) for part in parts if part.strip()]

    def first(self, cell: str) -> Source | None:
        return next(iter(self.of(cell)), None)

    def one(self, given: str) -> Source:
        if given not in self._known:
            self._known[given] = self._make(given)
        return self._known[given]

    def _make(self, given: str) -> Source:
        key = hashlib.sha256(given.encode()).hexdigest()[:16]
        existing = Source.objects.filter(key=key).first()
        if existing:
            return existing
        source = Source(key=key, **describe(given))
        source.full_clean()
        source.save()
        return source


def describe(given: str) -> dict[str, object]:
    """What a reader is told about a source: title, publisher, address, date, whether it suffices."""
    needs_check = any(words in given.lower() for words in NEEDS_CHECK)
    address = re.match(r"https?://\S+", given)
    if address:
        return {**_page(address.group(), given), "needs_check": needs_check}
    if ARTICLE in given:
        return {"title": ARTICLE, "published_on": "2013", "language": "en", "needs_check": False}
    if given.startswith("GLEIF"):
        number = given.rsplit(" ", 1)[-1]
        url = f"https://search.gleif.org/#/record/{number}"
        return {"title": given, "publisher": "GLEIF", "url": url, "needs_check": False}
    return {"title": given[0].upper() + given[1:], "needs_check": needs_check}


def _page(url: str, given: str) -> dict[str, object]:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    publisher = PUBLISHERS.get(host, host)
    detail = re.search(r"\((row [^)]*)\)", given)
    name = parts.path.rstrip("/").rsplit("/", 1)[-1].replace("_", " ") or host
    title = f"{publisher}: {name}" + (f", {detail.group(1)}" if detail else "")
    day = re.search(r"/(20\d\d)-(\d\d)/(\d\d)/", parts.path)
    published_on = "-".join(day.groups()) if day else ""
    return {"title": title[:300], "publisher": publisher, "url": url, "published_on": published_on}
