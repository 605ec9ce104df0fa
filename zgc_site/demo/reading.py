"""Reads the shipped files, and makes a Source of what they say a fact comes from."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Model
from django.utils.translation import gettext_noop

from kit.languages import SUFFIXES, column
from profiles.documents.writing import Actor
from profiles.models import FormerSlug, Profile, Source, Version

SHIPPED = Actor(origin=Version.Origin.SHIPPED)
FOLDER = Path(__file__).parent
ARTICLE = "Zhongguancun Science Park: innovation & excellence in the center of Beijing"

# Titles in sources.csv that describe a source instead of naming a document; the catalogues translate them.
DESCRIPTIONS = (
    gettext_noop("Coordinates of the city, as given in ROR records"),
    gettext_noop("Lenovo annual reports 2008/09 to 2012/13, not yet compared"),
    gettext_noop("Division code 110108 (Haidian) within the company’s Unified Social Credit Identifier"),
    gettext_noop("List of stock codes and Chinese short names, adata 2.9.5"),
    gettext_noop("Extract of the company register in a public code repository, not verified"),
    gettext_noop("The editors’ choice, from the description and the industry that the sources give"),
    gettext_noop("District derived from the postcode, from general knowledge"),
    gettext_noop("General knowledge"),
    gettext_noop("Singapore Science Park, copy of the Wikipedia article"),
    gettext_noop("Founder Group, copy of the Wikipedia article"),
    gettext_noop("High Tech Campus Eindhoven, page of piglix.com"),
    gettext_noop("Image brochure of Technologiepark Heidelberg GmbH"),
    gettext_noop("Financial Times story 001078371, seen on another site"),
    gettext_noop("WISTA (Berlin-Adlershof), copy of the Wikipedia article"),
    gettext_noop("Page footer of lenovo.com.cn"),
    gettext_noop(
        "Park administrative authority, quoted in “Zhongguancun Science Park: innovation & excellence in the center of Beijing”"
    ),
    gettext_noop("Lists in public code repositories, not verified"),
    gettext_noop("List in a public code repository, not verified"),
)


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


WRITTEN_IN = ("en", "zh", "fr")  # the languages of the texts in these files


def save(instance: Model) -> None:
    """Bad shipped data must fail loudly, so everything is validated but texts in languages that are not shipped."""
    not_shipped = [suffix for suffix in SUFFIXES if suffix not in WRITTEN_IN]
    instance.full_clean(exclude={column(name, suffix) for name in ("name", "text") for suffix in not_shipped})
    instance.save()


def is_loaded() -> bool:
    """Whether the shipped content was loaded before.

    Loading is one transaction and nothing else writes these keys, so a single one of them
    says that all was there: what is missing today, somebody took away.
    """
    keys = [source_key(row["given"]) for row in read("sources.csv")]
    return Source.objects.filter(key__in=keys).exists()


class DemoSources:
    """One Source for each thing that the files name as a source; sources.csv says what each one is."""

    def __init__(self) -> None:
        self._described = {row.pop("given"): row for row in read("sources.csv")}
        self._known: dict[str, Source] = {}

    def of(self, cell: str) -> list[Source]:
        """The sources of a cell."""
        return [self.named(words) for words in split(cell)]

    def first(self, cell: str) -> Source | None:
        return next(iter(self.of(cell)), None)

    def named(self, words: str) -> Source:
        """The source that a file names in these words; KeyError if sources.csv has no row for it."""
        if words not in self._known:
            self._known[words] = self._make(words)
        return self._known[words]

    def _make(self, words: str) -> Source:
        fields = {name: value for name, value in self._described[words].items() if name != "note"}
        source = Source(key=source_key(words), **fields)
        save(source)
        return source


def source_key(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def split(cell: str) -> list[str]:
    """The sources that a cell names; several addresses are joined by "; "."""
    parts = cell.split("; ") if cell.count("http") > 1 else [cell]
    return [part.strip() for part in parts if part.strip()]
