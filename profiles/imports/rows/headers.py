"""Recognises columns: by name, by label in any language of the site, by alias, or by a mapping.

A column of money takes the words for a currency and a unit beside its name: "Revenue (US$ m)" is turnover_usd_million.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.languages import columns as in_each_language
from profiles.facts.columns import SOURCE
from profiles.imports.cells.money import marked, measure_of
from profiles.imports.cells.problems import FileRefused, HeadersUnclear
from profiles.imports.cells.values import in_all_languages
from profiles.imports.rows.header_parts import parts, undecorated
from profiles.imports.rows.header_words import REASONS, not_kept_in, words_for
from profiles.imports.rows.row_options import NOTE
from profiles.search import fold

MAX_LENGTH = 80
# A row says by one of these of whom it speaks.
NAMING = {"slug", "name", "legal_name", *in_each_language("name")}
OF_SOURCE = (
    re.compile(r"[\W_]*(?:source|的?来源)$", re.IGNORECASE),
    re.compile(r"^sources?\s+(?:de\s+la\s+|de\s+l[’']|du\s+|des\s+|de\s+|d[’'])", re.IGNORECASE),
)

OF_THE_ORGANISATION = re.compile(
    r"^(?:the\s+)?(?:(?:company|organi[sz]ation|account|startup|enterprise)(?:[’']s)?[\s_:.-]+|your\s+|公司|企业|企業|单位|單位|机构)"
    r"|\s+(?:of|de)\s+(?:the\s+|l[’'])?(?:company|organi[sz]ation|enterprise|entreprise|société)$",
    re.IGNORECASE,
)
YEAR = re.compile(
    r"(?<![\d.,/-])[(（]?\s*(?:FY\s*)?((?:19|20)\d\d)(?![\d.,/-])(?:\s*年(?:年?末|底|度)?)?\s*[)）]?"
)
OF_ANOTHER = re.compile(
    r"^(?:(?:contact|billing|shipping|mailing|hq|headquarters?|other|secondary|primary|main|alternate|second|sales|office|"
    r"legal|autre)[\s_:.-]+|其他|更多|法人|联系人|负责人|备用|第二)",
    re.IGNORECASE,
)


class MatchedBy(StrEnum):
    """Why a header was taken for a column, or for none; the surest come first."""

    MAPPED = "mapped"
    REMEMBERED = "remembered"
    NAME = "name"
    ALIAS = "alias"
    LABEL = "label"
    PARTS = "parts"
    IGNORED = "ignored"
    NOT_KEPT = "not kept"
    TWICE = "twice"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return str(LABELS[self])


LABELS = {
    MatchedBy.MAPPED: gettext_lazy("you said so"),
    MatchedBy.REMEMBERED: gettext_lazy("as in your last file with this header"),
    MatchedBy.NAME: gettext_lazy("it is called so here"),
    MatchedBy.ALIAS: gettext_lazy("another word for it"),
    MatchedBy.LABEL: gettext_lazy("what the site calls it"),
    MatchedBy.PARTS: gettext_lazy("each part of the header says so"),
    MatchedBy.IGNORED: gettext_lazy("you left it out"),
    MatchedBy.NOT_KEPT: gettext_lazy("the site does not keep this"),
    MatchedBy.TWICE: gettext_lazy("another column says the same"),
    MatchedBy.UNKNOWN: gettext_lazy("not known"),
}


class HeaderMatch(NamedTuple):
    """The column that a header names, "" for none, and why; what else is to be said of it."""

    column: str
    matched_by: MatchedBy
    note: str = ""


class NamedColumn(Protocol):
    """What a column is called."""

    @property
    def name(self) -> str: ...
    @property
    def aliases(self) -> tuple[Any, ...]: ...
    @property
    def takes_currency(self) -> bool: ...
    @property
    def display_name(self) -> str: ...


class FileKind(Protocol):
    """The columns of its files, and what the site calls what they hold."""

    @property
    def name(self) -> str: ...
    @property
    def columns(self) -> Sequence[NamedColumn]: ...
    @property
    def labels(self) -> Mapping[str, Sequence[Any]]: ...


class Headers:
    """The columns that a kind of file may have.

    `mapping` and `ignored` are what the importer said, `remembered` what he said of an earlier file.
    """

    def __init__(
        self,
        kind: FileKind,
        mapping: Mapping[str, str] | None = None,
        ignored: Iterable[str] = (),
        remembered: Mapping[str, str] | None = None,
    ) -> None:
        self.names = [column.display_name for column in kind.columns]
        self._known = _known(kind)
        self._money = _money_headers(kind)
        self._not_kept = {plain(word) or word: reason for word, reason in not_kept_in(kind.name).items()}
        self._ignored = {plain(header) for header in ignored}
        self._mapped = {
            plain(header): HeaderMatch(self._mapped_column(header, target), MatchedBy.MAPPED)
            for header, target in (mapping or {}).items()
        }
        self._remembered = {
            plain(header): HeaderMatch(known, MatchedBy.REMEMBERED)
            for header, target in (remembered or {}).items()
            if (known := self._target(header, target))
        }

    def recognise(self, cells: list[Any]) -> list[str]:
        """The column that each header names; "" where none is known."""
        return [self.match(cell).column for cell in cells]

    def columns(self, headers: list[str]) -> list[str]:
        """The same, each column once. FileRefused where a mapping finds no header, or no column holds names."""
        columns = [match.column for match in self.matches(headers)]
        if not NAMING & {*columns}:
            raise HeadersUnclear(_no_name(headers))
        return columns

    def matches(self, headers: list[str]) -> list[HeaderMatch]:
        """The column of each header; where several name one, the surest of them, then the first, is taken."""
        missing = (self._mapped.keys() | self._ignored) - {plain(header) for header in headers}
        if missing:
            raise FileRefused(
                _("The file has no column “%(name)s”. Its columns are: %(names)s.")
                % {"name": min(missing), "names": ", ".join(headers)}
            )
        matches = [self.match(header) for header in headers]
        order = list(MatchedBy)
        taken: dict[str, int] = {}
        for position, match in sorted(enumerate(matches), key=lambda pair: order.index(pair[1].matched_by)):
            if match.column:
                taken.setdefault(match.column, position)
        return [
            match if not match.column or taken[match.column] == position else HeaderMatch("", MatchedBy.TWICE)
            for position, match in enumerate(matches)
        ]

    def is_money(self, column: str) -> bool:
        """Whether it holds amounts, whatever its name says of their currency and unit."""
        return any(column == name or measured_from(name, column) for name in self._money)

    def match(self, cell: Any) -> HeaderMatch:
        if not isinstance(cell, str) or len(cell) > MAX_LENGTH:
            return NONE
        text = plain(cell) or cell.strip()
        if text in self._ignored:
            return HeaderMatch("", MatchedBy.IGNORED)
        if told := self._mapped.get(text) or self._remembered.get(text):
            return told
        header = undecorated(cell)
        for reading in (self._find(cell), self._find(header), self._of_a_source(header)):
            if reading.column:
                return reading
        if reason := self._not_kept.get(text) or self._not_kept.get(plain(header) or text):
            return HeaderMatch("", MatchedBy.NOT_KEPT, str(REASONS[reason]))
        for said in (
            self._of_a_year(header),
            self._of_the_whole(header),
            self._of_parts(header),
            self._of_a_part_not_kept(header),
        ):
            if said.matched_by != MatchedBy.UNKNOWN or said.note:
                return said
        return NONE

    def _of_the_whole(self, header: str) -> HeaderMatch:
        """What it means without the word for the organisation itself: "Company Industries", "Year founded of the company"."""
        rest = OF_THE_ORGANISATION.sub("", header).strip()
        if (
            not rest or rest == header or rest[0] in "(（["
        ):  # "Company (HQ)" says what the company is, and where
            return NONE
        if (match := self._find(rest)).column:
            return match
        return self._left_out(rest)

    def _of_a_year(self, header: str) -> HeaderMatch:
        """A fact and a year, one of several columns: taken alone the figure would lose its year."""
        years = YEAR.findall(header)
        rest = YEAR.sub(" ", header).strip()
        if len(years) != 1 or not rest:
            return NONE
        column = next(
            (match.column for match in (self._find(rest), self._of_parts(rest)) if match.column), ""
        )
        if not column:
            return self._left_out(rest)
        text = _(
            "These are figures of %(year)s. Taken for %(column)s they would lose their year: give them in a file of their "
            "own with a column for the year."
        )
        return HeaderMatch("", MatchedBy.UNKNOWN, text % {"year": years[0], "column": column})

    def _of_a_part_not_kept(self, header: str) -> HeaderMatch:
        """Whose telephone or city it is changes nothing where none is kept: "Billing City", "其他电话"."""
        rest = OF_ANOTHER.sub("", header).strip()
        return self._left_out(rest) if rest and rest != header else NONE

    def _left_out(self, header: str) -> HeaderMatch:
        reason = self._not_kept.get(plain(header) or header)
        return HeaderMatch("", MatchedBy.NOT_KEPT, str(REASONS[reason])) if reason else NONE

    def _of_a_source(self, header: str) -> HeaderMatch:
        for pattern in OF_SOURCE:
            if (fact := pattern.sub("", header)) != header and (match := self._find(fact)).column:
                return HeaderMatch(match.column + SOURCE, match.matched_by)
        return NONE

    def _of_parts(self, header: str) -> HeaderMatch:
        """What all parts of a header say; a part that is not understood may change what the others mean."""
        whole = sorted({self._find(part).column for part in header.split(" / ")}, key=len)
        if len(whole) > 1 and all(whole) and self._say_the_same(whole):
            return HeaderMatch(whole[-1], MatchedBy.PARTS)  # each of two rows with its unit in brackets
        matches = [self._find(part) for part in parts(header)]
        reasons = [self._not_kept.get(plain(part)) for part in parts(header)]
        if reason := next(filter(None, reasons), None):
            return HeaderMatch("", MatchedBy.NOT_KEPT, str(REASONS[reason]))
        columns = sorted({match.column for match in matches if match.column}, key=len)
        if not columns or not self._say_the_same(columns):
            return NONE
        if not all(match.column for match in matches):
            text = _("A part of this header means %(column)s, and the rest is not known. Say what it is.")
            return HeaderMatch("", MatchedBy.UNKNOWN, text % {"column": columns[-1]})
        return HeaderMatch(columns[-1], MatchedBy.PARTS)

    def _say_the_same(self, columns: list[str]) -> bool:
        """Whether the last states a currency, a unit or a language of what the others name: employees_year is another fact."""
        whole = columns[-1]
        return all(
            column == whole or measured_from(column, whole) or whole in in_each_language(column)
            for column in columns
        )

    def _find(self, header: str) -> HeaderMatch:
        if len(header) > MAX_LENGTH:
            return NONE
        return self._known.get(plain(header)) or self._money_column(header)

    def _money_column(self, header: str) -> HeaderMatch:
        text = marked(header if any(map(str.islower, header)) or not header.isascii() else header.lower())
        for name, pattern in self._money.items():
            if matched := pattern.fullmatch(text):
                measure = measure_of(matched["after"] or matched["before"] or "")
                return HeaderMatch(name + measure.suffix, MatchedBy.ALIAS) if measure else NONE
        return NONE

    def _mapped_column(self, header: str, name: str) -> str:
        column = self._target(header, name)
        if not column:
            raise FileRefused(
                _("There is no column “%(name)s”. Choose one of: %(names)s.")
                % {"name": name, "names": ", ".join(self.names)}
            )
        return column

    def _target(self, header: str, name: str) -> str:
        if name == NOTE.rstrip(":"):
            return f"{NOTE}{header.strip()}"
        return self._find(name).column or self._of_a_source(name).column


NONE = HeaderMatch("", MatchedBy.UNKNOWN)


def measured_from(name: str, column: str) -> bool:
    """turnover_usd_million is of turnover, turnover_year is not."""
    return column.startswith(f"{name}_") and measure_of(column.removeprefix(name)) is not None


def _no_name(headers: Sequence[str]) -> str:
    text = _("No column of this file is known to hold names. Say which one does: %(names)s.")
    return text % {"names": ", ".join(filter(None, headers))}


def _known(kind: FileKind) -> dict[str, HeaderMatch]:
    """Header in its plain form -> the column; names win over words, and words over what the site calls it."""
    simple = [column for column in kind.columns if not column.takes_currency]
    known = {plain(column.name): HeaderMatch(column.name, MatchedBy.NAME) for column in simple}
    more, labels = words_for(kind.name), kind.labels
    for column in simple:
        for alias in in_all_languages(column.aliases):
            known.setdefault(plain(alias), HeaderMatch(column.name, MatchedBy.ALIAS))
    for column in simple:
        for label in in_all_languages(labels.get(column.name, ())):
            known.setdefault(plain(label), HeaderMatch(column.name, MatchedBy.LABEL))
    for column in simple:
        for word in more.get(column.name, ()):
            known.setdefault(plain(word), HeaderMatch(column.name, MatchedBy.ALIAS))
    return known


def _money_headers(kind: FileKind) -> dict[str, re.Pattern[str]]:
    more, labels = words_for(kind.name), kind.labels
    return {
        column.name: _money_header(
            [
                column.name,
                *in_all_languages((*column.aliases, *labels.get(column.name, ()))),
                *more.get(column.name, ()),
            ]
        )
        for column in kind.columns
        if column.takes_currency
    }


def _money_header(names: Iterable[str]) -> re.Pattern[str]:
    """Matches headers that begin or end with one of these names; the rest states a currency and a unit, or nothing."""
    words = [r"[\W_]*".join(map(re.escape, re.findall(r"[^\W_]+", fold(name)))) for name in names]
    name = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(rf"[\W_]*(?:{name})(?![a-z])(?P<after>.*)|(?P<before>.*)(?<![a-z])(?:{name})[\W_]*")


def plain(header: str) -> str:
    """The form that spellings of a header share: "Name (EN)" and "name_en" are "nameen"."""
    return _plain(header) if len(header) <= MAX_LENGTH else _plain.__wrapped__(header)


@lru_cache(maxsize=8_192)  # the words that are known are some thousands
def _plain(header: str) -> str:
    return re.sub(r"[\W_]+", "", fold(header.lstrip("\ufeff")))
