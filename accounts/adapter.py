from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.core.exceptions import ValidationError
from django.http import HttpRequest

LIMIT_REACHED = {"too_many_login_attempts", "rate_limited"}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by administrators in the admin, not by signing up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """A reached limit is no fault in a field: it gets a page of its own, with status 429."""
        if code in LIMIT_REACHED:
            raise ImmediateHttpResponse(respond_429(self.request))
        return super().validation_error(code, *args)
