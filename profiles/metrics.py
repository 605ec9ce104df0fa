"""The product's own metrics, kept as data in profiles/data/metrics.csv."""

from __future__ import annotations

import csv
from pathlib import Path

from profiles.models import Metric

FILE = Path(__file__).parent / "data" / "metrics.csv"


def load_metrics() -> int:
    """Write the product's metrics to the database; those that a park added stay. Returns their number."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        code = row.pop("code")
        Metric.objects.update_or_create(code=code, defaults=row)
    return len(rows)
