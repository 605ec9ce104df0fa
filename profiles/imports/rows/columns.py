"""Columns that files of companies and of parks share."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_countries import countries

from kit.countries import CODES_LIKE_WORDS
from kit.languages import (
    DEFAULT,
    HAN,
    MAX_NAME_LENGTH,
    SUFFIXES,
    TAGS,
    as_said_in,
    column,
    columns,
    in_language,
    texts,
)
from profiles.documents.document import Fields, Value
from profiles.documents.shape import plain
from profiles.exports.rows import SPAN
from profiles.facts.columns import FromField, FromRows, Written
from profiles.imports.cells import amounts, dates, money, values
from profiles.imports.cells.lists import is_listed_whole
from profiles.imports.cells.problems import BadValue
from profiles.imports.cells.quantities import Quantity, count, qualified
from profiles.imports.rows.proposals import Cells, FileColumn, Reading
from profiles.imports.rows.vocabulary import Vocabulary
from profiles.models.profile import RESERVED_SLUGS, SLUG_OF_A_PAGE
from profiles.recognising import match_keys
from profiles.search import fold

# "en:Legend" among other names says a language; a name that begins like that gets an empty one.
# How precise a date is -> how much of YYYY-MM-DD that is; numbers as Wikidata has them.
PRECISIONS = {"year": 4, "9": 4, "month": 7, "10": 7, "day": 10, "11": 10}
MAX_ADDRESS = 500  # characters
PLAIN_ADDRESS = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")
FROM_MONTH = re.compile(r"\d{4}-\d\d(?:-\d\d)?$")
LIKE_A_LANGUAGE = re.compile(r"([A-Za-z]{0,3}):(?=.*\S)", re.DOTALL)


def field(name: str, convert: Callable[[Any], Value], max_length: int = 0) -> Reading:
    """Puts a cell into a field of the profile."""

    def read(cell: Any, row: Cells) -> None:
        value = convert(cell)
        if max_length and len(str(value)) > max_length:
            raise BadValue(too_long(len(str(value)), max_length))
        if value not in (None, ""):
            row.proposal.fields[name] = value

    return read


def too_long(length: int, max_length: int) -> str:
    return _("This has %(found)s characters; at most %(longest)s are kept.") % {
        "found": length,
        "longest": max_length,
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
    metric: str, unit: str, convert: Callable[[Any], Quantity], *, year: str = "", as_of: str = ""
) -> Reading:
    """A figure of the profile, of the year or date that another column gives; else undated. A cell may say another unit."""

    def read(cell: Any, row: Cells) -> None:
        period: dict[str, Value] = {"period_kind": "undated"}
        if year and row.given.get(year):
            period = _year_or_span(row.given[year])
        elif as_of and row.given.get(as_of):
            period = _as_of(row.given[as_of])
        quantity = convert(cell)
        _add_figure(row, {"metric": metric, "unit": quantity.unit or unit, **period}, quantity)

    return read


def amount(metric: str, *, year: str = "", currency: str = "") -> Reading:
    """An amount of money, in the currency that its header, its cell or another column says."""

    def read(cell: Any, row: Cells) -> None:
        plain_cell, qualifier = qualified(cell)
        measure = row.measure
        if currency and row.given.get(currency):
            measure = money.with_words(measure, _currency_words(row.given[currency]))
        if measure.power is None:
            money.refuse_other_unit(cell, row.unit)
        value, code = money.amount(plain_cell, measure, metric)
        figure(metric, code, lambda _cell: Quantity(value, qualifier), year=year)(cell, row)

    return read


def _currency_words(cell: Any) -> money.Measure:
    measure = money.measure_of(values.line(cell))
    if measure is None or not measure.words or measure.power is not None:
        raise BadValue(_("“%(text)s” is no currency. Write its code, for example USD.") % {"text": cell})
    return measure


def currency_of_another(cell: Any, row: Cells) -> None:
    """Read with the amount that it belongs to; alone it is only checked."""
    _currency_words(cell)


def founded(cell: Any, row: Cells) -> None:
    """The date as precise as another column says: databases fill up 2011 to 2011-01-01."""
    value = dates.past_date(cell)
    if precision := row.given.get("founded_precision"):
        value = value[: _characters(precision)]
    row.proposal.fields["founded"] = value


def _characters(precision: Any) -> int:
    """How much of YYYY-MM-DD is known."""
    known = PRECISIONS.get(fold(values.line(precision)))
    if known is None:
        raise BadValue(_("Write year, month or day."))
    return known


def _add_figure(row: Cells, figure_fields: Fields, quantity: Quantity) -> None:
    """Another column may have given the same figure: it is added once."""
    figure_fields = {**figure_fields, "qualifier": quantity.qualifier}
    value = plain(quantity.value)
    for relation, other in row.proposal.rows:
        if relation == "figures" and all(
            other.get(name) == figure_fields[name] for name in figure_fields if name != "qualifier"
        ):
            if (other["value"], other["qualifier"]) == (value, quantity.qualifier):
                return
            raise BadValue(_("Another column gives %(value)s for the same.") % {"value": other["value"]})
    row.proposal.add(
        "figures",
        **{**figure_fields, "value": value, "coverage": "all", "rank": "normal"},
        source=row.source(row.column),
    )


def _as_of(cell: Any) -> dict[str, Value]:
    """The date of a count; text that is not a date is kept as published, and the count is undated."""
    try:
        return {"period_kind": "as_of", "period_start": dates.partial_date(cell)}
    except BadValue:
        words = values.line(cell)
        if len(words) > 120:
            raise BadValue(too_long(len(words), 120)) from None
        return {"period_kind": "undated", "as_published": words}


def _check(_value: Any) -> None:
    """For a column that is read with another one: its own errors are still reported for it."""


def _year_or_span(cell: Any) -> dict[str, Value]:
    """A year, or the first and the last day or month of a financial year as our files have it: 2012-04-01/2013-03-31."""
    first, span, last = str(cell).partition(SPAN)
    if span and all(map(FROM_MONTH.match, (first.strip(), last.strip()))):
        start, end = dates.partial_date(first), dates.partial_date(last)
        if end < start:
            raise BadValue(_("The period ends before it begins."))
        return {"period_kind": "span", "period_start": start, "period_end": end}
    return {"period_kind": "year", "period_start": _year(cell)}


def _year(cell: Any) -> str:
    year = dates.partial_date(cell)
    if len(year) != 4:
        raise BadValue(_("Give the year, for example 2012."))
    return year


def year_column(name: str, aliases: tuple[str, ...], write: Written | None = None) -> FileColumn:
    """Read with the figure that it belongs to; alone it is only checked."""
    return FileColumn(
        name,
        lambda cell, row: _check(_year_or_span(cell)),
        aliases,
        write=write,
        label=gettext_lazy("Year of the turnover"),
    )


def other_names(kind: str) -> Reading:
    """Other names of a kind; a language may stand before each: "en:Legend | zh:联想集团"."""
    return lambda cell, row: _other_names(cell, row, kind)


def written_names(*kinds: str) -> FromRows:
    """The other names of these kinds."""
    return FromRows("other_names", "name", {"kind": kinds}, _alias)


def _alias(_kind: str, name: str) -> str | None:
    """Another name as a list of names has it; none where it holds the separator."""
    if not is_listed_whole(name):
        return None
    return f":{name}" if LIKE_A_LANGUAGE.match(name) else name


def _other_names(cell: Any, row: Cells, kind: str) -> None:
    names = {values.name_column(name): name for name in row.proposal.names}
    for place, (language, name) in row.numbered_parts(cell, _other_name):
        if name in names.values() or any(
            relation == "other_names" and fields["name"] == name for relation, fields in row.proposal.rows
        ):
            continue
        tag = TAGS.get(language, language) or values.language_of(name)
        row.proposal.add(
            "other_names", name=name, kind=kind, language=tag, source=row.source_of_part(row.column, place)
        )


def _other_name(part: str) -> tuple[str, str]:
    """Its language, "" where none is said, and the name."""
    tagged = LIKE_A_LANGUAGE.match(part)
    name = values.named(part[tagged.end() :] if tagged else part)
    if len(name) > MAX_NAME_LENGTH:
        raise BadValue(too_long(len(name), MAX_NAME_LENGTH))
    return tagged[1] if tagged else "", name


def slug(cell: Any, row: Cells) -> None:
    address = values.line(cell)
    if len(address) > 120 or not (PLAIN_ADDRESS.fullmatch(address) or slugify(address) == address):
        raise BadValue(
            _("An address on the site has small letters, digits and hyphens: baidu, science-park.")
        )
    if address in RESERVED_SLUGS:
        raise BadValue(str(SLUG_OF_A_PAGE))
    row.proposal.fields["slug"] = address


class TermLookup:
    """Reads names of terms in any language, or their short names, to short names."""

    def __init__(self, terms: Callable[[], list[Any]]) -> None:
        self._terms = terms
        self._known: dict[str, str] | None = None

    def forget(self) -> None:
        """Terms may have been renamed since; called where a file is opened."""
        self._known = None

    def read(self, field: str) -> Reading:
        """Puts the short names of a list into a field of the profile, in their order."""

        def read(cell: Any, row: Cells) -> None:
            if short_names := sorted(set(row.read_parts(cell, self._short_name, self.vocabulary.knows))):
                row.proposal.fields[field] = short_names

        return read

    def _short_name(self, name: str) -> str:
        if (slug := self.find(name)) is None:
            raise BadValue(
                _("There is no sector “%(name)s”. Use a name or short name of the park’s list.")
                % {"name": name}
            )
        return slug

    def choices(self) -> list[tuple[str, str]]:
        return [(term.slug, str(term)) for term in self._terms()]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return Vocabulary(self.find, self.choices)

    def find(self, name: str) -> str | None:
        if self._known is None:
            self._known = {}
            for term in self._terms():
                for word in (*reversed(list(texts(term, "name"))), term.slug):
                    self._known[fold(word)] = term.slug
        return self._known.get(fold(name))


def _yes_or_no(word: str) -> str | None:
    try:
        return "true" if values.boolean(word) else "false"
    except BadValue:
        return None


def _country_of(word: str) -> str | None:
    try:
        return values.country(word)
    except BadValue:
        return None


YES_NO = Vocabulary(_yes_or_no, lambda: [("true", _("Yes")), ("false", _("No"))], also=values.is_boolean)
COUNTRIES = Vocabulary(_country_of, lambda: list(countries))
COUNTRY_CODES = Vocabulary(_country_of, lambda: list(countries), also=CODES_LIKE_WORDS.__contains__)


def in_each_language(
    name: str, read: Callable[[Any], Value], max_length: int, aliases: Callable[[str], tuple[Any, ...]]
) -> tuple[FileColumn, ...]:
    """The columns of a text; `aliases` are those of its column in one language."""
    return tuple(
        FileColumn(
            column_name, field(column_name, read, max_length), aliases(suffix), write=FromField(column_name)
        )
        for suffix, column_name in zip(SUFFIXES, columns(name), strict=True)
    )


def _aliases_of_a_name(suffix: str) -> tuple[Any, ...]:
    in_han = ("name_cn",) if suffix == HAN else ()
    short = in_language(pgettext_lazy("header of a column", "{language} name"), suffix)
    beside = in_language(pgettext_lazy("header of a column", "name ({language})"), suffix)
    return (in_language(gettext_lazy("name in {language}"), suffix), short, beside, *in_han)


def _aliases_of_a_summary(suffix: str) -> tuple[Any, ...]:
    """Its word for a summary alone means the one in that language."""
    summary = as_said_in(suffix, gettext_lazy("Summary"))
    in_default = ("description",) if suffix == DEFAULT else ()
    with_language = in_language(gettext_lazy("summary in {language}"), suffix)
    return (summary, column("description", suffix), with_language, *in_default)


def list_number(cell: Any, row: Cells) -> None:
    """A number that means something in its list alone: there it tells whom the row is about, if the names agree."""
    if row.options.origin:
        row.proposal.list_keys.add(match_keys.list_key(row.options.origin, values.line(cell)))


def way_on(kind: str) -> Reading:
    """A page of the organisation for those who look for this; one a column."""

    def read(cell: Any, row: Cells) -> None:
        address = values.website(cell)
        if len(address) > MAX_ADDRESS:
            raise BadValue(too_long(len(address), MAX_ADDRESS))
        row.proposal.add("links", kind=kind, url=address)

    return read


def written_link(kind: str) -> FromRows:
    return FromRows("links", "url", {"kind": (kind,)}, joined=False)


NAMES = (
    # Never "id" or "no.": numbers of a file tell its rows apart, and no profile of the site.
    FileColumn(
        "slug",
        slug,
        ("address on the site", "网址标识", "adresse sur le site"),
        write=FromField("slug"),
        label=gettext_lazy("Address on the site"),
    ),
    *in_each_language("name", values.name, MAX_NAME_LENGTH, _aliases_of_a_name),
)
# fmt: off
EMPLOYEES = count("employee", "employees", "people", "persons", "staff", "employes", "salaries", "personnes", "collaborateurs", "人", "名", "位", "명", "员工", "名员工", "人员")
WEBSITE = FileColumn("website", field("website", values.website, MAX_ADDRESS), ("web", "url", "site", "homepage", "网址", "官网", "公司网站", "site internet"), write=FromField("website"))
LATITUDE = FileColumn("latitude", degrees("latitude", 90), ("lat",), write=FromField("latitude", "number"))
LONGITUDE = FileColumn("longitude", degrees("longitude", 180), ("lon", "lng", "long"), write=FromField("longitude", "number"))
LINKS = (
    FileColumn("careers", way_on("careers"), ("careers page", "careers url", "jobs", "jobs page", "job offers", "招聘", "招聘网址", "招聘页面", "招聘链接", "recrutement", "carrières", "offres d’emploi"), write=written_link("careers"), label=gettext_lazy("Careers page")),
    FileColumn("press", way_on("press"), ("press page", "newsroom", "press room", "media centre", "新闻中心", "媒体中心", "新闻页面", "presse", "espace presse"), write=written_link("press"), label=gettext_lazy("Press page")),
    # Called “investors” and “contact” a column holds names of people.
    FileColumn("investor_relations", way_on("investors"), ("investor relations page", "ir page", "投资者关系", "投资者关系页面", "relations investisseurs", "espace investisseurs"), write=written_link("investors"), label=gettext_lazy("Investor relations page")),
    FileColumn("contact_page", way_on("contact"), ("contact url", "联系页面", "联系网址", "page de contact"), write=written_link("contact"), label=gettext_lazy("Contact page")),
)
SUMMARIES = in_each_language("summary", values.line, 400, _aliases_of_a_summary)
FOUNDED = FileColumn("founded", founded, ("founded_year", "established", "founding year", "founding date", "foundation date", "year founded", "date founded", "成立日期", "成立时间", "成立年份", "成立于", "date de création", "année de création", "fondée en", "créée en"), write=FromField("founded"), has_dates=True)
FOUNDED_PRECISION = FileColumn("founded_precision", lambda cell, row: _check(_characters(cell)), ("founded date precision", "founding date precision", "founded on precision"), label=gettext_lazy("How precise the date of foundation is"))
# Only by a mapping, which names the list as well: an "id" of nobody knows where is no identity.
LIST_NUMBER = FileColumn("list_number", list_number, label=gettext_lazy("Number in the list"))
ROW_SOURCE = FileColumn("source", lambda cell, row: _check(row.source("")), ("来源", "数据来源", "références"), label=gettext_lazy("Source of the row"))
# fmt: on


def named(row: Cells) -> None:
    """A row needs a name or an address; a name without a language is assigned one by its characters."""
    fields = row.proposal.fields
    name = str(fields.pop("name", "") or "")
    if name and not (fields.keys() & {*columns("name")}):
        fields[values.name_column(name)] = name
    elif name and fields.setdefault(values.name_column(name), name) != name:
        row.proposal.add("other_names", name=name, kind="local", language="", source=row.source("name"))
    if not fields.keys() & {
        "slug",
        *columns("name"),
    }:  # an address alone is enough for a profile that is there
        raise BadValue(_("The row has no name."))
    if len(coordinates := fields.keys() & {"latitude", "longitude"}) == 1:
        (column,) = coordinates
        del fields[column]
        row.proposal.leave_out(column, _("Give both latitude and longitude, or neither."))
