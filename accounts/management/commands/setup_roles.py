from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.roles import ROLES, codenames

Granted = Group.permissions.through


class Command(BaseCommand):
    help = "Writes the roles of accounts/roles.py to the database. Run it on each deployment."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        rows = Permission.objects.order_by().values_list("content_type__app_label", "codename", "pk")
        permissions = {(app, codename): pk for app, codename, pk in rows}
        granted = {role: codenames(role) for role in ROLES}
        for role, names in granted.items():
            if missing := names - permissions.keys():
                raise CommandError(f"{role} names permissions that do not exist: {sorted(missing)}")
        _write({role: {permissions[name] for name in names} for role, names in granted.items()})
        if options["verbosity"]:
            for role, names in granted.items():
                self.stdout.write(f"{role}: {len(names)} permissions")


def _write(granted: dict[str, set[int]]) -> None:
    """Give each role these permissions, by primary key, and no others."""
    named = Group.objects.filter(name__in=granted).values_list("pk", "name")
    groups = dict(named)
    if missing := granted.keys() - groups.values():
        Group.objects.bulk_create([Group(name=role) for role in missing], ignore_conflicts=True)
        groups = dict(named.all())
    before = {(row.group_id, row.permission_id): row.pk for row in Granted.objects.filter(group__in=groups)}
    now = {(group, permission) for group, role in groups.items() for permission in granted[role]}
    Granted.objects.filter(pk__in=[before[pair] for pair in before.keys() - now]).delete()
    Granted.objects.bulk_create(
        [Granted(group_id=group, permission_id=permission) for group, permission in now - before.keys()],
        ignore_conflicts=True,
    )
