"""A company's page from a document shows what the live page shows."""

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from companies.catalogue import current
from companies.models import Company
from companies.profile import CompanyProfile
from maps import country_point
from maps.sphere import pacific
from profiles.documents.reading import Builder, document_of, note_empty_relations, rows_of
from profiles.documents.shape import shape_of
from profiles.models import Source
from tests.factories import make_company, make_figure, make_full_company, make_metric, make_park, make_source


def page(rf, company) -> str:
    profile = CompanyProfile(company)
    context = {"profile": profile, "sources": profile.sources}
    return render_to_string("companies/company_detail.html", context, rf.get("/companies/full/"))


def built_from(document, live: Company) -> Company:
    company = Builder(document).profile(live.pk)
    company.changed_at = live.changed_at
    return company


@pytest.mark.django_db
def test_page_from_a_document_is_the_live_page(rf):
    live = Company.objects.get(pk=make_full_company(rows=3).pk)
    assert page(rf, built_from(document_of(live), live)) == page(rf, live)


@pytest.mark.django_db
def test_rows_of_a_document_are_not_asked_for(rf):
    live = make_full_company(rows=3)
    built = built_from(document_of(live), live)
    live.figures.all().delete()
    stamp = current().stamp
    with CaptureQueriesContext(connection) as queries:
        profile = CompanyProfile(built, stamp)
        assert len(profile.figures) == len(profile.presences) == 3
        assert len(profile.sheet.facts) + len(profile.sheet.missing) > 9
    assert len(queries) == 0


@pytest.mark.django_db
def test_source_that_was_deleted_is_still_named(rf):
    live = make_company()
    live.other_names.create(name="Old name", source=make_source(title="A lost book"))
    live.other_names.create(name="Older name", source=make_source(title="A lost page"))
    document = document_of(live)
    live.other_names.all().delete()
    Source.objects.all().delete()
    html = page(rf, built_from(document, live))
    assert "A lost book" in html
    assert "A lost page" in html
    assert 'href="#s2"' in html


def quick(company) -> list[str]:
    return [fact.key for fact in CompanyProfile(company).sheet.quick]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans", "fr"])
def test_facts_beside_the_name_stay_when_a_metric_is_renamed(language):
    names = {"name_en": "Sales", "name_zh": "销售额", "name_fr": "Ventes"}
    company = make_company(founded="1984")
    make_figure(company=company, metric=make_metric(code="turnover", **names), value=1)
    company.presences.create(country="FR")
    with translation.override(language):
        assert quick(company) == ["founded", "turnover", "presences"]


@pytest.mark.django_db
def test_figure_whose_metric_is_called_like_a_fact_is_not_taken_for_it():
    company = make_company()
    for code, name in (("sales", "Turnover"), ("age", "Founded"), ("staff", "Employees")):
        metric = make_metric(code=code, name_en=name, kind="count", unit="count")
        make_figure(company=company, metric=metric, value=1)
    sheet = CompanyProfile(company).sheet
    assert sheet.quick == []
    assert [fact.key for fact in sheet.missing] == [
        "founded",
        "founders",
        "ownership",
        "turnover",
        "employees",
    ]


@pytest.mark.django_db
def test_profile_asks_only_for_relations_that_have_rows(django_assert_num_queries):
    sparse, full = make_company(), make_full_company(rows=2)
    for company in (sparse, full):
        known = {name: rows_of(company, name) for name in shape_of("company").rows}
        note_empty_relations(company)
        with django_assert_num_queries(sum(map(bool, known.values()))):
            assert {name: rows_of(company, name) for name in known} == known


@pytest.mark.django_db
@pytest.mark.parametrize("where", [{"latitude": 57.7, "longitude": 12}, {}])
def test_map_of_places_abroad_is_seen_from_the_host_park_or_from_its_country(where):
    make_park(country="SE", is_host=True, **where)
    company = make_company()
    company.presences.create(country="JP")
    drawn, (latitude, longitude) = CompanyProfile(company).map, country_point("SE")
    expected = pacific(where.get("latitude", latitude), where.get("longitude", longitude))
    assert (drawn.home.x, drawn.home.y) == pytest.approx(expected, abs=0.1)
