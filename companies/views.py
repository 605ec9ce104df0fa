"""The directory of companies and their profiles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from companies.cards import company_cards
from companies.catalogue import current
from companies.exports.answer import FORMATS, export
from companies.feed import company_feed
from companies.filters import Question
from companies.models import Company, FormerCompanySlug
from companies.profile import CompanyProfile
from companies.results import Results
from companies.search_state import SearchState
from companies.suggestions import SuggestForm, answer
from profiles.as_it_was import AsItWas
from profiles.filters import refusal
from profiles.kept import mark_of
from profiles.listing import page_links, page_of
from profiles.past_pages import past_urls
from profiles.statements import TEXT, Instances
from profiles.visitors import moved_to, same_for_visitors

PER_PAGE = 12


@require_safe
@login_not_required
@same_for_visitors
def company_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter, sort and page through the published companies."""
    catalogue = current(mark_of(request))
    asked = Question(request.GET, catalogue.terms)
    results = Results(asked.values, catalogue, nobody_fits=asked.form.nobody_fits)
    page = page_of(results, asked.form.page_number, PER_PAGE)
    state = SearchState(asked, results)
    shown: dict[str, Any] = {
        "state": state,
        "page": page,
        "page_links": page_links(state.query, page),
        "cards": company_cards(list(page.object_list), catalogue, state.answered),
    }
    found = render_to_string("companies/_found.html", shown)
    return render(request, "companies/company_list.html", {"state": state, "found": found})


@require_safe
@login_not_required
@same_for_visitors
def feed(request: HttpRequest) -> HttpResponse:
    """What changed last in the list that the same question gives."""
    catalogue = current(mark_of(request))
    asked = Question(request.GET, catalogue.terms)
    if refused := refusal(asked.form):
        return refused
    results = Results({**asked.values, "order": "-updated"}, catalogue)
    return HttpResponse(company_feed(request, results), content_type="application/atom+xml; charset=utf-8")


@require_safe
@login_not_required
def company_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list that the same question gives, as a file."""
    if kind not in FORMATS:
        raise Http404
    catalogue = current(mark_of(request))
    asked = Question(request.GET, catalogue.terms)
    if refused := refusal(asked.form):
        return refused
    results = Results(asked.values, catalogue)
    return export(kind, results.ordered().tolist())


@require_safe
@login_not_required
@same_for_visitors
def company_suggest(request: HttpRequest) -> HttpResponse:
    """Companies and sectors that begin with what a visitor has typed so far, as JSON."""
    form = SuggestForm(request.GET)
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=400)
    found = answer(form.cleaned_data["q"], mark_of(request))
    return HttpResponse(found, content_type="application/json")


@require_safe
@login_not_required
@same_for_visitors
def company_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the park knows of a company, with year and source."""
    mark = mark_of(request)
    company = _found("", slug)
    if isinstance(company, HttpResponse):
        return company
    profile = CompanyProfile(company, mark)
    return render(request, "companies/company_detail.html", {"profile": profile, "sources": profile.sources})


_by_slug = Instances(
    lambda _numbers: Company.objects.published().filter(slug=TEXT).select_related("zone", "logo", "cover")
)


def _found(rest: str, slug: str) -> Company | HttpResponse:
    """A published company; for its former address, the way to the same page below today's."""
    for company in _by_slug.of(slug):
        return company
    former = FormerCompanySlug.objects.select_related("company").filter(slug=slug).first()
    if former is None or not former.company.is_published:
        raise Http404
    return moved_to(former.company.get_absolute_url() + rest)


def _as_it_was(request: HttpRequest, past: AsItWas) -> HttpResponse:
    profile = CompanyProfile(past.profile)
    context = {"profile": profile, "sources": profile.sources, "past": past}
    return render(request, "companies/company_detail.html", context)


past = past_urls(_found, _as_it_was, above=(_("Companies"), "companies:list"), prefix="<slug:slug>/")
