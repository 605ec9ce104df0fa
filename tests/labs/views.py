from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render

from profiles.catalogue import current
from profiles.content.caching import stamp_of
from profiles.lists.page import ListPage
from profiles.lists.query import ListQuery
from profiles.lists.results import Results
from profiles.pages.source_list import SourceList
from profiles.past.urls import past_urls
from tests.labs.models import Lab


class LabListPage(ListPage):
    def counted(self, number):
        return "%(total)s laboratories"


@login_not_required
def lab_list(request):
    catalogue = current("lab", stamp_of(request))
    asked = ListQuery(request.GET, catalogue)
    state = LabListPage(asked, Results.of(asked, catalogue))
    labs = Lab.objects.published().in_bulk(list(state.page.object_list))
    context = {"state": state, "labs": [labs[pk] for pk in state.page.object_list]}
    return render(request, "labs/list.html", context)


def page_of(lab):
    return "labs/detail.html", {"lab": lab, "sources": SourceList()}


@login_not_required
def lab_detail(request, slug):
    return render(request, *page_of(_found("", slug)))


def _found(rest, slug):
    lab = Lab.objects.published().filter(slug=slug).first()
    if lab is None:
        raise Http404
    return lab


def _as_it_was(request, past):
    template, context = page_of(past.profile)
    return render(request, template, {**context, "past": past})


past = past_urls(_found, _as_it_was, above=("Laboratories", "labs:list"), prefix="<slug:slug>/")
