from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.roles import ROLES, codenames


class Command(BaseCommand):
    help = "Writes the roles of accounts/roles.py to the database. Run it on each deployment."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        for role in ROLES:
            group, _created = Group.objects.get_or_create(name=role)
            group.permissions.set(self._permissions(role))
            if options["verbosity"]:
                self.stdout.write(f"{role}: {group.permissions.count()} permissions")

    def _permissions(self, role: str) -> list[Permission]:
        wanted = codenames(role)
        rows = Permission.objects.select_related("content_type")
        found = {(row.content_type.app_label, row.codename): row for row in rows}
        missing = wanted - found.keys()
        if missing:
            raise CommandError(f"{role} names permissions that do not exist: {sorted(missing)}")
        return [found[name] for name in wanted]
