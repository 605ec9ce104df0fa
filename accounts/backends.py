from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AnonymousUser, Permission
from django.db.models import Model, Q
from django.http import HttpRequest

from accounts.models import User


class OneHashBackend(AuthenticationBackend):
    """Signs in by user name or email address, with one query and one password hash, whether the user exists or not.

    allauth tries an address as a user name, too, and so hashes twice where the address
    is known and once where it is not: long enough to tell who has an account. It also
    knows addresses that an administrator has taken away; here only the present one counts.
    """

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        login = credentials.get("username") or credentials.get("email") or ""
        return self._check_password(_only_user_named(login), credentials["password"])

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        """In one query; Django reads a person's own and those of the roles in two."""
        is_plain = user_obj.is_active and not user_obj.is_superuser and obj is None
        if isinstance(user_obj, User) and is_plain and not hasattr(user_obj, "_perm_cache"):
            granted = Q(user=user_obj) | Q(group__in=user_obj.groups.order_by())
            rows = Permission.objects.filter(granted).order_by()
            names = rows.values_list("content_type__app_label", "codename").distinct()
            user_obj._perm_cache = {f"{app}.{name}" for app, name in names}
        return super().get_all_permissions(user_obj, obj)


def _only_user_named(login: str) -> User | None:
    """The user with this name or address; None where it matches two people, who use the other one."""
    if not login:
        return None  # and not the one person without an address
    users = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login))[:2]
    return users[0] if len(users) == 1 else None
