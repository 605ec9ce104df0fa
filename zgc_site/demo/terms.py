"""The words of the park: its metrics, its sectors on two levels, its zones, and synonyms.

Each comes once: those that are there stay as they are, and what staff deleted since stays away. Only where no zone has a place on
the map yet, all that are shipped get theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from companies.models import Sector, Synonym, Zone
from profiles.documents.shipments import DELETED
from profiles.metrics import load_metrics, save_metric
from profiles.models import Metric, Shipped
from zgc_site.demo.files import read, save

Row = dict[str, str]


def load_terms() -> list[str]:
    """Returns which of them stay away because staff deleted them."""
    load_metrics()
    _place_zones()
    away = [
        *_bring(Metric, read("metrics.csv"), lambda row: save_metric(Metric(), row)),
        *_bring(Sector, read("sectors.csv"), _make_sector),
        *_bring(Zone, read("zones.csv"), lambda row: save(Zone(**row))),
    ]
    return [*away, *_bring(Synonym, _synonyms_of_sectors(), _make_synonym)]


def _bring(model: Any, rows: Iterable[Row], make: Callable[[Row], None]) -> list[str]:
    """Make those that no release brought before and that are not there."""
    kind, away = model._meta.model_name, []
    brought = dict(Shipped.objects.filter(kind=kind).values_list("key", "object_id"))
    there = set(model.objects.filter(pk__in=brought.values()).values_list("pk", flat=True))
    for row in rows:
        key = row[model.SHORT_NAME]
        if key in brought:
            away += [] if brought[key] in there else [DELETED.format(kind=kind, key=key)]
            continue
        named = model.objects.filter(**{model.SHORT_NAME: key})
        if not named.exists():
            make(row)
        Shipped.objects.create(kind=kind, key=key, object_id=named.get().pk, said=row)
    return away


def _make_sector(row: Row) -> None:
    save(Sector(**{**row, "parent": _sector(row["parent"])}))


def _make_synonym(row: Row) -> None:
    save(Synonym(**{**row, "sector": _sector(row["sector"]), "is_sector": bool(row["is_sector"])}))


def _sector(key: str) -> Sector | None:
    """That of the files, under whatever short name it has now."""
    brought = Shipped.objects.filter(kind="sector", key=key)
    return Sector.objects.filter(pk__in=brought.values("object_id")).first()


def _synonyms_of_sectors() -> list[Row]:
    """Those that mean no sector, or one that is there: a synonym goes with its sector."""
    return [row for row in read("synonyms.csv") if not row["sector"] or _sector(row["sector"])]


def _place_zones() -> None:
    if Zone.objects.exclude(latitude=None).exists():
        return
    for row in read("zones.csv"):  # of a release that knew no places
        for zone in Zone.objects.filter(slug=row["slug"]):
            zone.latitude, zone.longitude = row["latitude"], row["longitude"]
            save(zone)
