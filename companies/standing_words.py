"""What became of a company, in sentences: "Moved away in 2019", "Acquired by Lenovo in 2016", "In the park since 1988".

What is over by today is said in the past: a company that left "came to the park in 1988", and is not in it "since".
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from companies.fact_values import names_of
from companies.facts.in_park import has_left, is_old_list
from companies.models import Company, Tie
from kit.markup import escaped
from kit.partial_dates import PartialDate
from profiles.models.source import Cited, cited

if TYPE_CHECKING:
    from companies.fact_sheet import FactSheet

Words = Mapping[str, Any]  # by how precise a date is
IN = {
    "year": pgettext_lazy("a year", "in %(date)s"),
    "month": pgettext_lazy("a month", "in %(date)s"),
    "day": pgettext_lazy("a day", "on %(date)s"),
}
SINCE = {
    "year": pgettext_lazy("a year", "since %(date)s"),
    "month": pgettext_lazy("a month", "since %(date)s"),
    "day": pgettext_lazy("a day", "since %(date)s"),
}
UNTIL = {
    "year": pgettext_lazy("a year", "until %(date)s"),
    "month": pgettext_lazy("a month", "until %(date)s"),
    "day": pgettext_lazy("a day", "until %(date)s"),
}
AS_OF = {
    "year": pgettext_lazy("a year", "as of %(date)s"),
    "month": pgettext_lazy("a month", "as of %(date)s"),
    "day": pgettext_lazy("a day", "as of %(date)s"),
}
GONE = {
    "moved-away": gettext_lazy("Moved away %(when)s"),
    "acquired": gettext_lazy("Acquired %(when)s"),
    "dissolved": gettext_lazy("Dissolved %(when)s"),
}


@dataclass(frozen=True)
class Sentence:
    html: SafeString
    fact: str  # what it is the value of, for the list of sources
    sources: list[Cited] = field(default_factory=list)
    is_over: bool = False  # shown as a mark: the company is not what a visitor would expect


def badge(company: Company, day: datetime.date) -> str:
    """What a line of a list says of a company that is no tenant on a day, or perhaps not; else empty."""
    if company.standing in GONE:
        return _dated(GONE[company.standing], IN, company.standing_on)
    if has_left(company.in_park_until, day):
        return _until(company)
    return _seen(company) if not company.standing and is_old_list(company.in_park_seen, day) else ""


def sentences(sheet: FactSheet) -> list[Sentence]:
    """What stands under the name of the company, each with its sources; first what a visitor has to know."""
    all_sentences = [*_of_standing(sheet), *_of_the_park(sheet), *_of_ties(sheet)]
    return sorted(all_sentences, key=lambda sentence: not sentence.is_over)


def _of_standing(sheet: FactSheet) -> Iterator[Sentence]:
    company = sheet.company
    ties = [tie for tie in sheet.rows("ties") if tie.kind == Tie.Kind.ACQUIRER]
    if company.standing in GONE and not (company.standing == Company.Standing.ACQUIRED and ties):
        text = _dated(GONE[company.standing], IN, company.standing_on)
        yield Sentence(SafeString(escaped(text)), _("Standing"), sheet.sources_of("standing"), is_over=True)


def _of_ties(sheet: FactSheet) -> Iterator[Sentence]:
    company, day = sheet.company, timezone.localdate()
    for tie in sheet.rows("ties"):
        is_acquirer, since = tie.kind == Tie.Kind.ACQUIRER, tie.since
        sources = cited([tie])
        is_over = is_acquirer and company.standing == Company.Standing.ACQUIRED
        if is_over:
            since = since or company.standing_on
            sources = [*sources, *(one for one in sheet.sources_of("standing") if one not in sources)]
        pattern, words, date = _tied(tie, since, day)
        name = _linked_name(tie, sheet.linked.get(tie.slug))
        when = escaped(_when(words, date))
        html = format_html(
            pattern.replace("%(name)s", "{name}").replace("%(when)s", "{when}"),
            name=name,
            when=SafeString(when),
        )
        yield Sentence(SafeString(html.strip()), str(tie.get_kind_display()), sources, is_over)


def _tied(tie: Tie, since: str, day: datetime.date) -> tuple[str, Words, str]:
    if tie.kind == Tie.Kind.ACQUIRER:
        return _("Acquired by %(name)s %(when)s"), IN, since
    if tie.kind == Tie.Kind.SUCCESSOR:
        return _("Succeeded by %(name)s %(when)s"), IN, since
    if is_former(tie, day):
        return _("Belonged to %(name)s %(when)s"), UNTIL, tie.until
    return _("Belongs to %(name)s %(when)s"), SINCE, since


def is_former(tie: Tie, day: datetime.date) -> bool:
    return has_left(tie.until, day)


def from_the_other_side(tie: Tie, day: datetime.date) -> str:
    """What the company is to the one that its tie names: "Subsidiary (since 2001)", "Predecessor (until 2016)"."""
    if tie.kind == Tie.Kind.ACQUIRER:
        what, when = _("Acquired company"), _when(IN, tie.since)
    elif tie.kind == Tie.Kind.SUCCESSOR:
        what, when = _("Predecessor"), _when(UNTIL, tie.since)
    elif is_former(tie, day):
        what, when = _("Former subsidiary"), _when(UNTIL, tie.until)
    else:
        what, when = _("Subsidiary"), _when(SINCE, tie.since)
    # Translators: what a company is to another one, and since when: "Subsidiary (since 2001)".
    return pgettext("a tie", "%(what)s (%(when)s)") % {"what": what, "when": when} if when else what


def _of_the_park(sheet: FactSheet) -> Iterator[Sentence]:
    company, day = sheet.company, timezone.localdate()
    is_old = not company.standing and is_old_list(company.in_park_seen, day)
    has_ended = has_left(company.in_park_until, day)
    has_gone = company.standing in GONE or has_ended
    if company.in_park_since:
        is_past = has_gone or is_old
        text = (
            _dated(gettext_lazy("Came to the park %(when)s"), IN, company.in_park_since)
            if is_past
            else _dated(pgettext_lazy("since", "In the park %(when)s"), SINCE, company.in_park_since)
        )
        yield _cited(sheet, "in_park_since", text)
    if company.in_park_seen and (is_old or not (has_gone or company.in_park_since)):
        yield _cited(sheet, "in_park_seen", _seen(company), is_over=is_old)
    if company.in_park_until:
        is_over = has_ended and company.standing not in GONE
        yield _cited(sheet, "in_park_until", _until(company), is_over=is_over)


def _cited(sheet: FactSheet, column: str, text: str, *, is_over: bool = False) -> Sentence:
    return Sentence(SafeString(escaped(text)), _("In the park"), sheet.sources_of(column), is_over)


def _until(company: Company) -> str:
    return _dated(pgettext_lazy("until", "In the park %(when)s"), UNTIL, company.in_park_until)


def _seen(company: Company) -> str:
    return _dated(pgettext_lazy("as of", "In the park %(when)s"), AS_OF, company.in_park_seen)


def _dated(pattern: Any, words: Words, date: str) -> str:
    return (str(pattern) % {"when": _when(words, date)}).strip()


def _when(words: Words, date: str) -> str:
    """ "in 2019", "on 1 May 2019"; nothing where no date is known."""
    if not date:
        return ""
    known = PartialDate(date)
    return str(words[known.precision]) % {"date": known.localized()}


def _linked_name(tie: Tie, profile: Company | None) -> SafeString:
    """By the name of its own page, where it has one that visitors see."""
    name = profile.name if profile else names_of(tie)[0]
    html = format_html('<bdi lang="{}">{}</bdi>' if name.lang else "<bdi>{1}</bdi>", name.lang, name)
    return format_html('<a href="{}">{}</a>', profile.get_absolute_url(), html) if profile else html
