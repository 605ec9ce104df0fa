"""The shipped content: complete, sourced, and loaded once."""

import re
from collections import defaultdict
from decimal import Decimal

from accounts.models import User
from companies.fact_values import KNOWN_ROLES
from companies.models import Company, CompanyCitation, CompanyFigure, Stakeholder
from partners.facts.ties import ParkTie
from partners.models import Park, Partnership
from profiles.models import Evidence, Source
from profiles.models.source import level_of
from profiles.reports import fact_models

ARTICLE = "Zhongguancun Science Park: innovation & excellence in the center of Beijing"
# The figures of the 2013 article: metric, value, unit, year, precision, coverage.
ELEVEN = [
    ("area", 480, "km2", "", "exact", "all"),
    ("companies", 2300, "count", "", "exact", "all"),
    ("companies", 3000, "count", "", "over", "registered"),
    ("companies_above_1bn", 300, "count", "2012", "over", "all"),
    ("companies_returnee_founded", 600, "count", "", "over", "all"),
    ("companies_with_branches_abroad", 300, "count", "", "exact", "all"),
    ("countries_with_branches", 50, "count", "", "over", "all"),
    ("patents_international", 1700, "count", "", "exact", "all"),
    ("share_city_industrial_surface", 70, "percent", "", "exact", "all"),
    ("share_technology_joint_ventures", Decimal("33.333333"), "percent", "", "exact", "all"),
    ("startups_returnee", 1, "per_day", "", "exact", "all"),
]


def test_content_is_complete(demo):
    assert (Company.objects.published().count(), Park.objects.published().count()) == (147, 50)
    assert Partnership.objects.count() == 28
    assert list(User.objects.order_by("pk").values_list("username", flat=True)) == [
        "editor",
        "moderator",
        "administrator",
        "moderator2",
    ]


def test_host_has_the_eleven_figures_of_the_article(demo):
    figures = Park.objects.host().figures.filter(source__title__contains=ARTICLE)
    columns = ("metric__code", "value", "unit", "period_start", "qualifier", "coverage")
    assert list(figures.order_by("metric__code", "value").values_list(*columns)) == ELEVEN


def test_host_keeps_what_another_source_says_of_the_area(demo):
    area = Park.objects.host().figures.get(metric__code="area", period_start="2015")
    assert (area.value, area.source.publisher) == (488, "China Daily")


def test_statements_of_the_article_name_it(demo):
    statements = Park.objects.host().statements.all()
    assert [row.source.title for row in statements] == [ARTICLE] * 9


def test_home_page_shows_both_contradictory_counts(demo, client):
    html = client.get("/").content.decode()
    assert "2,300" in html
    assert "3,000" in html


def test_roles_of_founders_and_partners_are_translated(demo):
    assert set(Stakeholder.objects.values_list("role", flat=True)) == set(KNOWN_ROLES)


def test_every_row_has_a_source(demo):
    assert {model.__name__: model.objects.filter(source=None).count() for model, _owner in fact_models()} == {
        model.__name__: 0 for model, _owner in fact_models()
    }


def test_general_knowledge_is_no_evidence(demo):
    said = Source.objects.filter(title__icontains="general knowledge")
    assert [source.evidence for source in said] == [Evidence.NONE] * 2


def test_differing_founding_years_are_kept(demo):
    says = CompanyCitation.objects.exclude(says="").order_by("company__slug")
    assert [(row.company.slug, row.company.founded, row.says) for row in says] == [
        ("meituan", "2010", "2003"),
        ("sinovac", "2001", "1993"),
    ]


def test_name_of_host_from_general_knowledge_is_unsourced(demo):
    citation = Park.objects.host().citations.get(field="name_zh")
    assert level_of(citation.source) == Evidence.NONE


def test_every_shown_field_of_a_company_is_cited(demo):
    fields = ("name_en", "name_zh", "legal_name", "founded", "ownership", "website", "zone", "summary_en")
    for company in Company.objects.prefetch_related("citations").select_related("zone"):
        cited = {row.field for row in company.citations.all()}
        shown = {field for field in fields if getattr(company, field)}
        shown |= {"address"} if company.address else set()
        assert shown - cited == set(), company.slug


def test_nobody_has_verified_the_content(demo):
    for model in (Company, Park):
        assert not model.objects.exclude(verified_on=None).exists()
    featured = Company.objects.filter(featured=True).order_by("slug").values_list("slug", flat=True)
    assert list(featured) == ["baidu", "intel-china-research", "lenovo", "merck-serono-beijing"]


def test_all_texts_are_translated(demo):
    for model in (Company, Park):
        assert not model.objects.filter(summary_zh="").exists()
        assert not model.objects.filter(summary_fr="").exists()


PAGES = (
    "/",
    "/companies/",
    "/companies/lenovo/",
    "/partners/",
    "/partners/matam/",
    "/map/",
    "/sources/",
    "/privacy/",
    "/accessibility/",
)


def test_pages_answer_in_each_language(demo, client):
    for prefix, lang in (("", "en"), ("/zh-hans", "zh-Hans"), ("/fr", "fr")):
        for path in PAGES:
            response = client.get(prefix + path)
            html = response.content.decode()
            assert response.status_code == 200, (prefix, path)
            assert f'<html lang="{lang}">' in html
            assert html.count("<h1") == 1, (prefix, path)


def test_shipped_parks_are_counted_by_their_ties(demo, client):
    told = {tie: int(text.split()[0]) for tie, text in client.get("/").context["park_counts"]}
    parks = Park.objects.published()
    assert told == {tie: parks.with_tie(tie).count() for tie in ParkTie}
    assert sum(told.values()) == parks.count() - 1  # the host


# But for the foreign partners that companies of the host park have from there.
CALLED_PARTNER = re.compile(
    r"(?<!foreign )\bpartners?\b|(?<!avec un )\bpartenaires?\b|合作园区|合作伙伴", re.IGNORECASE
)


def test_no_page_of_a_reference_park_calls_it_a_partner(demo, client):
    for park in Park.objects.published().with_tie(ParkTie.NONE):
        for prefix in ("", "/zh-hans", "/fr"):
            html = client.get(f"{prefix}{park.get_absolute_url()}").content.decode()
            about_it = re.sub(r"<[^>]*>", " ", html.split("<main", 1)[1].split('id="p-other"')[0])
            found = [about_it[m.start() - 60 : m.end() + 40] for m in CALLED_PARTNER.finditer(about_it)]
            assert not found, (prefix, park.slug)


def years_of(figures):
    return {
        figure.period_start[:4] for figure in figures if figure.is_of_a_year and figure.coverage != "part"
    }


def test_turnovers_and_figures_cover_many_years(demo):
    turnovers = defaultdict(list)
    for figure in CompanyFigure.objects.filter(metric__code="turnover"):
        turnovers[figure.company_id, figure.unit].append(figure)
    assert len({company for (company, _unit), rows in turnovers.items() if len(years_of(rows)) >= 4}) == 48
    assert Park.objects.filter(figures__isnull=False).distinct().count() == 31
    dated = Park.objects.host().figures.exclude(period_start="")
    assert len({figure.period_start[:4] for figure in dated}) == 22


def test_no_postcode_is_shown_as_an_address(demo, client):
    company = Company.objects.filter(address="").exclude(postcode="").order_by("slug").first()
    assert company.postcode not in client.get(company.get_absolute_url()).content.decode()


def test_turnovers_are_those_of_whole_companies(demo):
    """In whatever layout a data vendor has them: consolidated, as the company itself reports."""
    counted = CompanyFigure.objects.filter(metric__code="turnover").values_list("coverage", flat=True)
    assert {*counted} == {"all"}
