"""What machines ask for by fixed addresses, and answers where there is no page."""

import datetime

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from kit.languages import SUFFIXES
from profiles.content.visitors import same_for_visitors

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /accounts/
Disallow: /*/edit/

Sitemap: {sitemap}
"""


def not_found(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=address), content_type="text/plain")


SECURITY = """Contact: {contact}
Expires: {expires}
Preferred-Languages: {languages}
Canonical: {address}
"""
REVIEWED = datetime.timedelta(days=180)  # RFC 9116 asks for less than a year


@require_safe
@login_not_required
@same_for_visitors
def security(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness (RFC 9116). It does not expire while the site runs."""
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    mail = f"mailto:{settings.OPERATOR_EMAIL}" if settings.OPERATOR_EMAIL else ""
    text = SECURITY.format(
        contact=settings.SECURITY_CONTACT or mail or settings.SITE_URL + reverse("contact"),
        expires=(midnight + REVIEWED).strftime("%Y-%m-%dT%H:%M:%SZ"),
        languages=", ".join(SUFFIXES),
        address=settings.SITE_URL + request.path,
    )
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own reads the form that was sent with the request, and fails where that is broken."""
    lowered = request.path.lower()
    if lowered != request.path and request.method in ("GET", "HEAD") and _is_page(lowered):
        query = request.META.get("QUERY_STRING", "")
        return redirect(f"{escape_uri_path(lowered)}{'?' if query else ''}{query}")
    return render(request, "404.html", status=404)


def _is_page(path: str) -> bool:
    """Whether there are pages of this form. Secret links and files are left out: capitals count in them."""
    try:
        return resolve(path).kwargs.keys() <= {"slug"}
    except Resolver404:
        return False
