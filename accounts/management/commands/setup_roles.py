from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.roles import ROLES, codenames


class Command(BaseCommand):
    help = "Writes the roles of accounts/roles.py to the database. Run it on each deployment."

    @transaction.atomic
    def handle(self, **options: Any) -> None:
        rows = Permission.objects.order_by().values_list("content_type__app_label", "codename", "pk")
        permissions = {(app, codename): pk for app, codename, pk in rows}
        for role in ROLES:
            granted = codenames(role)
            if missing := granted - permissions.keys():
                raise CommandError(f"{role} names permissions that do not exist: {sorted(missing)}")
            group, _created = Group.objects.get_or_create(name=role)
            group.permissions.set([permissions[name] for name in granted])
            if options["verbosity"]:
                self.stdout.write(f"{role}: {len(granted)} permissions")
