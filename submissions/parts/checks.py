"""What a machine can say about a proposal, in sentences: plausibility of figures and dates, sources.

Senders read them before they send, as a question that they may answer with "send anyway", and
moderators read the same ones beside each part. Nothing here asks the database or decides anything.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.utils import timezone
from django.utils.translation import gettext as _

from kit.numbers import format_value
from kit.partial_dates import PartialDate
from profiles.documents.document import Document, Fields
from profiles.models import Source
from profiles.models.image import PICTURES
from profiles.models.source import undated_label
from submissions.parts.proposals import Part, Proposal

TEN_TIMES = Decimal(10)
# How far a ratio may be from a power of ten to look like a mix-up of units.
TOLERANCE = Decimal("0.2")
# A metric that is a part of another.
WHOLES = {
    "patents_granted": "patent_applications",
    "patents_international": "patents_granted",
    "rd_employees": "employees",
    "rd_spending": "turnover",
    "companies_above_1bn": "companies",
    "companies_returnee_founded": "companies",
    "companies_with_branches_abroad": "companies",
}
# Not every year's grants were applied for in that year.
NOT_OF_A_YEAR = {"patents_granted"}
DATES = (
    *("founded", "standing_on", "in_park_since", "in_park_until", "in_park_seen"),
    *("on", "opened", "closed", "since", "until", "issued", "period_start", "period_end"),
)
# What may lie ahead: a partnership that is announced, the end of something.
MAY_LIE_AHEAD = {"until", "closed", "period_end", "in_park_until"}


def sentences(
    base: Document, live: Document | None, proposed: Document, today: datetime.date | None = None
) -> dict[str, list[str]]:
    """Warnings by the name of the part; see Part.name."""
    return of_proposal(Proposal(base, live, proposed), today)


def of_proposal(proposal: Proposal, today: datetime.date | None = None) -> dict[str, list[str]]:
    day = today or timezone.localdate()
    texts_by_part = {part.name: list(_check_part(part, proposal, day)) for part in proposal.parts}
    return {name: texts for name, texts in texts_by_part.items() if texts}


def _check_part(part: Part, proposal: Proposal, today: datetime.date) -> Iterator[str]:
    if part.proposed is None:
        return
    yield from _check_dates(part, today)
    if part.path[:1] == ("figures",) and _is_about_value(part):
        yield from _check_figure(part, proposal)
    if _is_source_unchanged(part):
        yield _("The value changed, but its source did not.")


def _is_about_value(part: Part) -> bool:
    return not part.names or "value" in part.names


# --- dates ---------------------------------------------------------------------------------


def _check_dates(part: Part, today: datetime.date) -> Iterator[str]:
    for name, value in (part.proposed or {}).items():
        is_new = (part.base or {}).get(name) != value
        if is_new and name in DATES and name not in MAY_LIE_AHEAD and _starts_after(str(value), today):
            yield _("%(date)s lies in the future.") % {"date": value}


def _starts_after(text: str, today: datetime.date) -> bool:
    try:
        return PartialDate(text).first_day() > today
    except ValueError:
        return False


# --- sources ---------------------------------------------------------------------------------


def _is_source_unchanged(part: Part) -> bool:
    """Whether a value changed and its source did not."""
    if not part.base:
        return False
    if not part.path:
        return not part.citations and not set(part.names) & {*PICTURES}
    before, after = part.base.get("source"), (part.proposed or {}).get("source")
    is_group_with_source = not part.names or "source" in part.names
    return is_group_with_source and before is not None and before == after


# --- figures ---------------------------------------------------------------------------------


def _check_figure(part: Part, proposal: Proposal) -> Iterator[str]:
    figure = part.proposed or {}
    value = _number(figure)
    if value is None:
        return
    yield from _compare_with_last(part, figure, value, proposal)
    yield from _compare_with_whole(figure, value, proposal)
    if figure.get("unit") == "percent" and value > 100:
        yield _("A share cannot be more than 100 percent.")


def _compare_with_last(part: Part, figure: Fields, value: Decimal, proposal: Proposal) -> Iterator[str]:
    last = _last_comparable(part, figure, proposal)
    before = _number(last) if last else None
    if not last or not before or not value:
        return
    ratio = max(value / before, before / value)
    words = {
        "value": format_value(value, str(figure["unit"])),
        "before": format_value(before, str(last["unit"])),
        "period": last.get("period_start") or _undated(last, proposal),
    }
    typo = _likely_typo(ratio)
    if typo:
        yield _("%(value)s against %(before)s (%(period)s): %(slip)s") % {**words, "slip": typo}
    elif ratio >= TEN_TIMES:
        yield (
            _("%(value)s is more than ten times %(before)s (%(period)s).")
            if value > before
            else _("%(value)s is less than a tenth of %(before)s (%(period)s).")
        ) % words


def _undated(figure: Fields, proposal: Proposal) -> str:
    """As pages say it of a figure without a date, by the date of its source."""
    documents = (document for document in (proposal.live, proposal.base) if document)
    sources = (document.sources.get(str(figure.get("source", ""))) for document in documents)
    fields = next((fields for fields in sources if fields), {})
    known = {name: str(fields[name]) for name in ("published_on", "evidence") if fields.get(name)}
    return undated_label([Source(**known)])


def _likely_typo(ratio: Decimal) -> str:
    for power, text in (
        (2, _("a hundred times, as between million and 亿. Was one taken for the other?")),
        (4, _("ten thousand times. Was 万 (ten thousand) forgotten, or 万 and 亿 mixed up?")),
        (6, _("a million times. Is the number given in millions?")),
        (8, _("a hundred million times. Was 亿 (a hundred million) forgotten?")),
    ):
        if abs(ratio / Decimal(10) ** power - 1) <= TOLERANCE:
            return text
    return ""


def _last_comparable(part: Part, figure: Fields, proposal: Proposal) -> Fields | None:
    """What the figure was, or else the newest other one that measures the same."""
    if part.base and _same_measure(part.base, figure):
        return part.base
    document = proposal.live or proposal.base
    others = [
        row
        for key, row in document.of("figures").items()
        if (part.path[1] != key) and _same_measure(row, figure) and row.get("rank") != "disputed"
    ]
    return max(others, key=lambda row: str(row.get("period_start", "")), default=None)


def _same_measure(figure: Fields, other: Fields) -> bool:
    return all(figure.get(name) == other.get(name) for name in ("metric", "unit", "coverage"))


def _compare_with_whole(figure: Fields, value: Decimal, proposal: Proposal) -> Iterator[str]:
    metric = str(figure.get("metric", ""))
    rows = proposal.proposed.of("figures").values()
    for row in rows:
        other = _number(row)
        if other is None or not _same_period(row, figure):
            continue
        if WHOLES.get(metric) == row.get("metric") and metric not in NOT_OF_A_YEAR and value > other:
            yield _part_is_larger(value, other, figure)
        inner = str(row.get("metric", ""))
        if WHOLES.get(inner) == metric and inner not in NOT_OF_A_YEAR and other > value:
            yield _part_is_larger(other, value, figure)


def _part_is_larger(part: Decimal, whole: Decimal, figure: Fields) -> str:
    unit = str(figure.get("unit", "count"))
    words = {"part": format_value(part, unit), "whole": format_value(whole, unit)}
    return _("A part is larger than its whole: %(part)s of %(whole)s.") % words


def _same_period(figure: Fields, other: Fields) -> bool:
    names = ("period_kind", "period_start", "period_end", "coverage", "unit")
    return all(figure.get(name) == other.get(name) for name in names)


def _number(figure: Fields) -> Decimal | None:
    try:
        number = Decimal(str(figure.get("value", "")))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
