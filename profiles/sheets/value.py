"""A row of a profile as a value of a fact: what it says, in words, with its year and sources."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kit.languages import listed
from kit.numbers import figure_text
from profiles.models import Evidence, Figure, Profile
from profiles.models.source import Cited, best, cited
from profiles.pages.amounts import converted_text


@dataclass(frozen=True)
class Value:
    """One value of a fact, with the sources that are evidence of it. Without any it is shown as unsourced."""

    text: str
    second: str = ""  # the name in the other script
    second_lang: str = ""
    converted: str = ""  # an amount of money in the home currency
    detail: str = ""
    detail_lang: str = ""
    quote: str = ""  # the source's own words
    year: str = ""
    lang: str = ""
    url: str = ""
    profile: Profile | None = None  # whose page here the text links to
    sources: list[Cited] = field(default_factory=list)
    # What other sources give instead: (what they say, source).
    differing: list[tuple[str, Cited]] = field(default_factory=list)
    row: str = ""  # the key of the row that says it, for suggestions

    @property
    def level(self) -> Evidence:
        """What it rests on: of several sources the best counts."""
        return best(use.evidence_level for use in self.sources)


def of_figure(row: Figure, currency: str) -> Value:
    return Value(
        figure_text(row),
        converted=converted_text(row, currency),
        detail=listed([row.get_rank_display() if row.rank == "disputed" else "", row.note]),
        quote=row.as_published,
        year=row.period_label,
        sources=cited([row]),
        row=str(row.pk),
    )


def of_any_row(row: Any) -> Value:
    return Value(str(row), sources=cited([row]))


def of_other_name(row: Any) -> Value:
    return Value(
        row.name,
        detail=row.get_kind_display() if row.kind != row.Kind.OTHER else "",  # the fact says it
        lang=row.language,
        sources=cited([row]),
        row=str(row.pk),
    )
