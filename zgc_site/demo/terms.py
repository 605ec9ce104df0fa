"""The words of the park: its metrics, its sectors on two levels, its zones, and synonyms.

Those that are there stay as they are. Only where no zone has a place on the map yet, all that are shipped get theirs.
"""

from __future__ import annotations

from companies.models import Sector, Synonym, Zone
from profiles.metrics import load_metrics
from zgc_site.demo.files import FOLDER, read, save


def load_terms() -> None:
    load_metrics()
    load_metrics(FOLDER / "metrics.csv", only_new=True)
    for row in read("sectors.csv"):
        if not Sector.objects.filter(slug=row["slug"]).exists():
            parent = Sector.objects.filter(slug=row["parent"]).first()
            save(Sector(**{**row, "parent": parent}))
    _load_zones()
    _load_synonyms()


def _load_zones() -> None:
    is_older = not Zone.objects.exclude(latitude=None).exists()  # of a release that knew no places
    for row in read("zones.csv"):
        zone = Zone.objects.filter(slug=row["slug"]).first()
        if zone is None:
            save(Zone(**row))
        elif is_older:
            zone.latitude, zone.longitude = row["latitude"], row["longitude"]
            save(zone)


def _load_synonyms() -> None:
    sectors = {sector.slug: sector for sector in Sector.objects.all()}
    there = {*Synonym.objects.values_list("slug", flat=True)}
    for row in read("synonyms.csv"):
        if row["slug"] not in there and (not row["sector"] or row["sector"] in sectors):
            save(
                Synonym(**{**row, "sector": sectors.get(row["sector"]), "is_sector": bool(row["is_sector"])})
            )
