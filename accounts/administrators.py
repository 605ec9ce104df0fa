"""A site keeps an administrator: somebody who signs in to the admin and keeps its accounts.

Who would be the last one is neither switched off, demoted nor deleted, whatever writes it: the rules listen to the
models. Only `QuerySet.update` goes past them, which no page uses for this. What takes an administrator away waits
for whoever does the same, so that of two who switch each other off one wins.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser, Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.signals import m2m_changed, post_delete, pre_delete
from django.utils.translation import gettext_lazy as _

from accounts.roles import ADMINISTRATOR

LAST = _("This is the last administrator. The site would have nobody left to keep its accounts.")
# What a save may take away.
FIELDS = frozenset({"is_active", "is_staff", "is_superuser"})


class LastAdministrator(ValidationError):
    """Nothing was written."""

    def __init__(self) -> None:
        super().__init__(LAST, code="last_administrator")


class KeepsAnAdministrator(AbstractUser):
    """A user whose saves never leave the site without an administrator."""

    # What is known while the account is deleted.
    was_administrator = False

    class Meta(AbstractUser.Meta):
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """LastAdministrator where this would leave the site without one."""
        fields = None if update_fields is None else frozenset(update_fields)
        if not may_take_away(self, fields):
            super().save(*args, update_fields=fields, **kwargs)
            return
        with transaction.atomic():
            check_save(self)
            super().save(*args, update_fields=fields, **kwargs)


def lock() -> None:
    """Wait for whoever takes an administrator away at this moment; others wait until this transaction ends."""
    role, _is_new = Group.objects.get_or_create(name=ADMINISTRATOR)
    Group.objects.select_for_update(no_key=True).get(pk=role.pk)


def administrators() -> QuerySet[AbstractUser]:
    by_role = Q(is_superuser=True) | Q(groups__name=ADMINISTRATOR)
    return get_user_model().objects.filter(by_role, is_active=True, is_staff=True)


def another_is_left(leaving: Collection[Any]) -> bool:
    return administrators().exclude(pk__in=leaving).exists()


def is_last(user: AbstractUser) -> bool:
    return _is_administrator(user) and not another_is_left([user.pk])


def may_take_away(user: AbstractUser, fields: Collection[str] | None) -> bool:
    """Whether a save of these fields (None: all) can take an administrator away."""
    stands = user.is_active and user.is_staff and user.is_superuser
    return not user._state.adding and not stands and (fields is None or bool(FIELDS & set(fields)))


def check_save(user: AbstractUser) -> None:
    """Before a save, in its transaction: LastAdministrator if it would take the last one away."""
    stays = user.is_active and user.is_staff and (user.is_superuser or _has_role(user))
    if not stays and _is_administrator(user):
        lock()
        if is_last(user):
            raise LastAdministrator


def listen(model: type[KeepsAnAdministrator]) -> None:
    pre_delete.connect(_before_delete, model, dispatch_uid="administrators")
    post_delete.connect(_after_delete, model, dispatch_uid="administrators")
    m2m_changed.connect(_before_roles_change, model.groups.through, dispatch_uid="administrators")
    pre_delete.connect(_before_role_goes, Group, dispatch_uid="administrators")


def _has_role(user: AbstractUser) -> bool:
    return user.groups.filter(name=ADMINISTRATOR).exists()


def _is_administrator(user: AbstractUser) -> bool:
    """As the database has it."""
    return administrators().filter(pk=user.pk).exists()


def _before_delete(instance: KeepsAnAdministrator, **_kwargs: Any) -> None:
    instance.was_administrator = _is_administrator(instance)
    if instance.was_administrator:
        lock()


def _after_delete(instance: KeepsAnAdministrator, **_kwargs: Any) -> None:
    """Afterwards, because several may go at once."""
    if instance.was_administrator and not another_is_left([]):
        raise LastAdministrator


def _before_roles_change(
    instance: AbstractUser | Group, action: str, reverse: bool, pk_set: set[int] | None, **_kwargs: Any
) -> None:
    if action not in ("pre_remove", "pre_clear"):
        return
    users, groups = ({instance.pk}, pk_set) if not reverse else (pk_set, {instance.pk})
    _check_roles(users, groups)


def _before_role_goes(instance: Group, **_kwargs: Any) -> None:
    _check_roles(None, {instance.pk})


def _check_roles(users: set[int] | None, groups: set[int] | None) -> None:
    """Before these users (None: all) lose these groups (None: all)."""
    names = Group.objects.filter(name=ADMINISTRATOR)
    if groups is not None and not names.filter(pk__in=groups).exists():
        return
    losing = administrators().filter(is_superuser=False)
    if users is not None:
        losing = losing.filter(pk__in=users)
    if losing.exists():
        lock()
        leaving = list(losing.values_list("pk", flat=True))
        if leaving and not another_is_left(leaving):
            raise LastAdministrator
