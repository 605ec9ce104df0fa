"""Columns that files of companies and of parks share."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from profiles.documents.document import Value
from profiles.documents.shape import plain
from profiles.imports import amounts, dates, values
from profiles.imports.problems import BadValue, NoName
from profiles.imports.proposals import Cells, Column, Reading
from profiles.languages import LONGEST_NAME
from profiles.models.profile import RESERVED_SLUGS, SLUG_OF_A_PAGE
from profiles.search import fold


def field(name: str, convert: Callable[[Any], Value], longest: int = 0) -> Reading:
    """Puts a cell into a field of the profile."""

    def read(cell: Any, row: Cells) -> None:
        value = convert(cell)
        if longest and len(str(value)) > longest:
            raise BadValue(too_long(len(str(value)), longest))
        if value not in (None, ""):
            row.proposal.fields[name] = value

    return read


def too_long(found: int, longest: int) -> str:
    return _("This has %(found)s characters; at most %(longest)s are kept.") % {
        "found": found,
        "longest": longest,
    }


def degrees(name: str, limit: int) -> Reading:
    def read(cell: Any, row: Cells) -> None:
        value = amounts.degrees(cell)
        if abs(value) > limit:
            raise BadValue(
                _("This is outside the range of −%(limit)s to %(limit)s degrees.") % {"limit": limit}
            )
        row.proposal.fields[name] = plain(value)

    return read


def figure(
    metric: str, unit: str, convert: Callable[[Any], Decimal], *, year: str = "", as_of: str = ""
) -> Reading:
    """A figure of the profile, of the year or date that another column gives; else undated."""

    def read(cell: Any, row: Cells) -> None:
        period: dict[str, Value] = {"period_kind": "undated"}
        if year and row.given.get(year):
            period = {"period_kind": "year", "period_start": _year(row.given[year])}
        elif as_of and row.given.get(as_of):
            period = _as_of(row.given[as_of])
        column = metric if metric in row.given else ""
        row.proposal.add(
            "figures",
            **{"metric": metric, "value": plain(convert(cell)), "unit": unit, **period},
            **{"coverage": "all", "qualifier": "exact", "rank": "normal"},
            source=row.source(column),
        )

    return read


def _as_of(cell: Any) -> dict[str, Value]:
    """The date of a count; words that are no date are kept as they are, and the count is undated."""
    try:
        return {"period_kind": "as_of", "period_start": dates.partial_date(cell)}
    except BadValue:
        words = values.line(cell)
        if len(words) > 120:
            raise BadValue(too_long(len(words), 120)) from None
        return {"period_kind": "undated", "as_published": words}


def _check(_value: Any) -> None:
    """For a column that is read with another one: what is wrong with it is said beside it all the same."""


def _year(cell: Any) -> str:
    year = dates.partial_date(cell)
    if len(year) != 4:
        raise BadValue(_("Give the year, for example 2012."))
    return year


def year_column(name: str, aliases: tuple[str, ...]) -> Column:
    """Read with the figure that it belongs to; alone it is only checked."""
    return Column(name, lambda cell, row: _check(_year(cell)), aliases)


def aliases_of(cell: Any, row: Cells) -> None:
    """Other names; a language may stand before each: "en:Legend | zh:联想集团"."""
    source = row.source("aliases")
    known = {values.name_column(name): name for name in row.proposal.names}
    for part in values.listed(cell):
        language, colon, name = part.partition(":")
        if not (colon and len(language) <= 3 and (not language or language.isalpha()) and name.strip()):
            language, name = "", part
        try:
            name = values.named(name)
        except NoName as error:
            row.proposal.leave_out("aliases", str(error))
            continue
        if len(name) > LONGEST_NAME:
            raise BadValue(too_long(len(name), LONGEST_NAME))
        if name in known.values() or any(
            relation == "other_names" and fields["name"] == name for relation, fields in row.proposal.rows
        ):
            continue
        tag = {"zh": "zh-Hans"}.get(language, language) or values.language_of(name)
        row.proposal.add("other_names", name=name, kind="other", language=tag, source=source)


def slug(cell: Any, row: Cells) -> None:
    found = values.line(cell)
    if len(found) > 120 or slugify(found) != found:
        raise BadValue(
            _("An address on the site has small letters, digits and hyphens: baidu, zhongguancun-park.")
        )
    if found in RESERVED_SLUGS:
        raise BadValue(str(SLUG_OF_A_PAGE))
    row.proposal.fields["slug"] = found


class Terms:
    """Reads names of terms in any language, or their short names, to short names."""

    def __init__(self, terms: Callable[[], list[Any]]) -> None:
        self._terms = terms
        self._known: dict[str, str] | None = None

    def forget(self) -> None:
        """Terms may have been renamed since; called where a file is opened."""
        self._known = None

    def short_names(self, cell: Any) -> list[str]:
        """The short names of a list, in their order. BadValue where one is not known."""
        found = set()
        for name in values.listed(cell):
            slug = self.find(name)
            if slug is None:
                raise BadValue(
                    _("There is no sector “%(name)s”. Use a name or short name of the park’s list.")
                    % {"name": name}
                )
            found.add(slug)
        return sorted(found)

    def find(self, name: str) -> str | None:
        if self._known is None:
            self._known = {}
            for term in self._terms():
                for word in (term.name_fr, term.name_zh, term.name_en, term.slug):
                    self._known[fold(word)] = term.slug
        return self._known.get(fold(name))


NAMES = (
    Column("slug", slug, ("id", "address on the site", "网址标识", "identifiant")),
    Column("name_en", field("name_en", values.name, LONGEST_NAME), ("name (en)", "english name", "name in english", "英文名", "英文名称", "nom anglais", "nom en anglais")),
    Column("name_zh", field("name_zh", values.name, LONGEST_NAME), ("name (zh)", "name_cn", "chinese name", "name in chinese", "中文名", "中文名称", "nom chinois", "nom en chinois")),
    Column("name_fr", field("name_fr", values.name, LONGEST_NAME), ("name (fr)", "french name", "name in french", "法文名", "法文名称", "nom français", "nom en français")),
)  # fmt: skip
TEXTS = (
    Column("website", field("website", values.website, 500), ("web", "url", "site", "homepage", "web site", "网站", "网址", "官网", "公司网站", "site web", "site internet")),
    Column("latitude", degrees("latitude", 90), ("lat", "纬度")),
    Column("longitude", degrees("longitude", 180), ("lon", "lng", "long", "经度")),
    Column("summary_en", field("summary_en", values.line, 400), ("summary", "description", "description_en", "英文简介", "résumé en anglais")),
    Column("summary_zh", field("summary_zh", values.line, 400), ("description_zh", "中文简介", "简介", "résumé en chinois")),
    Column("summary_fr", field("summary_fr", values.line, 400), ("description_fr", "法文简介", "résumé", "résumé en français")),
    Column("founded", field("founded", dates.past_date), ("founded_year", "established", "founding year", "founding date", "foundation date", "year founded", "date founded", "成立日期", "成立时间", "成立年份", "成立于", "date de création", "année de création", "fondée en", "créée en")),
    Column("source", lambda cell, row: _check(row.source("")), ("来源", "数据来源", "références")),
)  # fmt: skip


def named(row: Cells) -> None:
    """A row needs a name; one whose language is not said goes by its characters."""
    fields = row.proposal.fields
    name = str(fields.pop("name", "") or "")
    if name and not (fields.keys() & {"name_en", "name_zh", "name_fr"}):
        fields[values.name_column(name)] = name
    elif name:
        fields.setdefault(values.name_column(name), name)
    if not fields.keys() & {"name_en", "name_zh", "name_fr"}:
        raise BadValue(_("The row has no name."))
    if ("latitude" in fields) != ("longitude" in fields):
        raise BadValue(_("Give both latitude and longitude, or neither."))
