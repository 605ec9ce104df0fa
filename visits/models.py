"""How often a page was visited: a number for each, and nothing of who came."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import models, transaction
from django.db.models import Case, F, Value, When
from django.db.models.functions import Greatest
from django.utils import timezone


class VisitCountQuerySet(models.QuerySet):
    @transaction.atomic
    def add_all(self, batches: Mapping[tuple[str, datetime.date], Mapping[int, int]]) -> None:
        """Add visits of records, by kind, day and number: all of them or none.

        Rows are made and locked in one order, so that two batches wait for each other and never for ever. A batch that
        comes after midnight adds to all visits, and to those of its day only while no later day has begun.
        """
        for kind, day in sorted(batches):
            self._add(kind, day, batches[kind, day])

    def _add(self, kind: str, day: datetime.date, visits: Mapping[int, int]) -> None:
        numbers = sorted(visits)
        self.bulk_create(
            [self.model(kind=kind, object_id=number, day=day) for number in numbers], ignore_conflicts=True
        )
        for number in numbers:
            of_day = Case(
                When(day=day, then=F("on_day") + visits[number]),
                When(day__lt=day, then=Value(visits[number])),
                default=F("on_day"),
                output_field=models.PositiveIntegerField(),
            )
            row = self.filter(kind=kind, object_id=number)
            row.update(total=F("total") + visits[number], on_day=of_day, day=Greatest(F("day"), Value(day)))


class VisitCount(models.Model):
    """The visits of one page, of all time and of the last day on which somebody came.

    One row for each page, however long it is there. Nothing of the content: it moves no content version, and is in no document.
    """

    kind = models.CharField(max_length=20)
    object_id = models.BigIntegerField()
    total = models.PositiveBigIntegerField(default=0)
    day = models.DateField()
    on_day = models.PositiveIntegerField(default=0)

    objects: ClassVar = VisitCountQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "object_id"], name="visits_visitcount_once"),
            models.CheckConstraint(
                condition=models.Q(on_day__lte=F("total")), name="visits_visitcount_day_within_total"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}: {self.total}"

    @property
    def today(self) -> int:
        return self.on_day if self.day == timezone.localdate() else 0


def visits_of(record: Any) -> VisitCount | None:
    """Those of a record that has pages; None where nobody came yet."""
    kind = record._meta.model_name
    return VisitCount.objects.filter(kind=kind, object_id=record.pk).first()
