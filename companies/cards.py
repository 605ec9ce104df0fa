"""One line of the company list.

A line changes when its company does, and with the day, so it is built once for each version, language and day, with places
left for the texts in which words of the search are marked.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from django.db.models import Aggregate, CharField, Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from companies.colours import colour_of
from companies.models import Company, CompanyFigure, Presence, Sector
from companies.standing_words import badge
from kit.markup import PLACE, pieces
from kit.sql.statements import CompiledQuery
from profiles.catalogue import Catalogue, TermLists
from profiles.content.caching import LRUCache
from profiles.pages.amounts import compared, converted_text
from profiles.search.matches import ListedTexts, Match, matches
from profiles.templatetags.profile_tags import mark, mark_name

Value = TypeVar("Value")

PER_PAGE = 12
MAX_CACHED = 1_000  # about 4 kB each


@dataclass(frozen=True)
class CardTemplate:
    """What stands before, between and behind its texts: the names, and then the summary."""

    parts: list[str]
    names: Sequence[str]
    summary: str
    terms: Sequence[str]  # sectors and zone
    says_source_date: bool = False  # which changes without the company

    @cached_property
    def listed_texts(self) -> ListedTexts:
        return ListedTexts(self.names, [self.summary, *self.terms])

    def marked(self, words: str, matched: Sequence[Match] = ()) -> SafeString:
        """The line with the words marked, and the texts that matched but are not in the line."""
        texts = [mark_name(name, words) for name in self.names] + [mark(self.summary, words)]
        texts.append(matches_html(matched, words))
        html = [piece for pair in zip(self.parts, texts, strict=False) for piece in pair]
        return mark_safe("".join([*html, self.parts[-1]]))  # noqa: S308 (the template and mark() escape)


class CardKey(NamedTuple):
    """What a line is made of: the company, and for lines that say the date of a source the content as well."""

    company: tuple
    content: int

    def get(self, cache: LRUCache[Value], *more: str) -> Value | None:
        return cache.get((*self.company, *more)) or cache.get((*self, *more))

    def put(self, cache: LRUCache[Value], value: Value, line: CardTemplate, *more: str) -> None:
        cache.put((*self, *more) if line.says_source_date else (*self.company, *more), value)


_lines: LRUCache[CardTemplate] = LRUCache(MAX_CACHED)
_cards: LRUCache[SafeString] = LRUCache(MAX_CACHED)


def _published_rows(pks: list[int]) -> QuerySet[Company, Any]:
    return (
        Company.objects.published().filter(pk__in=pks).order_by().values_list("pk", "version", "changed_at")
    )


_published = CompiledQuery(_published_rows, PER_PAGE)


def company_cards(pks: Sequence[int], catalogue: Catalogue, words: str) -> SafeString:
    """The lines of a page, less those of companies that were withdrawn this instant; one query, or a few."""
    same = (get_language() or "", catalogue.home.currency, catalogue.terms, catalogue.day)
    keys = {
        pk: CardKey((pk, version, changed, *same), catalogue.stamp.content)
        for pk, version, changed in _published.rows(pks)
    }
    cards = {pk: card for pk, key in keys.items() if (card := key.get(_cards, words))}
    cards |= _render_marked({pk: key for pk, key in keys.items() if pk not in cards}, catalogue, words)
    return mark_safe("".join(cards[pk] for pk in pks if pk in cards))  # noqa: S308 (of the lines)


def _render_marked(keys: dict[int, CardKey], catalogue: Catalogue, words: str) -> dict[int, SafeString]:
    """Lines with the words that were searched for marked in them."""
    lines = {pk: line for pk, key in keys.items() if (line := key.get(_lines))}
    built = _build_templates([pk for pk in keys if pk not in lines], catalogue)
    for pk, line in built.items():
        keys[pk].put(_lines, line, line)
    lines |= built
    matches_by_pk = (
        matches("company", words, {pk: line.listed_texts for pk, line in lines.items()}) if words else {}
    )
    rendered = {pk: line.marked(words, matches_by_pk.get(pk, ())) for pk, line in lines.items()}
    for pk, card in rendered.items():
        keys[pk].put(_cards, card, lines[pk], words)
    return rendered


def matches_html(matched: Sequence[Match], words: str) -> SafeString:
    return (
        render_to_string("includes/matches.html", {"matches": matched, "words": words})
        if matched
        else SafeString()
    )


def _build_templates(pks: list[int], catalogue: Catalogue) -> dict[int, CardTemplate]:
    """Built from the database as it is now: the catalogue may be older than the version that a line is cached under."""
    if not pks:
        return {}
    rows = Company.objects.published().select_related("logo", "zone")
    companies = rows.annotate(countries=_countries(), in_sectors=_sectors()).in_bulk(pks)
    currency = catalogue.home.currency
    turnovers = turnovers_of(companies.values(), currency)
    lines = {}
    for pk, company in companies.items():
        sectors = _sectors_of(catalogue.terms, company.in_sectors)
        company.mark_colour = colour_of(sectors, catalogue.terms["sector"])
        lines[pk] = _build_template(company, sectors, turnovers.get(pk), currency, catalogue.day)
    return lines


class JoinedTexts(Aggregate):
    """Texts with commas between them."""

    function = "GROUP_CONCAT"
    output_field = CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "STRING_AGG(%(expressions)s, ',')"
        return self.as_sql(compiler, connection, template=template, **extra)


def _sectors() -> Subquery:
    """The primary keys of a company's sectors; a query of their own would be one more for each page."""
    memberships: QuerySet[Any] = Company.sectors.through.objects.filter(company=OuterRef("pk")).order_by()
    return Subquery(
        memberships.values("company").annotate(ids=JoinedTexts(Cast("sector_id", CharField()))).values("ids")
    )


def _sectors_of(terms: TermLists, joined_pks: str | None) -> list[Sector]:
    """These sectors in their order. A line is cached under its terms: a new sector makes it build again."""
    ids = set((joined_pks or "").split(","))
    return [sector for sector in terms["sector"].records if str(sector.pk) in ids]


def _countries() -> Subquery:
    """In how many countries abroad a company is present."""
    open_presences = Presence.objects.filter(company=OuterRef("pk"), closed="").order_by()
    return Subquery(
        open_presences.values("company").annotate(number=Count("country", distinct=True)).values("number")
    )


def _build_template(
    company: Company,
    sectors: Sequence[Sector],
    turnover: CompanyFigure | None,
    currency: str,
    day: datetime.date,
) -> CardTemplate:
    context = {
        "company": company,
        "sectors": sectors,
        "turnover": turnover,
        "converted": converted_text(turnover, currency) if turnover else "",
        "badge": badge(company, day),
        "place": PLACE,
    }
    names = [name for name in (company.name, company.second_name) if name]
    terms = [str(term.name) for term in (*sectors, company.zone) if term]
    return CardTemplate(
        pieces(render_to_string("companies/_card.html", context)),
        names,
        company.summary,
        terms,
        says_source_date=turnover is not None and not turnover.period_start,
    )


def turnovers_of(companies: Iterable[Company], currency: str) -> dict[int, CompanyFigure]:
    """The figures that the list compares them by in this currency; else the newest."""
    rows = CompanyFigure.objects.of_the_whole().filter(company__in=list(companies), metric__code="turnover")
    figures: dict[int, list[CompanyFigure]] = defaultdict(list)
    for figure in rows.select_related("source").newest_first():
        figures[figure.company_id].append(figure)
    return {pk: compared(of_company, currency) for pk, of_company in figures.items()}
