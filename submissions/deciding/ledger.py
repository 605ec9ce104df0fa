"""What became of proposals, in numbers: the park answers in public for how it decides. No names."""

from __future__ import annotations

import datetime
import statistics
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from submissions.models import Reason, Submission

State = Submission.State
YEARS = 10


@dataclass
class LedgerPeriod:
    """One period; `median_days` is None where nothing was decided in it."""

    label: Any
    proposed: int = 0
    accepted: int = 0
    partly: int = 0
    rejected: int = 0
    waits: list[float] = field(default_factory=list)
    reasons: Counter[int | None] = field(default_factory=Counter)

    @property
    def median_days(self) -> float | None:
        return round(statistics.median(self.waits), 1) if self.waits else None

    def count(self, state: str, reason: int | None, wait: float | None) -> None:
        if state == State.ACCEPTED:
            self.accepted += 1
        elif state == State.PARTLY:
            self.partly += 1
        else:
            self.rejected += 1
            self.reasons[reason] += 1
        if wait is not None:
            self.waits.append(wait)


@dataclass
class LedgerYear:
    total: LedgerPeriod
    months: list[LedgerPeriod]
    reasons: list[tuple[str, int]]  # of what was rejected, the most frequent first


def ledger() -> list[LedgerYear]:
    """The last years, newest first, by month. Spam, and what nobody confirmed, is not counted."""
    years: dict[int, dict[int, LedgerPeriod]] = {}
    since = timezone.localdate().year - YEARS
    for moment in _sent_times():
        _month_period(years, moment).proposed += 1
    for state, reason, queued, decided in _decided_rows():
        wait = (decided - queued).total_seconds() / 86_400 if queued else None
        _month_period(years, decided).count(state, reason, wait)
    names = _reason_names()
    return [
        _summed_year(number, years[number], names) for number in sorted(years, reverse=True) if number > since
    ]


def _sent_times() -> Iterable[datetime.datetime]:
    rows = Submission.objects.exclude(state__in=[State.RECEIVED, State.SPAM]).order_by()
    return rows.values_list("sent_at", flat=True).iterator()


def _decided_rows() -> Iterable[Any]:
    rows = Submission.objects.filter(state__in=[*Submission.PUBLISHED, State.REJECTED]).order_by()
    return rows.values_list("state", "reason", "queued_at", "decided_at").iterator()


def _month_period(years: dict[int, dict[int, LedgerPeriod]], moment: datetime.datetime) -> LedgerPeriod:
    day = timezone.localtime(moment).date()
    months = years.setdefault(day.year, {})
    return months.setdefault(day.month, LedgerPeriod(day.replace(day=1)))


def _reason_names() -> dict[int | None, str]:
    return {reason.pk: str(reason.name) for reason in Reason.objects.all()}


def _summed_year(number: int, months: dict[int, LedgerPeriod], names: dict[int | None, str]) -> LedgerYear:
    total = LedgerPeriod(number)
    for row in months.values():
        total.proposed += row.proposed
        total.accepted += row.accepted
        total.partly += row.partly
        total.rejected += row.rejected
        total.waits += row.waits
        total.reasons += row.reasons
    reasons = [(names[pk], count) for pk, count in total.reasons.most_common()]
    return LedgerYear(total, [months[month] for month in sorted(months, reverse=True)], reasons)
