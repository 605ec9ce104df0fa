"""The lists of the admin and its first page: what waits, and how complete a profile is."""

import pytest
from django.utils import timezone

from companies.admin import CompanyAdmin
from profiles import tally
from profiles.search import reindex
from profiles.templatetags import work_waiting
from tests.factories import (
    make_company,
    make_figure,
    make_metric,
    make_park,
    make_sector,
    make_source,
    make_user,
    make_zone,
)

LIST = "/admin/companies/company/"


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_list_takes_a_constant_number_of_queries(client, number, django_assert_max_num_queries):
    for _company in range(number):
        make_company()
    client.force_login(make_user(role="Editor"))
    with django_assert_max_num_queries(14):
        client.get(LIST)


@pytest.mark.django_db
@pytest.mark.parametrize("facts", ["unsourced", "to_check", "stale", "nonsense"])
def test_list_offers_the_facts_that_wait(client, facts):
    source, metric = make_source(), make_metric(shelf_life_months=12)
    fresh = str(timezone.localdate().year)
    sound = make_company(name_en="Sound")
    make_figure(company=sound, metric=metric, value=1, year=fresh, source=source)
    make_company(name_en="Unsourced").milestones.create(on="2020", text_en="Moved")
    doubtful = make_source(evidence="to_check")
    make_company(name_en="To check").presences.create(country="FR", source=doubtful)
    known = make_source(evidence="none")
    make_company(name_en="Generally known").presences.create(country="FR", source=known)
    make_figure(company=make_company(name_en="Stale"), metric=metric, value=1, year="2012", source=source)
    make_figure(company=sound, metric=metric, value=1, year="2012", source=source)
    client.force_login(make_user(role="Moderator"))
    for query in ("", "&_facets=True"):
        shown = client.get(f"{LIST}?facts={facts}{query}").context["cl"].queryset
        unsourced = {"Unsourced", "Generally known"}
        names = {"unsourced": unsourced, "to_check": {"To check"}, "stale": {"Stale"}}
        assert {company.name_en for company in shown} == names.get(facts, set())


@pytest.mark.django_db
def test_list_shows_how_complete_a_profile_is(client):
    make_company(name_en="Bare")
    client.force_login(make_user(role="Editor"))
    assert '<td class="field-complete">6 %</td>' in client.get(LIST).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Editor", "Moderator", "Administrator"])
def test_first_page_shows_what_waits(client, role):
    make_company(published=False, name_en="Waiting draft")
    client.force_login(make_user(role=role))
    assert "Waiting draft" in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_first_page_links_to_the_lists_that_wait(client):
    make_company().milestones.create(on="2020", text_en="Moved")
    tally.count()
    client.force_login(make_user(role="Editor"))
    assert f'<a href="{LIST}?facts=unsourced">1</a>' in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_source_of_a_field_waits_too(client):
    make_company(name_en="Cited").citations.create(field="founded", source=make_source(evidence="to_check"))
    client.force_login(make_user(role="Editor"))
    shown = client.get(f"{LIST}?facts=to_check").context["cl"].queryset
    assert [company.name_en for company in shown] == ["Cited"]
    tally.count()
    assert f'<a href="{LIST}?facts=to_check">1</a>' in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_countries_to_filter_by_are_those_of_parks(client):
    make_park(country="FR", name_en="Sophia"), make_park(country="JP", name_en="Tsukuba")
    client.force_login(make_user(role="Editor"))
    answer = client.get("/admin/partners/park/?country=JP")
    assert [park.name_en for park in answer.context["cl"].queryset] == ["Tsukuba"]
    html = answer.content.decode()
    assert "France" in html
    assert "Afghanistan" not in html


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["聯想", "联想", "lianxiang", "LENOVO", "leno", "lianx", "lenovo -other"])
def test_search_knows_every_spelling(client, words):
    company = make_company(name_en="Lenovo", name_zh="联想")
    reindex(company)
    make_company(name_en="Other")
    client.force_login(make_user(role="Editor"))
    assert list(client.get(LIST, {"q": words}).context["cl"].queryset) == [company]


@pytest.mark.django_db
def test_list_sorts_as_people_do(client):
    for name in ("Zhipu", "iQIYI", "AREA", "Aigo"):
        make_company(name_en=name)
    client.force_login(make_user(role="Editor"))
    names = [company.name_en for company in client.get(LIST).context["cl"].result_list]
    assert names == ["Aigo", "AREA", "iQIYI", "Zhipu"]


@pytest.mark.django_db
def test_first_page_shows_stale_figures_as_of_the_last_count(client):
    client.force_login(make_user(role="Editor"))
    make_figure(company=make_company(name_en="Stale"), metric=make_metric(), value=1, year="2012")
    assert "Figures older than their shelf life" not in client.get("/admin/").content.decode()
    tally.count()
    html = client.get("/admin/").content.decode()
    assert "Figures older than their shelf life, companies: 1" in html
    assert ">Stale</a> turnover, 2012" in html
    assert "Facts and figures counted on " in html


@pytest.mark.django_db
@pytest.mark.parametrize(("drafts", "shown"), [(2, "2"), (3, "more than 2")])
def test_first_page_counts_drafts_only_so_far(client, monkeypatch, drafts, shown):
    monkeypatch.setattr(work_waiting, "MAX_COUNTED", 2)
    for _number in range(drafts):
        make_company(published=False)
    client.force_login(make_user(role="Editor"))
    assert f"Drafts, companies: {shown}<" in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_last_page_of_a_list_is_read_by_its_keys(client, monkeypatch):
    monkeypatch.setattr(CompanyAdmin, "list_per_page", 2)
    for name in "BDACE":
        make_company(name_en=name)
    client.force_login(make_user(role="Editor"))
    pages = [client.get(f"{LIST}?p={page}").context["cl"].result_list for page in (1, 2, 3)]
    assert [[company.name_en for company in page] for page in pages] == [["A", "B"], ["C", "D"], ["E"]]


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["zone__id__exact=nope", "sectors__id__exact=1e9"])
def test_question_that_is_not_understood_is_answered_with_a_word(client, query):
    for slug in ("one", "two"):
        make_company(zone=make_zone(slug=slug), sectors=(make_sector(slug=slug),))
    client.force_login(make_user(role="Editor"))
    html = client.get(f"{LIST}?{query}", follow=True).content.decode()
    assert html.count("Something in the address was not understood. This is the whole list.") == 1
    assert "not understood" not in client.get(LIST).content.decode()
