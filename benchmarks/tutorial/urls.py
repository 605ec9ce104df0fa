"""A FilterSet, a ListView, a DetailView and a view for suggestions."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.generic import DetailView
from django_filters.views import FilterView

from benchmarks.tutorial.models import Company

FACETS = ("sector", "zone", "ownership", "size")
TEXTS = ("name_en", "name_zh", "summary_en", "summary_zh", "description_en", "description_zh")


class CompanyFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(method="search")
    sector = django_filters.AllValuesMultipleFilter()
    zone = django_filters.AllValuesMultipleFilter()
    ownership = django_filters.AllValuesMultipleFilter()
    size = django_filters.AllValuesMultipleFilter()
    order = django_filters.OrderingFilter(fields=("name_en", "founded", "turnover"))

    class Meta:
        model = Company
        fields: list[str] = []

    def search(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        for word in value.split():
            found = Q()
            for column in TEXTS:
                found |= Q(**{f"{column}__icontains": word})
            rows = rows.filter(found)
        return rows


class CompanyList(FilterView):
    filterset_class = CompanyFilter
    queryset = Company.objects.all()
    paginate_by = 12
    template_name = "list.html"

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        rows = self.object_list.order_by()
        facets = {name: rows.values_list(name).annotate(Count("pk")).order_by(name) for name in FACETS}
        return super().get_context_data(facets=facets, **context)


class CompanyDetail(DetailView):
    model = Company
    template_name = "detail.html"


def suggest(request: HttpRequest) -> JsonResponse:
    words = request.GET.get("q", "")
    rows = Company.objects.filter(Q(name_en__icontains=words) | Q(name_zh__icontains=words))
    return JsonResponse({"suggestions": list(rows.values("slug", "name_en", "name_zh")[:10])})


urlpatterns = [
    path("companies/", CompanyList.as_view()),
    path("companies/suggest/", suggest),
    path("companies/<slug:slug>/", CompanyDetail.as_view()),
]
