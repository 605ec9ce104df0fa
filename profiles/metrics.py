"""The product's own metrics, stored as data in profiles/data/metrics.csv."""

from __future__ import annotations

import csv
from pathlib import Path

from kit.languages import columns
from kit.model_fields import field_of
from profiles.models import Metric

FILE = Path(__file__).parent / "data" / "metrics.csv"


def load_metrics() -> int:
    """Write the product's own metrics to the database; those that a park added stay. Returns their number."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {metric.code: metric for metric in Metric.objects.all()}
    for row in rows:
        save_metric(known.get(row["code"], Metric()), row)
    return len(rows)


def metric(code: str) -> Metric:
    """The metric of this code; Metric.DoesNotExist if there is none."""
    return Metric.objects.get(code=code)


def save_metric(metric: Metric, row: dict[str, str]) -> None:
    """With what a row of a file says of it by column; nothing is written if it says so already. ValidationError if it is wrong."""
    fields = {name: field_of(Metric, name).to_python(value) for name, value in row.items()}
    if metric.pk and all(getattr(metric, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(metric, name, value)
    # A language that a park added is not in the file; until somebody writes its texts, readers get another.
    metric.full_clean(exclude={*columns("name")} - fields.keys())
    metric.save()
