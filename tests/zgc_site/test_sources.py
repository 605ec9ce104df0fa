"""The page of all sources: what they support, and what only drafts use stays hidden."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import CompanyMilestone
from partners.models import Partnership
from profiles import tally
from profiles.facts.exchange_rates import FILE
from tests.factories import make_company, make_figure, make_metric, make_park, make_source

QUERIES = 10


@pytest.fixture
def metric(db):
    return make_metric(code="turnover")


def use(metric, **fields):
    company = make_company()
    source = make_source(**fields)
    make_figure(company=company, metric=metric, value=1, source=source)
    return company, source


def counted(client, address):
    """The page after the worker has counted."""
    tally.count()
    return client.get(address)


def titles(response) -> list[str]:
    return [source.title for source, _use in response.context["entries"]]


def test_only_sources_of_published_profiles_are_listed(client, metric):
    use(metric, title="Shown")
    make_source(title="Unused")
    draft = make_company(published=False)
    make_figure(company=draft, metric=metric, value=1, source=make_source(title="Draft only"))
    assert titles(counted(client, "/sources/")) == ["Shown"]


def test_source_says_what_it_supports(client, metric):
    company, source = use(metric)
    make_figure(company=company, metric=metric, value=2, year="2013", source=source)
    CompanyMilestone.objects.create(company=company, on="2001", text_en="Event", source=source)
    draft = make_company(published=False)
    make_figure(company=draft, metric=metric, value=2, source=source)
    response = counted(client, "/sources/")
    [(_source, found)] = response.context["entries"]
    assert (found.facts, found.profile) == ({"figures": 2, "milestones": 1}, company)
    assert company.get_absolute_url() in response.content.decode()


def test_source_of_several_profiles_names_none(client, metric):
    _company, source = use(metric)
    Partnership.objects.create(park=make_park(), kind="memorandum", source=source)
    [(_source, found)] = counted(client, "/sources/").context["entries"]
    assert (sum(found.facts.values()), found.profile) == (2, None)


def test_doubtful_and_missing_sources_are_counted(client, metric):
    use(metric)
    company, _source = use(metric, evidence="to_check")
    make_figure(company=company, metric=metric, value=1, year="2013")
    draft = make_company(published=False)
    make_figure(company=draft, metric=metric, value=1, source=make_source(evidence="to_check"))
    make_figure(company=draft, metric=metric, value=1, year="2013")
    html = counted(client, "/sources/").content.decode()
    assert "1 source is still to be checked." in html
    assert "0 published facts rest on a primary source." in html
    assert "1 rests on a secondary source." in html
    assert "1 rests on a source that is still to be checked." in html
    assert "1 has no source." in html


@pytest.mark.parametrize(
    ("query", "found"),
    [("q=survey", ["Survey of 2012"]), ("q=INSTITUTE", ["Survey of 2012"]), ("q=nothing", []), ("q=", ["Other", "Survey of 2012"]), ("q=%00", []), ("q=%E2%80%8B", []), ("page=x", ["Other", "Survey of 2012"])],
)  # fmt: skip
def test_search_looks_at_title_publisher_and_address(client, metric, query, found):
    use(metric, title="Survey of 2012", publisher="An institute")
    use(metric, title="Other")
    assert titles(counted(client, f"/sources/?{query}")) == found


@pytest.fixture
def several(metric):
    """Three sources of companies and one of a park."""
    use(metric, title="A", publisher="Press", evidence="secondary", published_on="2010")
    use(metric, title="B", publisher="Office", evidence="primary", published_on="2020-05")
    use(metric, title="C", publisher="Press", evidence="to_check")
    source = make_source(title="D", publisher="Office", evidence="primary", published_on="2015")
    Partnership.objects.create(park=make_park(), kind="memorandum", source=source)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("publisher=Press", ["A", "C"]),
        ("publisher=press", []),
        ("publisher=Nobody", []),
        ("evidence=primary", ["B", "D"]),
        ("evidence=primary&evidence=to_check", ["B", "C", "D"]),
        ("evidence=none", []),
        ("evidence=primary&evidence=nonsense", ["B", "D"]),
        ("kind=park", ["D"]),
        ("kind=company&evidence=primary", ["B"]),
        ("kind=nonsense", []),
        ("order=-published", ["B", "D", "A", "C"]),
        ("order=publisher", ["B", "D", "A", "C"]),
        ("order=nonsense", ["A", "B", "C", "D"]),
        ("q=ress&evidence=to_check", ["C"]),
    ],
)
def test_filters_narrow_and_never_widen(client, several, query, found):
    response = counted(client, f"/sources/?{query}")
    assert response.status_code == 200
    assert titles(response) == found


def test_filters_in_use_can_be_taken_away_one_by_one(client, several):
    html = counted(client, "/sources/?evidence=primary&kind=park").content.decode()
    assert 'href="?kind=park"' in html
    assert 'href="?evidence=primary"' in html
    assert "<title>Sources · Sources about: Parks worldwide · Evidence: Primary source" in html


def test_publishers_of_most_sources_are_offered(client, several):
    html = counted(client, "/sources/").content.decode()
    assert '<option value="Office">2</option>' in html
    assert '<option value="Press">2</option>' in html


def test_list_pages_by_25(client, metric):
    for number in range(26):
        use(metric, title=f"Source {number:02d}")
    assert len(titles(counted(client, "/sources/"))) == 25
    last = counted(client, "/sources/?page=2&q=source")
    assert titles(last) == ["Source 25"]
    assert "?q=source&amp;page=1" in last.content.decode()


def test_page_before_the_first_count_says_so(client, metric):
    use(metric)
    assert "The sources are being counted." in client.get("/sources/").content.decode()


def test_what_is_no_evidence_is_no_source_and_its_facts_have_none(client, metric):
    company, _source = use(metric, title="General knowledge", evidence="none")
    company.citations.create(field="founded", source=make_source(evidence="none"))
    use(metric, title="A report")
    response = counted(client, "/sources/")
    assert titles(response) == ["A report"]
    sums = response.context["tally"]
    assert (sums.sources, sums.to_check, sums.levels["none"]) == (1, 0, 2)
    assert "2 have no source." in response.content.decode()


def test_empty_page_is_friendly(client, db):
    assert "No source is used by a published profile yet" in counted(client, "/sources/").content.decode()


def test_page_needs_the_same_queries_for_one_and_three(client, metric):
    def queries() -> int:
        counted(client, "/sources/?q=s")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/sources/?q=s").status_code == 200
        return len(captured)

    def add():
        use(metric)
        Partnership.objects.create(park=make_park(), kind="memorandum", source=make_source())

    add()
    one = queries()
    add()
    add()
    assert queries() == one <= QUERIES


def test_page_names_the_source_of_each_exchange_rate(client, db):
    notes = FILE.with_suffix(".md").read_text(encoding="utf-8")
    html = client.get("/sources/").text
    for address in (
        "https://www.federalreserve.gov/releases/g5a/",
        "https://www.ecb.europa.eu/stats/eurofxref/",
    ):
        assert (f'href="{address}"' in html, address in notes) == (True, True)
