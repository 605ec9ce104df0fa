"""The words of the park: its metrics, its sectors on two levels, its zones. Those that are there stay as they are."""

from __future__ import annotations

from companies.models import Sector, Zone
from profiles.metrics import load_metrics
from zgc_site.demo.files import FOLDER, read, save


def load_terms() -> None:
    load_metrics()
    load_metrics(FOLDER / "metrics.csv", only_new=True)
    for row in read("sectors.csv"):
        if not Sector.objects.filter(slug=row["slug"]).exists():
            parent = Sector.objects.filter(slug=row["parent"]).first()
            save(Sector(**{**row, "parent": parent}))
    for row in read("zones.csv"):
        if not Zone.objects.filter(slug=row["slug"]).exists():
            save(Zone(**row))
