"""One demo user for each role, with a password made on the spot."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import ROLES

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
    """The demo users that were made just now; those made earlier keep their passwords."""
    refuse_real_users()
    return [_create(role) for role in ROLES if not User.objects.filter(username=role.lower()).exists()]


def _create(role: str) -> DemoUser:
    password = secrets.token_urlsafe(12)
    user = User.objects.create_user(
        role.lower(), f"{role.lower()}@{DOMAIN}", password, first_name="Demo", last_name=role, is_staff=True
    )
    user.groups.add(Group.objects.get(name=role))
    return DemoUser(user.username, role, password)
