"""Demo users for each role, with a random password."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import ROLES

# A second moderator, because some proposals take two readers.
DEMO_USERS = {role.lower(): role for role in ROLES} | {"moderator2": "Moderator"}
DOMAIN = "demo.invalid"  # a domain that never exists (RFC 2606)


class RealUsersExist(Exception):
    """The database has users that are not demo users."""


@dataclass(frozen=True)
class DemoUser:
    username: str
    role: str
    password: str


def refuse_real_users() -> None:
    if User.objects.exclude(email__endswith=f"@{DOMAIN}").exists():
        raise RealUsersExist


def create_demo_users() -> list[DemoUser]:
    """The demo users that were created just now; existing ones keep their passwords."""
    refuse_real_users()
    missing = [name for name in DEMO_USERS if not User.objects.filter(username=name).exists()]
    return [_create(name, DEMO_USERS[name]) for name in missing]


def _create(name: str, role: str) -> DemoUser:
    password = secrets.token_urlsafe(12)
    last_name = role if name == role.lower() else f"{role} {name.removeprefix(role.lower())}"
    names = {"first_name": "Demo", "last_name": last_name}
    user = User.objects.create_user(name, f"{name}@{DOMAIN}", password, is_staff=True, **names)
    user.groups.add(Group.objects.get(name=role))
    return DemoUser(user.username, role, password)
