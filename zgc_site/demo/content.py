"""Brings in the shipped facts, as any file of facts comes in.

The files of zgc_site/demo/facts/ say of each profile all that there is to say of it. What they said in an earlier release is
the base of the usual merge: what they add or correct is applied, what they say no more goes, and what an editor
changed stays as it is.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO

from companies.columns import COMPANIES
from companies.models import Company
from kit.spreadsheets import harmless
from partners.columns import PARKS
from partners.models import Park
from profiles.documents import writing
from profiles.documents.history import document_at
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.exports.facts.columns import COLUMNS
from profiles.imports.lanes import Import
from profiles.imports.looking import opened
from profiles.imports.plan.changing import Said
from profiles.imports.plan.outcomes import Outcome, Totals
from profiles.imports.recording import FileDescription
from profiles.imports.rows.proposals import ImportKind
from profiles.imports.tables.options import Options
from profiles.models import ChangeSet, Version
from profiles.models.registry import profile_kind
from zgc_site.demo.files import FACTS, FOLDER, read
from zgc_site.demo.sources import load_sources

SHIPPED = Actor(origin=Version.Origin.SHIPPED)
KINDS = (PARKS, COMPANIES)
UNDONE = (ChangeSet.State.TAKING_BACK, ChangeSet.State.TAKEN_BACK)
FILES = {"park": "parks.csv", "company": "companies.csv"}
# What no file of facts says: whose site it is, and who stands on its home page.
HOST = "zhongguancun"
FEATURED = ("baidu", "lenovo", "intel-china-research", "merck-serono-beijing")


class ContentRefused(Exception):
    """The shipped files do not fit this database, or each other."""


@dataclass(frozen=True)
class Loaded:
    """What became of the profiles of a kind."""

    kind: ImportKind
    totals: Totals
    kept: list[str]  # where an editor's word stays against that of the files, in words


def is_loaded() -> bool:
    """Whether the files as they are now were loaded before, and nobody took that back."""
    done = ChangeSet.objects.filter(state=ChangeSet.State.DONE)
    return all(done.filter(kind=kind.name, sha256=_digest(kind)).exists() for kind in KINDS)


def load_content(*kinds: ImportKind) -> list[Loaded]:
    """Add and correct the profiles of these kinds; of all without any. ContentRefused if the files are at fault."""
    names = load_sources()
    is_new = not Park.objects.exists() and not Company.objects.exists()
    loaded = []
    for kind in kinds or KINDS:
        loaded.append(_load(kind, names))
        if is_new:
            SET_APART[kind.name]()
    return loaded


def _load(kind: ImportKind, names: dict[str, str]) -> Loaded:
    with TemporaryFile() as file:
        _write(file, kind, names)
        with opened(file, kind, Options(encoding="utf-8")) as (table, columns):
            task = Import(
                kind,
                table,
                columns,
                SHIPPED,
                publish=True,
                said=Said(SHIPPED.origin, in_whole=True),
                file=FileDescription(_path(kind).name, _digest(kind)),
            )
            totals, kept = Totals(), list[str]()
            for outcome in task.run():
                totals.add(outcome)
                _check(outcome)
                kept += [f"{outcome.slug}, {name}: {text}" for name, text in outcome.conflicts]
    return Loaded(kind, totals, kept)


def _check(outcome: Outcome) -> None:
    """Nothing that is shipped may be left out."""
    if not outcome.is_whole:
        problems = [f"{name}: {text}" for name, text in (*outcome.problems, *outcome.left_out)]
        raise ContentRefused(f"{outcome.slug or outcome.label}: {'; '.join(problems) or outcome.status}")


# --- the lines -------------------------------------------------------------------------------


def _path(kind: ImportKind) -> Path:
    return FACTS / FILES[kind.name]


def _digest(kind: ImportKind) -> str:
    """Of all that a load reads for a kind, sources and terms of the park included."""
    digest = hashlib.sha256()
    for path in (_path(kind), FACTS / "sources.csv", *sorted(FOLDER.glob("*.csv"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(file: BinaryIO, kind: ImportKind, names: dict[str, str]) -> None:
    """The shipped lines as a file of facts, under the addresses that the profiles have now."""
    addresses = _addresses(kind.name)
    text = TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    writer = csv.DictWriter(text, COLUMNS, restval="", extrasaction="ignore")
    writer.writeheader()
    for line in read(_path(kind)):
        if address := addresses.get(line["profile"], line["profile"]):
            source = {"source_title": harmless(names[line["source"]])} if line["source"] else {}
            value = harmless(line["value"])
            writer.writerow(line | {"profile": address, "kind": kind.name, "value": value} | source)
    text.detach()
    file.seek(0)


def _addresses(kind: str) -> dict[str, str]:
    """What has another address now than in the files; "" for profiles that an editor deleted, and for those that are his own."""
    model: Any = profile_kind(kind).model
    taken = {*model._default_manager.values_list("slug", flat=True)}
    taken |= {
        *model._meta.get_field("former_slugs").related_model._default_manager.values_list("slug", flat=True)
    }
    created = Version.objects.filter(kind=kind, origin=SHIPPED.origin, action=Version.Action.CREATED)
    created = created.exclude(change_set__isnull=False, change_set__state__in=UNDONE)
    now = dict(model._default_manager.values_list("pk", "slug"))
    shipped = {
        str(document_at(kind, pk, number).fields["slug"]): now.get(pk, "")
        for pk, number in created.values_list("object_id", "number")
    }
    return dict.fromkeys(taken, "") | shipped


# --- what no file of facts says ------------------------------------------------------------------


def _make_host() -> None:
    """Before the companies come: what is abroad, and which currency is at home, the record of the host says."""
    Park.objects.get(slug=HOST).make_host(by=None, origin=SHIPPED.origin)


def _feature() -> None:
    for company in Company.objects.filter(slug__in=FEATURED):
        base = document_of(company)
        writing.save(company, base, replace(base, fields={**base.fields, "featured": True}), SHIPPED)


SET_APART = {"park": _make_host, "company": _feature}
