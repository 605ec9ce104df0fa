from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from accounts.models import User

# The user of any request.
Visitor = User | AnonymousUser


def signed_in(request: HttpRequest) -> User:
    """The user of a request, on pages that only those who are signed in come to; PermissionDenied for anybody else."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied
