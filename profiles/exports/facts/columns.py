"""The columns of a file of facts, whatever its format."""

from __future__ import annotations

from typing import NamedTuple

from profiles.facts.columns import Cell


class FactLine(NamedTuple):
    """One value of one profile, from one source. Values that belong to one row of the profile share `row`."""

    profile: str
    kind: str
    name: str
    identifiers: str
    fact: str
    row: str = ""
    value: Cell = ""
    unit: str = ""
    currency: str = ""
    qualifier: str = ""
    period_start: str = ""
    period_end: str = ""
    period_kind: str = ""
    coverage: str = ""
    rank: str = ""
    evidence: str = ""
    language: str = ""
    source_title: str = ""
    source_publisher: str = ""
    source_url: str = ""
    source_archive: str = ""
    source_published: str = ""
    source_accessed: str = ""


COLUMNS = FactLine._fields
# The fields of a figure that have a column of their own; its unit stands in one of two.
OF_FIGURE = ("qualifier", "period_start", "period_end", "period_kind", "coverage", "rank")
# Column -> field of a source. Its other fields have lines of their own.
OF_SOURCE = {
    "source_title": "title",
    "source_publisher": "publisher",
    "source_url": "url",
    "source_archive": "archive_url",
    "source_published": "published_on",
    "source_accessed": "accessed_on",
}
# What a source is worth: of a line, for this fact; of the source in general, where that differs, in a line about it.
EVIDENCE = "evidence"
# What `rank` says of a source that gives another value than the profile shows.
SAYS_OTHERWISE = "disputed"
# Between numbers of registers in the column `identifiers`, as in other lists of a file.
SEPARATOR = "|"
