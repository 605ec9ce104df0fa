"""Which document each version of a profile was.

A version stores its changes to the one before. Whole documents are stored where
a chain begins and then every SNAPSHOT_EVERY versions. A profile that nobody has changed yet
has none at all, because its rows still say what it was at first: a large import writes a
line of history for each profile and not its text a second time. The first change keeps it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import QuerySet

from profiles.documents.difference import Change, Path, differences, patched, touched_sources
from profiles.documents.document import Document, Fields, Rows, pack, unpack
from profiles.documents.reading import document_of
from profiles.documents.shape import shape_of
from profiles.models import ChangeSet, ContentVersion, Evidence, Profile, Version
from profiles.models.registry import profile_kind

SNAPSHOT_EVERY = 50


class NoSuchVersion(LookupError):
    """The profile never had this version, or it was not stored."""


def versions_of(kind: str, object_id: int) -> QuerySet[Version]:
    """Newest first, without the documents in them."""
    rows = Version.objects.filter(kind=kind, object_id=object_id)
    return rows.defer("changes", "document").select_related("made_by").order_by("-number")


def document_at(kind: str, object_id: int, number: int) -> Document:
    """The profile as version `number` was, in today's shape. NoSuchVersion if there is none."""
    rows = Version.objects.filter(kind=kind, object_id=object_id)
    snapshots = rows.exclude(document=None)
    snapshot = snapshots.filter(number__lte=number).order_by("-number").first()
    if snapshot is None:
        return _before_any_change(kind, object_id, number, snapshots.order_by("number").first())
    later = list(rows.filter(number__gt=snapshot.number, number__lte=number).order_by("number"))
    if number not in {version.number for version in (snapshot, *later)}:
        raise NoSuchVersion(kind, object_id, number)
    return _replayed(snapshot, later)


def documents_at(kind: str, object_id: int, numbers: Collection[int]) -> dict[int, Document]:
    """Several versions by number, in one walk forward from the oldest of them, whatever their number.

    Forward, because only then the sources of rows that were taken out later are known.
    """
    first, last = min(numbers), max(numbers)
    document = document_at(kind, object_id, first)
    documents = {first: document}
    later = Version.objects.filter(kind=kind, object_id=object_id, number__gt=first, number__lte=last)
    for version in later.defer("document").order_by("number"):
        document = _next_document(document, version)
        if version.number in numbers:
            documents[version.number] = document
    return documents


def changes_of(version: Version) -> list[Change]:
    """What a version changed, as it is called today; nothing for one that only changed the state."""
    if not version.changes:
        return []
    data = unpack(version.changes)
    return [_upgraded_change(version.kind, Change(tuple(path), *values)) for path, *values in data["changes"]]


def document_from_origin(kind: str, object_id: int, origin: str) -> Document:
    """What versions of one origin said of a profile, each fact as it was last stated; what other origins said is not in it.

    Nor is what was said in a step that was taken back.
    """
    versions = Version.objects.filter(kind=kind, object_id=object_id, origin=origin).order_by("number")
    taken_back = (ChangeSet.State.TAKING_BACK, ChangeSet.State.TAKEN_BACK)
    versions = versions.exclude(change_set__isnull=False, change_set__state__in=taken_back)
    document = Document(kind)
    for version in versions:
        if version.action == Version.Action.CREATED:
            document = document_at(kind, object_id, version.number)
        for path, _before, after in changes_of(version):
            _set_value(document, path, after)
    return document


def _set_value(document: Document, path: Path, value: Any) -> None:
    target: dict[str, Any] = document.fields
    if len(path) > 1:
        target = document.rows.setdefault(path[0], {})
    if len(path) > 2:
        target = target.setdefault(path[1], {})
    if value is None:
        target.pop(path[-1], None)
    else:
        target[path[-1]] = value


def record_changes(
    profile: Profile,
    latest: LatestDocument,
    after: Document,
    changes: list[Change],
    action: str,
    **details: Any,
) -> LatestDocument:
    """Keep a new version of a profile that has just been written; `latest` is how its history ended until now."""
    number, snapshot = profile.version, latest.snapshot
    if snapshot is None:
        snapshot = _store_snapshot(profile, latest.document, number - 1)
    is_due = number - snapshot >= SNAPSHOT_EVERY or action == Version.Action.DELETED
    sources = {name: after.sources[name] for name in touched_sources(changes) if name in after.sources}
    data = {"changes": [[list(path), was, now] for path, was, now in changes], "sources": sources}
    Version.record(
        profile,
        action,
        changes=pack(data) if changes else None,
        document=pack(after.as_json()) if is_due else None,
        **details,
    )
    return LatestDocument(after, number if is_due else snapshot)


def record_deletions(
    profiles: Sequence[tuple[Profile, Document]], last: Mapping[int, Version], **details: Any
) -> None:
    """The same for profiles that nobody changed and that are about to go; `last` is the newest version of each."""
    deleted = []
    for profile, document in profiles:
        last[profile.pk].document = packed = pack(document.as_json())
        version = Version.of(profile, Version.Action.DELETED, document=packed, **details)
        deleted.append(version)
    ContentVersion.advance()
    Version.objects.bulk_update(last.values(), ["document"])
    Version.objects.bulk_create(deleted)


@dataclass(frozen=True)
class LatestDocument:
    """What the history of a profile ends with."""

    document: Document
    snapshot: int | None  # the last version that has a whole document; None before the first change

    def unrecorded(self, live: Document) -> list[Change]:
        """What somebody changed past the site since."""
        return differences(_known_part(self.document), live) if self.snapshot is not None else []


def latest_document(profile: Profile, live: Document) -> LatestDocument:
    rows = Version.objects.filter(kind=live.kind, object_id=profile.pk)
    newest_snapshot = rows.exclude(document=None).order_by("-number").values("number")[:1]
    chain = list(rows.filter(number__gte=newest_snapshot).order_by("number"))
    if not chain:
        return LatestDocument(live, None)
    snapshot, *later = chain
    return LatestDocument(_replayed(snapshot, later), snapshot.number)


def with_unknown(recorded: Document, document: Document) -> Document:
    """The document, with what `recorded` holds in fields that the product no longer has."""
    known = _known_part(recorded)
    fields = {name: value for name, value in recorded.fields.items() if name not in known.fields}
    rows = {name: rows for name, rows in recorded.rows.items() if name not in shape_of(recorded.kind).rows}
    return replace(document, fields=document.fields | fields, rows=document.rows | rows)


def _store_snapshot(profile: Profile, document: Document, number: int) -> int:
    """Keep the beginning of a chain at the newest version there is; make one where there is none."""
    packed = pack(document.as_json())
    newest = Version.objects.filter(kind=document.kind, object_id=profile.pk).order_by("-number").first()
    if newest is not None:
        Version.objects.filter(pk=newest.pk).update(document=packed)
        return newest.number
    first = Version(
        kind=document.kind,
        object_id=profile.pk,
        number=number,
        action=Version.Action.CREATED,
        origin=Version.Origin.OUTSIDE,
        state=profile.state,
        made_at=profile.created_at,
        document=packed,
    )
    first.save()
    return number


def _before_any_change(kind: str, object_id: int, number: int, snapshot: Version | None) -> Document:
    """Before the first stored document nothing had changed: the state is in it, or else in the rows."""
    profile = profile_kind(kind).model._default_manager.filter(pk=object_id).first()
    has_version = Version.objects.filter(kind=kind, object_id=object_id, number=number).exists()
    if not has_version and not (profile and number == profile.version):
        raise NoSuchVersion(kind, object_id, number)
    if snapshot is not None:
        return upgraded(Document.from_packed(snapshot.document))
    if profile is None:
        raise NoSuchVersion(kind, object_id, number)
    return document_of(profile)


def _replayed(snapshot: Version, later: Iterable[Version]) -> Document:
    """A whole document with the changes of the versions after it."""
    document = upgraded(Document.from_packed(snapshot.document))
    for version in later:
        document = _next_document(document, version)
    return document


def _next_document(document: Document, version: Version) -> Document:
    if not version.changes:
        return document
    after = patched(document, changes_of(version))
    return replace(after, sources=document.sources | _judged_sources(unpack(version.changes)["sources"]))


# --- documents stored before the product changed --------------------------------------


def upgraded(document: Document) -> Document:
    """The document with its fields called as they are today. What the product no longer knows stays in it."""
    renamed = profile_kind(document.kind).renamed
    rows = {
        relation: {key: _renamed(f"{relation}.", row, renamed) for key, row in rows.items()}
        for relation, rows in document.rows.items()
    }
    fields, sources = _renamed("", document.fields, renamed), _judged_sources(document.sources)
    return replace(document, fields=fields, rows=rows, sources=sources)


def _judged_sources(sources: Mapping[str, Fields]) -> dict[str, Fields]:
    """Sources with their evidence, of which documents once said no more than that one had to be checked, or was none."""
    return {key: _judged(fields) for key, fields in sources.items()}


def _judged(fields: Fields) -> Fields:
    if "evidence" in fields and "needs_check" not in fields:
        return fields
    said = Evidence.TO_CHECK if fields.get("needs_check") else Evidence.SECONDARY
    others = {name: value for name, value in fields.items() if name != "needs_check"}
    return {"evidence": str(said), **others}


def _renamed(prefix: str, fields: Fields, renamed: Any) -> Fields:
    return {renamed.get(prefix + name, prefix + name).removeprefix(prefix): fields[name] for name in fields}


def _upgraded_change(kind: str, change: Change) -> Change:
    renamed = profile_kind(kind).renamed
    path: Path = change.path
    if len(path) == 1:
        return change._replace(path=(renamed.get(path[0], path[0]),))
    prefix = f"{path[0]}."
    if len(path) == 3:
        name = renamed.get(prefix + path[2], prefix + path[2]).removeprefix(prefix)
        return change._replace(path=(*path[:2], name))
    before, after = (
        _renamed(prefix, row, renamed) if isinstance(row, dict) else row
        for row in (change.before, change.after)
    )
    return Change(path, before, after)


def _known_part(document: Document) -> Document:
    """What of a document the product still has fields for."""
    shape = shape_of(document.kind)
    rows: dict[str, Rows] = {
        relation: {key: _only(row, shape.rows[relation].fields) for key, row in of_relation.items()}
        for relation, of_relation in document.rows.items()
        if relation in shape.rows
    }
    return replace(document, fields=_only(document.fields, shape.profile.fields), rows=rows)


def _only(fields: Fields, names: Iterable[str]) -> Fields:
    return {name: fields[name] for name in fields if name in names}
