"""The product's own metrics, stored as data in profiles/data/metrics.csv."""

from __future__ import annotations

import csv
from pathlib import Path

from kit.languages import columns
from kit.model_fields import field_of
from profiles.models import Metric

FILE = Path(__file__).parent / "data" / "metrics.csv"


def load_metrics(path: Path = FILE, *, only_new: bool = False) -> int:
    """Write the metrics of a file, the product's own, to the database; those that a park added stay. Returns their number.

    `only_new`: those that are there stay as they are.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    known = {metric.code: metric for metric in Metric.objects.all()}
    for row in rows:
        if not (only_new and row["code"] in known):
            _save_changed(known.get(row["code"], Metric()), row)
    return len(rows)


def metric(code: str) -> Metric:
    """The metric of this code; Metric.DoesNotExist if there is none."""
    return Metric.objects.get(code=code)


def _save_changed(metric: Metric, row: dict[str, str]) -> None:
    fields = {name: field_of(Metric, name).to_python(value) for name, value in row.items()}
    if metric.pk and all(getattr(metric, name) == value for name, value in fields.items()):
        return
    for name, value in fields.items():
        setattr(metric, name, value)
    # A language that a park added is not in the file; until somebody writes its texts, readers get another.
    metric.full_clean(exclude={*columns("name")} - fields.keys())
    metric.save()
