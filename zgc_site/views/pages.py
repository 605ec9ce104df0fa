"""Pages of plain text, and answers where there is no page."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import escape_uri_path
from django.views.decorators.http import require_safe

from profiles.content.visitors import same_for_visitors

ROBOTS = """User-agent: *
Disallow: /admin/
Disallow: /accounts/
Disallow: /*/edit/

Sitemap: {sitemap}
"""


@require_safe
@login_not_required
@same_for_visitors
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "accessibility.html")


@require_safe
@login_not_required
@same_for_visitors
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy.html")


def not_found(request: HttpRequest, **kwargs: str) -> HttpResponse:
    raise Http404


@require_safe
@login_not_required
def robots(request: HttpRequest) -> HttpResponse:
    address = request.build_absolute_uri(reverse("sitemap"))
    return HttpResponse(ROBOTS.format(sitemap=address), content_type="text/plain")


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
