"""The directory of companies and their profiles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from companies.cards import company_cards
from companies.facets import Facets
from companies.filters import CompanyFilter, Terms
from companies.models import Company, FormerCompanySlug
from companies.profile import CompanyProfile
from companies.search_state import SearchState
from profiles.listing import CountedPaginator, page_links

PER_PAGE = 12


@require_safe
@login_not_required
def company_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter, sort and page through the published companies."""
    companies = Company.objects.published()
    filterset = CompanyFilter(request.GET, companies, Terms.load())
    facets = Facets(filterset, companies)
    rows = filterset.qs.select_related("logo", "zone")
    page = CountedPaginator(rows, PER_PAGE, count=len(facets.result)).get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "state": SearchState(request.GET, filterset, facets),
        "page": page,
        "page_links": page_links(request.GET, page),
        "cards": company_cards(page.object_list, facets.columns, filterset.terms),
    }
    return render(request, "companies/company_list.html", context)


@require_safe
@login_not_required
def company_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the park knows of a company, with year and source."""
    company = Company.objects.published().select_related("zone", "logo", "cover").filter(slug=slug).first()
    if company is None:
        return _redirect_from_former(slug)
    profile = CompanyProfile(company)
    return render(request, "companies/company_detail.html", {"profile": profile, "sources": profile.sources})


def _redirect_from_former(slug: str) -> HttpResponse:
    former = FormerCompanySlug.objects.select_related("company").filter(slug=slug).first()
    if former is None or not former.company.is_published:
        raise Http404
    return HttpResponsePermanentRedirect(former.company.get_absolute_url())
