"""Counts what rests on which source, and which figures are out of date, over all profiles at once.

That takes seconds for 100,000 companies, so no page does it: the worker does (a job of profiles/editing/schedule.py), soon after the
content moved but never for more than a fiftieth of its time, and commands that write very many rows.
"""

from __future__ import annotations

import datetime
import time
from collections import Counter
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, Max, Min, Value, When
from django.utils import timezone

from kit.sql.fast_rows import insert
from profiles import figure_sums
from profiles.evidence import count_fields
from profiles.facts.fact import columns_of_choice
from profiles.models import Citation, ContentVersion, Evidence, Profile, Source, SourceUse, Tally
from profiles.models.registry import profile_kind, profile_kinds
from profiles.models.source import level
from profiles.reports import fact_models, figure_models, stale_figures

# A count waits for so many times as long as the last one took.
PAUSE = 50
COLUMNS = ("source", "rows", "number", "kind", "owner")
MAX_STALE, MAX_PUBLISHERS, BATCH = 5, 30, 500
Use = tuple[int, str, int, str, int | None]


def latest() -> Tally | None:
    """None where nothing was counted yet."""
    return Tally.objects.filter(pk=1).first()


def count_if_due() -> bool:
    """Whether this process counted: of several the first one, and each again where one was killed over it."""
    tally, now = latest(), timezone.now()
    if tally is not None:
        is_true = tally.content == ContentVersion.current() and _day(tally.counted_at) == _day(now)
        if is_true or now < tally.counted_at + datetime.timedelta(seconds=PAUSE * tally.seconds):
            return False
        if not Tally.objects.filter(pk=1, counted_at=tally.counted_at).update(counted_at=now):
            return False
    count()
    return True


def count() -> None:
    began, content = time.monotonic(), ContentVersion.current()
    facts = _Facts()
    totals = {
        "sources": len(facts.sources),
        "to_check": sum(facts.levels[source] == Evidence.TO_CHECK for source in facts.sources),
        "publishers": facts.publishers,
        "levels": facts.by_level,
    }
    sums = {kind.name: figure_sums.sums_of(kind.name) for kind in profile_kinds()}
    stale = {model._meta.label_lower: _stale(model, owner) for model, owner in figure_models()}
    with transaction.atomic():
        ContentVersion.hold()
        if _write(facts.uses) | figure_sums.write(sums) | (not Tally.objects.filter(pk=1, **totals).exists()):
            ContentVersion.advance()  # pages show it
            now = ContentVersion.current()
            content = now if now == content + 1 else content  # else somebody saved meanwhile
        when = {"content": content, "counted_at": timezone.now(), "seconds": time.monotonic() - began}
        Tally.objects.update_or_create(
            pk=1, defaults={**totals, **when, "facts": facts.waiting, "stale": stale}
        )


def _day(moment: datetime.datetime) -> datetime.date:
    return timezone.localdate(moment)


class _Facts:
    """All facts by their source; one query for each kind of them."""

    def __init__(self) -> None:
        # Of all sources, because to look each up would take longer.
        rows = list(Source.objects.order_by().values_list("pk", "evidence", "publisher"))
        self.levels: dict[int | None, str] = {pk: evidence for pk, evidence, _publisher in rows}
        self._publishers = {pk: publisher for pk, _evidence, publisher in rows}
        self.levels[None] = Evidence.NONE
        self.uses: set[Use] = set()  # by published profiles, as are these
        self.waiting: dict[str, list[int]] = {}
        self._worth: Counter[Evidence] = Counter()  # how many rows of published profiles
        for model, owner in fact_models():
            self._add(model, owner)

    @property
    def sources(self) -> set[int]:
        return {use[0] for use in self.uses}

    @property
    def publishers(self) -> list[list[Any]]:
        """Those with most of these sources first."""
        counts = Counter(filter(None, map(self._publishers.get, self.sources)))
        most = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        return [list(pair) for pair in most[:MAX_PUBLISHERS]]

    @property
    def by_level(self) -> dict[str, int]:
        """How many facts rest on what, of all kinds; in one order, because SQLite compares the text of it."""
        levels = sum((count_fields(kind.name) for kind in profile_kinds()), self._worth)
        return {str(level): levels[level] for level in Evidence}

    def _add(self, model: Any, owner: str) -> None:
        label, kind = model._meta.label_lower, model._meta.get_field(owner).related_model._meta.model_name
        unsourced = to_check = 0
        used: dict[int, list[int]] = {}
        rows = model._default_manager.order_by().annotate(missed=_is_missed(model, kind))
        rows = rows.values_list("source", "evidence", "missed", f"{owner}__state")
        counts = rows.annotate(Count("pk"), Min(owner), Max(owner))
        for source, of_use, missed, state, number, first, last in counts.iterator(chunk_size=10_000):
            # One that came while this counts is counted again soon.
            worth = level(self.levels.get(source, Evidence.TO_CHECK), of_use)
            unsourced += number * (missed and worth == Evidence.NONE)
            to_check += number * (missed and worth == Evidence.TO_CHECK)
            if state == Profile.State.PUBLISHED and not issubclass(model, Citation):
                self._worth[worth] += number
            if state == Profile.State.PUBLISHED and worth != Evidence.NONE:
                before, smallest, largest = used.get(source, (0, first, last))
                used[source] = [before + number, min(smallest, first), max(largest, last)]
        self.waiting[label] = [unsourced, to_check]
        for source, (number, first, last) in used.items():
            self.uses.add((source, label, number, kind, first if first == last else None))


def _is_missed(model: Any, kind: str) -> Any:
    """Whether a row needs a source: how the park sorts its profiles does not."""
    if not issubclass(model, Citation):
        return Value(True)
    choices = columns_of_choice(profile_kind(kind).facts)
    return Case(When(field__in=choices, then=Value(False)), default=Value(True))


def _stale(model: Any, owner: str) -> dict[str, Any]:
    figures = stale_figures(model, owner)
    return {"number": figures.count(), "some": [list(row) for row in figures[:MAX_STALE]]}


def _write(uses: set[Use]) -> bool:
    """Whether anything differs from what was counted before."""
    before = {tuple(use): pk for pk, *use in SourceUse.objects.values_list("pk", *COLUMNS).iterator()}
    outdated = [pk for use, pk in before.items() if use not in uses]
    for start in range(0, len(outdated), BATCH):
        SourceUse.objects.filter(pk__in=outdated[start : start + BATCH]).delete()
    new = list(uses - before.keys())
    insert(SourceUse, COLUMNS, new)
    return bool(outdated or new)
