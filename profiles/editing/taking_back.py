"""Takes a change set back, profile by profile: the older document is proposed to the usual three-way merge."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, OuterRef, ProtectedError, Q
from django.utils.translation import gettext as _

from kit.processes.write_pauses import WritePauses
from kit.worker_loop import Job
from profiles import tally
from profiles.documents import records
from profiles.documents.difference import differences
from profiles.documents.history import document_at, documents_at
from profiles.documents.proposals import desk
from profiles.documents.reading import document_of
from profiles.documents.sources import digest_of
from profiles.documents.undoing import LeftOut, Step, undo
from profiles.documents.writing import Actor, ProfileGone, delete_locked, lock
from profiles.editing.left_out_words import in_short
from profiles.editing.taking_back_many import AT_ONCE, take_back_together
from profiles.models import (
    BroughtSource,
    ChangeSet,
    ChangeSetMoved,
    Draft,
    MatchKey,
    MustStay,
    NotTakenBack,
    Plan,
    Profile,
    Version,
)
from profiles.models.registry import profile_kind, profile_kind_of
from profiles.recognising import match_keys

# --- one profile ---------------------------------------------------------------------------


@transaction.atomic
def _take_back(change_set: ChangeSet, pk: int) -> None:
    """What the set did to one profile. ChangeSetMoved if another process was first."""
    change_set.take_back_down_to(pk)
    versions = list(change_set.versions.filter(object_id=pk).order_by("number").defer("document"))
    created = any(version.action == Version.Action.CREATED for version in versions)
    actor = _actor(change_set)
    profile = profile_kind(change_set.kind).model._default_manager.filter(pk=pk).first()
    report = _Report(change_set, pk, str(profile) if profile else "")
    try:
        if profile is None:
            raise ProfileGone
        locked = lock(profile)
        keys = _delete(locked, versions[-1], actor) if created else _revert(locked, versions, actor, report)
    except ProfileGone:
        if not created:
            report.add(NotTakenBack.Reason.GONE)
        keys = set()
    except _CannotDelete as error:
        report.add(error.reason)
        keys = None
    except MustStay:
        report.add(NotTakenBack.Reason.STAYS)
        keys = None
    if keys is None:
        MatchKey.objects.filter(change_set=change_set, object_id=pk).update(change_set=None)
    else:
        match_keys.take_back(change_set, pk, keys)


def _actor(change_set: ChangeSet) -> Actor:
    return Actor(change_set.taken_back_by, _why(change_set), Version.Origin.REVERT)


class _CannotDelete(Exception):
    def __init__(self, reason: NotTakenBack.Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class _Report:
    """What of a profile was not taken back, as records."""

    change_set: ChangeSet
    pk: int
    label: str

    def add(self, reason: NotTakenBack.Reason, part: str = "", detail: str = "") -> None:
        NotTakenBack.objects.create(
            change_set=self.change_set,
            object_id=self.pk,
            label=self.label[:200],
            part=part[:200],
            reason=reason,
            detail=detail[:2_000],
        )

    def left_out(self, part: LeftOut) -> None:
        reason = NotTakenBack.Reason.INVALID if part.text else NotTakenBack.Reason.EDITED
        self.add(reason, part.part, part.text or in_short(part.value))


def _delete(locked: Profile, last: Version, actor: Actor) -> set[int]:
    """A profile that the set created goes, if it is as the set left it and nothing hangs on it."""
    live = document_of(locked)
    if locked.version != last.number:  # somebody saved it since, perhaps to the same
        after = document_at(last.kind, locked.pk, last.number)
        if locked.state != last.state or differences(after, live):
            raise _CannotDelete(NotTakenBack.Reason.TOUCHED)
    locked.check_may_go()
    if _is_in_use(locked):
        raise _CannotDelete(NotTakenBack.Reason.NEEDED)
    delete_locked(locked, live, actor)
    return set()


def _is_in_use(profile: Profile) -> bool:
    """Whether people, drafts or plans belong to it, without being a part of it."""
    kind = profile_kind_of(profile)
    of_it = {"kind": kind.name, "object_id": profile.pk}
    if Draft.objects.filter(**of_it).exists() or Plan.objects.waiting().filter(**of_it).exists():
        return True
    return any(
        relation.related_model._default_manager.filter(**{relation.field.name: profile}).exists()
        for relation in kind.model._meta.related_objects
        if relation.get_accessor_name() not in kind.rows
    )


def _revert(locked: Profile, versions: list[Version], actor: Actor, report: _Report) -> set[int]:
    """Take out of a profile what the set changed in it, and hide it again if the set published it."""
    try:
        undone = undo(locked, _steps(versions), actor)
        for part in undone.left_out:
            report.left_out(part)
        profile = undone.profile
    except ValidationError as error:
        report.add(NotTakenBack.Reason.INVALID, detail=" ".join(error.messages))
        profile = lock(locked)
    if _has_published(versions, profile):
        profile.return_to_draft(by=actor.by, why=actor.why, origin=actor.origin)
    return match_keys.keys_of(document_of(profile))


def _steps(versions: list[Version]) -> list[Step]:
    """What each run of versions of the set did, the last one first: others may have saved between them."""
    runs: list[list[Version]] = []
    for version in versions:
        if runs and runs[-1][-1].number == version.number - 1:
            runs[-1].append(version)
        else:
            runs.append([version])
    changing = [run for run in runs if any(version.changes for version in run)]
    if not changing:
        return []
    numbers = {number for run in changing for number in (run[0].number - 1, run[-1].number)}
    documents = documents_at(versions[0].kind, versions[0].object_id, numbers)
    return [(documents[run[-1].number], documents[run[0].number - 1]) for run in reversed(changing)]


def _has_published(versions: list[Version], profile: Profile) -> bool:
    """Whether it is shown because the set published it, and nobody hid and showed it since."""
    steps = Version.objects.filter(
        kind=versions[0].kind,
        object_id=profile.pk,
        action__in=[Version.Action.PUBLISHED, Version.Action.WITHDRAWN],
    )
    last = steps.order_by("-number").first()
    return profile.is_published and last is not None and last.number in {one.number for one in versions}


# --- all of them ---------------------------------------------------------------------------


def take_back(change_set: ChangeSet, *, for_seconds: float | None = None) -> bool:
    """Go on with what is being taken back, in any number of processes at once. Whether it is done.

    Each profile is a transaction of its own, so whoever is killed leaves nothing half done.
    """
    ends = None if for_seconds is None else time.monotonic() + for_seconds
    pauses = WritePauses()
    while change_set.state == ChangeSet.State.TAKING_BACK:
        if ends is not None and time.monotonic() > ends:
            return False
        pks = _next(change_set)
        pauses.before_change()
        try:
            _take_back_next(change_set, pks, pauses) if pks else _finish(change_set)
        except ChangeSetMoved:
            change_set.refresh_from_db(fields=["state", "taken_back_to"])
    return True


def _take_back_next(change_set: ChangeSet, pks: Sequence[int], pauses: WritePauses) -> None:
    actor = _actor(change_set)
    if len(pks) > 1 and take_back_together(change_set, pks, actor):
        return
    for pk in pks:
        pauses.before_change()
        _take_back(change_set, pk)


def _next(change_set: ChangeSet) -> list[int]:
    """The profiles that are to be taken back next, the last first."""
    rows = change_set.versions.order_by("-object_id")
    if change_set.taken_back_to is not None:
        rows = rows.filter(object_id__lt=change_set.taken_back_to)
    return list(rows.values_list("object_id", flat=True).distinct()[:AT_ONCE])


def _finish(change_set: ChangeSet) -> None:
    """Sources that nobody uses any more, and numbers of lists of profiles that the set did not change.

    A source may have come with another set that was taken back while this one still used it.
    """
    its_own = Q(change_set=change_set) | Q(change_set__state=ChangeSet.State.TAKEN_BACK)
    for brought in BroughtSource.objects.filter(its_own).select_related("source"):
        _delete_source(brought)
    if change_set.options.get("proposes"):
        desk().withdraw(change_set)
    with transaction.atomic():
        change_set.finish_taking_back()
        MatchKey.objects.filter(change_set=change_set).delete()
    tally.count_if_due()


def _delete_source(brought: BroughtSource) -> None:
    if digest_of(brought.source) != brought.digest:
        return
    with suppress(ProtectedError, IntegrityError, ProfileGone):
        records.delete(brought.source)


def go_on() -> None:
    """Whatever is being taken back, by whomever it was begun."""
    for change_set in ChangeSet.objects.filter(state=ChangeSet.State.TAKING_BACK).defer("report"):
        take_back(change_set)


JOB = Job("imports that are taken back", go_on, every=20)


def progress(change_set: ChangeSet) -> tuple[int, int]:
    """How many of its profiles are done, and how many there are."""
    pks = change_set.versions.order_by().values("object_id").distinct()
    if change_set.taken_back_to is None:
        return 0, pks.count()
    return pks.filter(object_id__gte=change_set.taken_back_to).count(), pks.count()


def _why(change_set: ChangeSet) -> str:
    return _("Import %(number)s was taken back") % {"number": change_set.pk}


# --- what would happen ---------------------------------------------------------------------


@dataclass(frozen=True)
class Forecast:
    """What taking a set back would do at most: profiles that are in use or clash by now stay, which is found only then."""

    deleted: int
    changed: int
    edited: int  # created by the set, and saved by others since: those stay


def forecast(change_set: ChangeSet) -> Forecast:
    there = profile_kind(change_set.kind).model._default_manager.values("pk")
    versions = change_set.versions.filter(object_id__in=there)
    profiles = versions.aggregate(number=Count("object_id", distinct=True))["number"]
    created = versions.filter(action=Version.Action.CREATED)
    later = Version.objects.filter(
        kind=OuterRef("kind"), object_id=OuterRef("object_id"), number__gt=OuterRef("number")
    ).exclude(change_set=change_set)
    number, edited = created.count(), created.filter(Exists(later)).count()
    return Forecast(number - edited, profiles - number, edited)
