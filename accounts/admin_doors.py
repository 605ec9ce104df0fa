"""Django's own pages for passwords are not used: one sign-in and one change of a password, with one count of guesses."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import secure_admin_login
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import password_change
from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse


def close(site: AdminSite) -> None:
    """Lead the pages of the admin to those of the account. Call it before the URLs of the admin are built."""
    site.login = secure_admin_login(_signed_in)  # type: ignore[method-assign]  # reason: spares a site of our own
    site.password_change = password_change  # type: ignore[method-assign]  # reason: as above


@login_not_required
def _signed_in(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Django's page would take staff's guesses at the passwords of others without a limit."""
    return HttpResponseRedirect(get_next_redirect_url(request) or reverse("admin:index"))
