"""The groups in which a search over the whole site answers, while somebody types and on the page of results.

An app adds its group when it is ready, and both have it:
add_group(SearchGroup("stories", _("Stories"), 80, find=found_stories, suggest=suggested_stories)).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from profiles.content.changes import ContentStamp
from profiles.search.matches import Match

MAX_FOUND = 5  # of each group on the page of results


@dataclass(frozen=True)
class FoundLine:
    """One answer: its name, what says which one it is, and why it was found."""

    url: str
    name: Any
    beside: Any = ""
    text: Any = ""
    why: tuple[Match, ...] = ()


class Rank(IntEnum):
    """How well a group answers; the better ones come first on the page."""

    CALLED = 0  # just so
    ASKED = 1  # the words ask for this
    NAMED = 2  # the words are in names
    FITTING = 3
    MOST = 4  # not all of the words fit


@dataclass(frozen=True)
class GroupResults:
    """What was found of one group."""

    lines: list[FoundLine] = field(default_factory=list)
    total: int = 0
    url: str = ""  # of the list of all
    words: str = ""  # to be marked
    has_most: bool = False  # no profile has all of the words
    is_cut: bool = False  # there are more than these, and nobody counted them
    rank: Rank = Rank.FITTING

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


@dataclass(frozen=True)
class Suggestion:
    """What is offered to somebody who types. `matched` is what it is offered for, where the names do not show it."""

    name: str
    url: str
    lang: str = ""
    second: str = ""
    second_lang: str = ""
    matched: str = ""


@dataclass(frozen=True)
class SearchGroup:
    """What of the site is searched together. Both functions take what was typed and the state of the content."""

    key: str
    title: Any
    place: int  # groups stand in this order: companies 10, sectors 20, people 30, parks 40, figures 90
    find: Callable[[str, ContentStamp], GroupResults] | None = None
    suggest: Callable[[str, ContentStamp], list[Suggestion]] | None = None


_groups: dict[str, SearchGroup] = {}


def add_group(group: SearchGroup) -> None:
    """Have a group searched; it replaces the one that had its key."""
    _groups[group.key] = group


def search_groups() -> list[SearchGroup]:
    """Those that apps added; profiles and figures have theirs by themselves (zgc_site/parts/found.py)."""
    return list(_groups.values())
