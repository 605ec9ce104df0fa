"""Brings in the shipped facts, as any file of facts comes in.

The files of zgc_site/demo/facts/ say of each profile all that there is to say of it. What they said in an earlier release is
the base of the usual merge: what they add or correct is applied, what they say no more goes, and what an editor
changed stays as it is. What an editor did may leave no place for a profile or a line: it is left out and told, and all
others come in.
"""

from __future__ import annotations

import csv
import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from io import TextIOWrapper
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, NamedTuple

from companies.columns import COMPANIES
from companies.models import Company
from kit.spreadsheets import harmless
from partners.columns import PARKS
from partners.models import Park
from profiles.documents import writing
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from profiles.exports.facts.columns import COLUMNS
from profiles.imports.lanes import Import
from profiles.imports.plan.changing import Said
from profiles.imports.plan.outcomes import Outcome, Status, Totals
from profiles.imports.preview import opened
from profiles.imports.recording import FileDescription
from profiles.imports.rows.proposals import ImportKind, RowProblem
from profiles.imports.tables.options import Options
from profiles.models import ChangeSet, Version
from profiles.models.registry import profile_kind
from zgc_site.demo.files import FACTS, FOLDER, read
from zgc_site.demo.sources import load_sources

SHIPPED = Actor(origin=Version.Origin.SHIPPED)
KINDS = (PARKS, COMPANIES)
UNDONE = (ChangeSet.State.TAKING_BACK, ChangeSet.State.TAKEN_BACK)
FILES = {"park": "parks.csv", "company": "companies.csv"}
DELETED = "an editor deleted it"
SOURCE_DELETED = "an editor deleted its source, {source}"
OF_ANOTHER = "its address is that of a profile of your own"
# What no file of facts says: whose site it is, and who stands on its home page.
HOST = "zhongguancun"
FEATURED = ("baidu", "lenovo", "intel-china-research", "merck-serono-beijing")


class ContentRefused(Exception):
    """The shipped files do not fit each other: something is wrong with them, and not with what editors did."""


@dataclass(frozen=True)
class LoadedKind:
    """What became of the profiles of a kind."""

    kind: ImportKind
    totals: Totals
    kept: list[str]  # where an editor's word stays against that of the files, in words
    left_out: list[str]  # what of the files is not on the site, and why, in words


def is_loaded() -> bool:
    """Whether the files as they are now were loaded before, and nobody took that back."""
    done = ChangeSet.objects.filter(state=ChangeSet.State.DONE)
    return all(done.filter(sha256=_digest(kind)).exists() for kind in KINDS)


def load_content(*kinds: ImportKind) -> list[LoadedKind]:
    """Add and correct the profiles of these kinds; of all without any. ContentRefused if the files are at fault."""
    sources = load_sources()
    is_new = not Park.objects.exists() and not Company.objects.exists()
    loaded = []
    for kind in kinds or KINDS:
        loaded.append(_load(kind, sources.names))
        if is_new:
            _check(loaded[-1])
            SET_APART[kind.name]()
    loaded[0].kept.extend(sources.kept)
    return loaded


def _check(loaded: LoadedKind) -> None:
    """Where no editor has said anything, nothing that is shipped may be left out."""
    if loaded.totals.not_whole:
        raise ContentRefused("\n".join(loaded.left_out))


def _load(kind: ImportKind, names: dict[str, str]) -> LoadedKind:
    places = _places(kind.name)
    shipped = {line["profile"] for line in read(_path(kind))}
    away = [f"{slug}: {why}" for slug, why in places.away.items() if slug in shipped]
    loaded = LoadedKind(kind, Totals(), [], away)
    if shipped <= places.away.keys():
        return loaded
    with TemporaryFile() as file:
        skipped = _write(file, kind, names, places)
        with opened(file, kind, Options(encoding="utf-8")) as (table, columns):
            task = Import(
                kind,
                table,
                columns,
                SHIPPED,
                publish=True,
                said=Said(SHIPPED.origin, in_whole=True, left_out=skipped),
                file=FileDescription(_path(kind).name, _digest(kind)),
            )
            for outcome in task.run():
                loaded.totals.add(outcome)
                loaded.kept.extend(f"{outcome.slug}, {name}: {text}" for name, text in outcome.conflicts)
                loaded.left_out.extend(_left_out(outcome))
    return loaded


def _left_out(outcome: Outcome) -> Iterator[str]:
    """What of the lines of a profile is not on the site; for one that looks like another, all."""
    called = outcome.slug or outcome.label
    for name, text in (*outcome.problems, *outcome.left_out):
        yield f"{called}, {name}: {text}" if name else f"{called}: {text}"
    if outcome.status == Status.TO_DECIDE:
        alike = [
            f"“{candidate.name}” ({candidate.slug}), {candidate.why}" for candidate in outcome.candidates
        ]
        yield f"{called}: it may be a profile that is here already: {'; '.join(alike)}"


# --- the lines -------------------------------------------------------------------------------


def _path(kind: ImportKind) -> Path:
    return FACTS / FILES[kind.name]


def _digest(kind: ImportKind) -> str:
    """Of all that a load reads for a kind, sources and terms of the park included."""
    digest = hashlib.sha256()
    for path in (_path(kind), FACTS / "sources.csv", *sorted(FOLDER.glob("*.csv"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _write(
    file: BinaryIO, kind: ImportKind, names: dict[str, str], places: ProfileAddresses
) -> dict[str, list[RowProblem]]:
    """The shipped lines as a file of facts, under the addresses that the profiles have now.

    Returns, by these addresses, the facts without a line in it because staff deleted the source.
    """
    text = TextIOWrapper(file, encoding="utf-8", newline="")
    writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
    writer.writeheader()
    skipped: dict[str, list[RowProblem]] = defaultdict(list)
    for line in (*read(_path(kind)), *_about_sources(kind, names)):
        if line["profile"] in places.away:
            continue
        address, source = places.now.get(line["profile"], line["profile"]), line["source"]
        if source and source not in names:
            skipped[address].append(RowProblem(line["fact"], SOURCE_DELETED.format(source=source)))
            continue
        title = {"source_title": harmless(names[source])} if source else {}
        writer.writerow(line | {"profile": address, "value": harmless(line["value"])} | title)
    text.detach()
    return skipped


def _about_sources(kind: ImportKind, names: Collection[str]) -> Iterator[dict[str, str]]:
    """What each source is worth in general of which a line of the profile thinks better or worse."""
    usual = {row["key"]: row["evidence"] for row in read(FACTS / "sources.csv")}
    uses = {(line["profile"], line["source"]) for line in read(_path(kind)) if line["evidence"]}
    for profile, source in sorted(use for use in uses if use[1] in names):
        yield {"profile": profile, "fact": "source.evidence", "source": source, "value": usual[source]}


class ProfileAddresses(NamedTuple):
    """Of profiles by their address in the files."""

    now: dict[str, str]  # the address of those that an earlier load brought
    away: dict[str, str]  # why others do not come in


def _places(kind: str) -> ProfileAddresses:
    model: Any = profile_kind(kind).model
    slugs = dict(model._default_manager.values_list("pk", "slug"))
    former = model._meta.get_field("former_slugs").related_model._default_manager
    created = Version.objects.filter(kind=kind, origin=SHIPPED.origin, action=Version.Action.CREATED)
    created = created.exclude(change_set__state__in=UNDONE)
    shipped: dict[str, str] = {}
    for pk, number in created.values_list("object_id", "number"):
        with suppress(NoSuchVersion):  # of one that was deleted past the site nothing is known
            shipped[str(document_at(kind, pk, number).fields["slug"])] = slugs.get(pk, "")
    taken = dict.fromkeys([*slugs.values(), *former.values_list("slug", flat=True)], OF_ANOTHER)
    now = {slug: address for slug, address in shipped.items() if address}
    deleted = dict.fromkeys(shipped, DELETED)
    return ProfileAddresses(now, {slug: why for slug, why in (taken | deleted).items() if slug not in now})


# --- what no file of facts says ------------------------------------------------------------------


def _make_host() -> None:
    """Before the companies come: what is abroad, and which currency is at home, the record of the host says."""
    if host := Park.objects.filter(slug=HOST).first():  # nobody deleted it
        host.make_host(by=None, origin=SHIPPED.origin)


def _feature() -> None:
    for company in Company.objects.filter(slug__in=FEATURED):
        base = document_of(company)
        writing.save(company, base, replace(base, fields={**base.fields, "featured": True}), SHIPPED)


SET_APART = {"park": _make_host, "company": _feature}
