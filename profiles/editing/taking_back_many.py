"""Profiles that a change set made and nobody touched since, taken back many at a time: of a fresh import nearly all.

It comes to the same as `taking_back.py`, one after the other; whatever asks for a closer look is left to that.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from profiles.documents.reading import documents_of
from profiles.documents.writing import Actor, delete_unchanged
from profiles.models import ChangeSet, Draft, MustStay, Plan, Version
from profiles.models.registry import profile_kind

# Each is gone in some milliseconds, and others wait for all of them.
AT_ONCE = 50


def take_back_together(change_set: ChangeSet, pks: Sequence[int], actor: Actor) -> bool:
    """Whether they could all be taken back; otherwise nothing was. `pks`: the next ones, the last first."""
    try:
        with transaction.atomic():
            change_set.take_back_down_to(pks[-1])
            _delete(change_set, pks, actor)
    except (_OneByOne, MustStay, ProtectedError, IntegrityError):
        return False
    return True


class _OneByOne(Exception):
    """Something is to be looked at for a single profile."""


def _delete(change_set: ChangeSet, pks: Sequence[int], actor: Actor) -> None:
    kind = change_set.kind
    profiles: Any = profile_kind(kind).model._default_manager.filter(pk__in=pks).order_by("pk")
    if connection.features.has_select_for_update:
        list(profiles.select_for_update().values_list("pk"))  # held first and read then
    last = _last_versions(change_set, pks)
    found = documents_of(kind, pks)
    if not all(
        pk in found and pk in last and found[pk][0].version == last[pk].number for pk in pks
    ) or _is_any_in_use(kind, pks):
        raise _OneByOne
    delete_unchanged([found[pk] for pk in pks], last, actor)


def _last_versions(change_set: ChangeSet, pks: Sequence[int]) -> dict[int, Version]:
    """The last version of each that the set created and whose history holds no whole document yet."""
    versions = Version.objects.filter(kind=change_set.kind, object_id__in=pks).order_by("number")
    last: dict[int, Version] = {}
    created: set[int] = set()
    for version in versions.defer("changes"):
        if version.change_set_id != change_set.pk or version.document is not None:
            raise _OneByOne
        created |= {version.object_id} if version.action == Version.Action.CREATED else set()
        last[version.object_id] = version
    return {pk: version for pk, version in last.items() if pk in created}


def _is_any_in_use(kind: str, pks: Sequence[int]) -> bool:
    """Whether a person, a draft or a plan belongs to one of them, or one has to stay."""
    registered = profile_kind(kind)
    model = registered.model
    of_them: dict[str, Any] = {"kind": kind, "object_id__in": pks}
    stays = bool(model.STAYS) and model._default_manager.filter(pk__in=pks).exclude(model.MAY_GO).exists()
    return (
        stays
        or Draft.objects.filter(**of_them).exists()
        or Plan.objects.waiting().filter(**of_them).exists()
        or any(
            relation.related_model._default_manager.filter(**{f"{relation.field.name}__in": pks}).exists()
            for relation in model._meta.related_objects
            if relation.get_accessor_name() not in registered.rows
        )
    )
