"""Reads the shipped files, and makes a Source of what they say a fact comes from."""

from __future__ import annotations

import csv
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.db.models import Model

from profiles.models import FormerSlug, Profile, Source

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


@dataclass(frozen=True)
class Count:
    """What a run did to the profiles of one kind."""

    created: int
    unchanged: int


def missing(
    rows: list[dict[str, str]], model: type[Profile], former: type[FormerSlug]
) -> list[dict[str, str]]:
    """The rows whose profile is not there, not even under an address that an editor gave it since."""
    known = {*model._default_manager.values_list("slug", flat=True)}
    known |= {*former._default_manager.values_list("slug", flat=True)}
    return [row for row in rows if row["slug"] not in known]


def save(instance: Model) -> None:
    """Bad shipped data must fail loudly, so everything is validated."""
    instance.full_clean()
    instance.save()


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
        save(source)
        return source


def describe(given: str) -> dict[str, Any]:
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


def _page(url: str, given: str) -> dict[str, Any]:
    parts = urlsplit(url)
    host = parts.netloc.lower().removeprefix("www.")
    publisher = PUBLISHERS.get(host, host)
    # What the data says of the page: the row of a table, or whose text it is a copy of.
    detail = given.removeprefix(url).strip().removeprefix("(").removesuffix(")")
    name = unquote(parts.path).rstrip("/").rsplit("/", 1)[-1].replace("_", " ")
    title = ": ".join(filter(None, [publisher, name])) + (f" ({detail})" if detail else "")
    day = re.search(r"/(20\d\d)[-/](\d\d)[-/](\d\d)/", parts.path)
    published_on = "-".join(day.groups()) if day else ""
    return {"title": title[:300], "publisher": publisher, "url": url, "published_on": published_on}
