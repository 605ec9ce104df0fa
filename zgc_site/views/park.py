"""A partner park beside the host park, and the companies of the host park that are there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from companies.catalogue import current
from companies.models import Company
from companies.some import some_companies
from partners.models import FormerParkSlug, Park
from partners.profile import ParkProfile
from profiles.as_it_was import AsItWas
from profiles.changes import Mark
from profiles.kept import mark_of
from profiles.past_pages import past_urls
from profiles.visitors import moved_to, same_for_visitors

MOST_COMPANIES = 50


@require_safe
@login_not_required
@same_for_visitors
def park_detail(request: HttpRequest, slug: str) -> HttpResponse:
    park = _found("", slug)
    if isinstance(park, HttpResponse):
        return park
    return render(request, "partners/park_detail.html", whole_page(park, mark_of(request)))


def _found(rest: str, slug: str) -> Park | HttpResponse:
    """A published partner park, or the way to it: from a former address, or to the host park at the top of the site."""
    parks = Park.objects.published().partners().select_related("logo", "cover")
    park = parks.filter(slug=slug).first()
    if park:
        return park
    host = Park.objects.host()
    if host is not None and host.slug == slug:
        return redirect(host.get_absolute_url() + rest)
    former = FormerParkSlug.objects.select_related("park").filter(slug=slug).first()
    if former is None or not former.park.is_published:
        raise Http404
    return moved_to(former.park.get_absolute_url() + rest)


def _as_it_was(request: HttpRequest, past: AsItWas) -> HttpResponse:
    return render(request, "partners/park_detail.html", {**whole_page(past.profile), "past": past})


past = past_urls(_found, _as_it_was, above=(_("Partner parks"), "partners:list"), prefix="<slug:slug>/")


def whole_page(park: Park, mark: Mark | None = None) -> dict[str, object]:
    host = Park.objects.host()
    profile = ParkProfile(park, host)
    page = {"profile": profile, "sources": profile.sources, "present": companies_in(park.country.code, mark)}
    # Read already, so that the frame of the page need not ask for it again.
    return page | ({"host": host, "site_name": host.name} if host else {})


def companies_in(country: str, mark: Mark | None) -> list[Company]:
    """Companies of the host park with a place in this country that has not closed, by name."""
    catalogue = current(mark)
    pks = catalogue.orders["name"].slice(catalogue.having("country", country), 0, MOST_COMPANIES)
    return some_companies(pks, lambda rows: rows.select_related("logo"))
