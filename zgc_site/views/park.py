"""A partner park beside the host park, and the companies of the host park that are there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from companies.models import Company
from partners.models import FormerParkSlug, Park
from partners.profile import ParkProfile

MOST_COMPANIES = 50


@require_safe
@login_not_required
def park_detail(request: HttpRequest, slug: str) -> HttpResponse:
    park = Park.objects.published().select_related("logo", "cover").filter(slug=slug).first()
    if park is None:
        return _redirect_from_former(slug)
    if park.is_host:
        return redirect("home")
    profile = ParkProfile(park, Park.objects.host())
    context = {
        "profile": profile,
        "sources": profile.sources,
        "present": Company.objects.published().present_in(park.country.code)[:MOST_COMPANIES],
    }
    return render(request, "partners/park_detail.html", context)


def _redirect_from_former(slug: str) -> HttpResponse:
    former = FormerParkSlug.objects.select_related("park").filter(slug=slug).first()
    if former is None or not former.park.is_published:
        raise Http404
    return HttpResponsePermanentRedirect(former.park.get_absolute_url())
