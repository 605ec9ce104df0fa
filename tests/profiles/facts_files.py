"""Files of facts in tests: what profiles need, files out, and documents without what differs between two databases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.utils.module_loading import import_string

from companies.models import Company
from partners.models import Park
from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.exports.facts.answer import facts_file
from profiles.models import Source
from profiles.models.registry import profile_kind
from profiles.past.visible import visible
from tests.factories import make_metric, make_sector, make_zone

FORMATS = ("csv", "xlsx", "jsonl")
FILES = {"company": "companies.columns.COMPANIES", "park": "partners.columns.PARKS"}
TERMS = {
    "company": {"sectors": ["ai", "chips", "biotech"], "zone": ["haidian", "changping"]},
    "park": {"focus_sectors": ["ai", "chips", "biotech"]},
}


def make_terms() -> None:
    for slug in ("ai", "chips", "biotech"):
        make_sector(slug=slug)
    for slug in ("haidian", "changping"):
        make_zone(slug=slug)
    for kind, unit in (("count", "count"), ("money", "CNY"), ("area", "km2")):
        make_metric(code=f"{kind}-metric", kind=kind, unit=unit)


def clear() -> None:
    """No profile and no source."""
    for model in (Company, Park, Source):
        model.objects.all().delete()


def write_facts(path: Path, kind: str) -> Path:
    ids = profile_kind(kind).model._default_manager.order_by("pk").values_list("pk", flat=True)
    columns = import_string(FILES[kind]).file
    path.write_bytes(b"".join(facts_file(columns, path.suffix[1:], list(ids))))
    return path


def live(kind: str) -> dict[int, Document]:
    pks = profile_kind(kind).model._default_manager.values_list("pk", flat=True)
    return {pk: document for pk, (_profile, document) in documents_of(kind, pks).items()}


def comparable(document: Document) -> list[str]:
    """All that visitors may know; rows without their keys, and with their sources in the place of short names."""
    shown = visible(document)
    own = [json.dumps([name, value]) for name, value in shown.fields.items()]
    rows = [
        json.dumps([relation, _with_source(row, document)], sort_keys=True)
        for relation, found in shown.rows.items()
        for row in found.values()
    ]
    return [json.dumps(["slug", document.fields["slug"]]), *sorted(own), *sorted(rows)]


def _with_source(row: Any, document: Document) -> Any:
    return {**row, "source": document.sources[row["source"]]} if "source" in row else row


def all_comparable(kind: str) -> list[str]:
    return [
        f"{document.fields['slug']}: {line}"
        for document in live(kind).values()
        for line in comparable(document)
    ]
