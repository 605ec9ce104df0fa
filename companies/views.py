"""The directory of companies and their profiles."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from companies.cards import company_cards
from companies.catalogue import current
from companies.columns import COMPANIES
from companies.facets import EARLIER, TODAY
from companies.feed import company_feed
from companies.models import Company, FormerCompanySlug
from companies.profile import profile_page
from companies.structured import company_nodes
from companies.suggestions import suggestions
from kit.sql.statements import TEXT, Instances
from profiles.content.caching import stamp_of
from profiles.content.visitors import moved_to, same_for_visitors
from profiles.exports.answer import FORMATS, export
from profiles.exports.facts.answer import FACT_FORMATS, export_facts
from profiles.exports.facts.datapackage import datapackage
from profiles.imports.rows.labelled import columns_for
from profiles.lists.filters import refusal
from profiles.lists.links import page_links
from profiles.lists.page import ListPage
from profiles.lists.query import ListQuery, unpaged
from profiles.lists.results import Results, whole_list
from profiles.lists.suggesting import SuggestionAnswers
from profiles.past.snapshot import Snapshot
from profiles.past.urls import past_urls

SUGGESTIONS = SuggestionAnswers(suggestions)


class CompanyListPage(ListPage):
    filters_template = "companies/_filters.html"
    about = _("Profiles of the companies in the park. Each figure on a profile shows its year and source.")

    def counted(self, number: int) -> str:
        return ngettext("%(total)s company", "%(total)s companies", number)

    @property
    def left(self) -> int:
        """How many of those found are not in the park any more, where nobody asked for these or the others."""
        if "in_park" in self.results.matches:
            return 0
        return self.results.ids.intersection_cardinality(self.results.catalogue.having("in_park", EARLIER))

    @property
    def url_of_today(self) -> str:
        """The same list without them."""
        query = unpaged(self.query)
        query["in_park"] = TODAY
        return f"?{query.urlencode()}"


@require_safe
@login_not_required
@same_for_visitors
def company_list(request: HttpRequest) -> HttpResponse:
    """Let a visitor search, filter, sort and page through the published companies."""
    catalogue = current(stamp_of(request))
    query = ListQuery(request.GET, catalogue)
    state = CompanyListPage(query, Results.of(query, catalogue))
    page = state.page
    if state.wanted_page:
        return redirect(f"{request.path}{state.wanted_page}".rstrip("?"))
    context: dict[str, Any] = {
        "state": state,
        "page": page,
        "page_links": page_links(state.query, page),
        "cards": company_cards(list(page.object_list), catalogue, state.answered),
    }
    list_html = render_to_string("companies/_found.html", context)
    return render(request, "companies/company_list.html", {"state": state, "found": list_html})


@require_safe
@login_not_required
@same_for_visitors
def feed(request: HttpRequest) -> HttpResponse:
    """What changed last in the list that the same query gives."""
    catalogue = current(stamp_of(request))
    query = ListQuery(unpaged(request.GET), catalogue)
    if refused := refusal(query.form):
        return refused
    results = Results({**query.values, "order": "-updated"}, catalogue)
    return HttpResponse(company_feed(request, results), content_type="application/atom+xml; charset=utf-8")


@require_safe
@login_not_required
def company_export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The list that the same query gives, as a file with a row for each company."""
    if kind not in FORMATS:
        raise Http404
    listed = whole_list(request.GET, current(stamp_of(request)))
    if isinstance(listed, HttpResponse):
        return listed
    columns = columns_for(COMPANIES, request)
    return columns if isinstance(columns, HttpResponse) else export(columns, kind, listed)


@require_safe
@login_not_required
def company_facts(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The same with a line for each fact."""
    if kind not in FACT_FORMATS:
        raise Http404
    listed = whole_list(request.GET, current(stamp_of(request)))
    return listed if isinstance(listed, HttpResponse) else export_facts(COMPANIES.file, kind, listed)


@require_safe
@login_not_required
def company_datapackage(request: HttpRequest) -> JsonResponse:
    """What the files of the list that the same query gives hold, for programs."""
    return JsonResponse(datapackage(COMPANIES.file, request), json_dumps_params={"ensure_ascii": False})


@require_safe
@login_not_required
@same_for_visitors
def company_suggest(request: HttpRequest) -> HttpResponse:
    """Companies and sectors that begin with what a visitor has typed so far, as JSON."""
    return SUGGESTIONS.respond(request)


@require_safe
@login_not_required
@same_for_visitors
def company_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything the park knows of a company, with year and source."""
    stamp = stamp_of(request)
    company = _company_or_redirect("", slug)
    if isinstance(company, HttpResponse):
        return company
    template, context = profile_page(company, stamp)
    return render(request, template, {**context, "structured": company_nodes(context["profile"])})


_by_slug = Instances(
    lambda _numbers: Company.objects.published().filter(slug=TEXT).select_related("zone", "logo", "cover")
)


def _company_or_redirect(rest: str, slug: str) -> Company | HttpResponse:
    """A published company; for its former address, the way to the same page below today's."""
    for company in _by_slug.of(slug):
        return company
    former = FormerCompanySlug.objects.select_related("company").filter(slug=slug).first()
    if former is None or not former.company.is_published:
        raise Http404
    return moved_to(former.company.get_absolute_url() + rest)


def _as_it_was(request: HttpRequest, past: Snapshot[Company]) -> HttpResponse:
    template, context = profile_page(past.profile)
    return render(request, template, {**context, "past": past})


past = past_urls(
    _company_or_redirect, _as_it_was, above=(_("Companies"), "companies:list"), prefix="<slug:slug>/"
)
