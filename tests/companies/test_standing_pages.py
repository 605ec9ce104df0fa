"""What visitors read of companies that moved, were acquired, dissolved or named on an old list, and which counts they are in."""

import datetime
import re
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from companies.cards import company_cards
from companies.catalogue import current
from companies.facets import InPark
from companies.facts.in_park import has_left, is_old_list
from companies.models import CompanyCitation, Tie
from profiles.documents.reading import Builder, document_of
from tests.factories import make_company, make_park, make_sector, make_source

pytestmark = pytest.mark.django_db

THIS_YEAR = str(timezone.localdate().year)
GONE = [
    {"standing": "moved-away", "standing_on": "2019"},
    {"standing": "acquired"},
    {"standing": "dissolved"},
    {"in_park_until": "2019-05"},
    {"in_park_seen": "2002"},
    {"in_park_since": "1995", "in_park_seen": "2002"},
]
THERE = [
    {},
    {"standing": "operating", "in_park_seen": "2002"},
    {"in_park_since": "1988"},
    {"in_park_until": "2999"},
    {"in_park_seen": THIS_YEAR},
]


def became(client, slug="alpha", language=""):
    """What stands under the name, as text, with the marks in brackets and the numbers of sources."""
    html = client.get(f"{language}/companies/{slug}/").content.decode()
    html = re.sub(r'<span aria-hidden="true">.*?</span>', "", html)  # signs for the eye
    found = re.search(r'<ul class="became">(.*?)</ul>', html, re.DOTALL)
    items = re.findall(r"<li>(.*?)</li>", found[1], re.DOTALL) if found else []
    items = [
        re.sub(r'<span class="tag tag--past">(.*?)</span>\s', r"[\1] ", item, flags=re.DOTALL)
        for item in items
    ]
    return [" ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in items]


def tied(company, **fields):
    return Tie.objects.create(
        company=company, **{"kind": "parent", "name": "Group", "source": make_source(), **fields}
    )


# --- the page --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, []),
        ({"standing": "operating", "standing_on": "2024"}, []),
        ({"standing": "moved-away", "standing_on": "2019"}, ["[Moved away in 2019] Unsourced"]),
        ({"standing": "moved-away"}, ["[Moved away] Unsourced"]),
        ({"standing": "dissolved", "standing_on": "2019-05"}, ["[Dissolved in May 2019] Unsourced"]),
        ({"standing": "acquired", "standing_on": "2019-05-01"}, ["[Acquired on 1 May 2019] Unsourced"]),
        ({"in_park_since": "1988"}, ["In the park since 1988 Unsourced"]),
        ({"in_park_seen": "2002"}, ["[In the park as of 2002] Unsourced"]),
        ({"in_park_seen": THIS_YEAR}, [f"In the park as of {THIS_YEAR} Unsourced"]),
        (
            {"in_park_since": "1988", "in_park_until": "2019"},
            ["[In the park until 2019] Unsourced", "Came to the park in 1988 Unsourced"],
        ),
        (
            {"in_park_since": "1988", "in_park_until": "2999"},
            ["In the park since 1988 Unsourced", "In the park until 2999 Unsourced"],
        ),
        (
            {"standing": "moved-away", "in_park_until": "2999"},
            ["[Moved away] Unsourced", "In the park until 2999 Unsourced"],
        ),
        (
            {"in_park_since": "1988", "in_park_seen": "2002"},
            ["[In the park as of 2002] Unsourced", "Came to the park in 1988 Unsourced"],
        ),
        (
            {"standing": "moved-away", "standing_on": "2019", "in_park_since": "1988", "in_park_seen": "2002"},
            ["[Moved away in 2019] Unsourced", "Came to the park in 1988 Unsourced"],
        ),
    ],
)  # fmt: skip
def test_page_says_what_became_of_a_company(client, values, said):
    make_company(slug="alpha", **values)
    assert became(client) == said


def test_each_sentence_has_its_own_sources(client):
    company = make_company(slug="alpha", standing="moved-away", standing_on="2019", in_park_since="1988")
    for column in ("standing", "in_park_since", "in_park_since"):
        CompanyCitation.objects.create(company=company, field=column, source=make_source())
    assert became(client) == ["[Moved away in 2019] 1", "Came to the park in 1988 2 3"]


@pytest.mark.parametrize(
    ("tie", "standing", "said"),
    [
        ({"kind": "acquirer", "since": "2016"}, "acquired", "[Acquired by Group in 2016] 1"),
        ({"kind": "acquirer"}, "acquired", "[Acquired by Group in 2015] 1"),
        ({"kind": "acquirer", "since": "2016"}, "", "Acquired by Group in 2016 1"),
        ({"kind": "successor", "since": "2016-05"}, "", "Succeeded by Group in May 2016 1"),
        ({}, "", "Belongs to Group 1"),
        ({"since": "2001"}, "", "Belongs to Group since 2001 1"),
        ({"since": "2001", "until": "2999"}, "", "Belongs to Group since 2001 1"),
        ({"since": "2001", "until": "2010"}, "", "Belonged to Group until 2010 1"),
    ],
)
def test_page_says_whom_a_company_is_tied_to(client, tie, standing, said):
    company = make_company(slug="alpha", standing=standing, standing_on="2015" if standing else "")
    tied(company, **tie)
    assert became(client) == [said]


def test_acquirer_is_linked_and_called_as_its_page_is(client):
    make_company(slug="buyer", name_en="Buyer", name_zh="买方")
    tied(
        make_company(slug="alpha", standing="acquired"), kind="acquirer", name="B", slug="buyer", since="2016"
    )
    assert became(client) == ["[Acquired by Buyer in 2016] 1"]
    assert (
        '<a href="/companies/buyer/"><bdi lang="en">Buyer</bdi></a>'
        in client.get("/companies/alpha/").content.decode()
    )
    assert (
        '<a href="/zh-hans/companies/buyer/"><bdi lang="zh-Hans">买方</bdi></a>'
        in client.get("/zh-hans/companies/alpha/").content.decode()
    )


def test_name_of_a_tie_is_text(client):
    tied(make_company(slug="alpha"), name="<script>x</script> {name} %(when)s", since="2001")
    html = client.get("/companies/alpha/").content.decode()
    assert "<script>x" not in html
    assert "Belongs to <bdi>&lt;script&gt;x&lt;/script&gt; {name} %(when)s</bdi> since 2001" in html


def test_page_as_it_was_says_what_was_known_then(rf):
    company = make_company(slug="alpha", standing="moved-away", standing_on="2019", in_park_since="1988")
    from companies.profile import CompanyProfile

    document = document_of(company)
    past = Builder(document).profile(company.pk)
    type(company).objects.filter(pk=company.pk).update(standing="operating", in_park_since="")
    assert [sentence.html for sentence in CompanyProfile(past).sentences] == [
        "Moved away in 2019",
        "Came to the park in 1988",
    ]


@pytest.mark.parametrize(
    ("values", "badge"),
    [
        ({"standing": "moved-away", "standing_on": "2019"}, "Moved away in 2019"),
        ({"standing": "acquired"}, "Acquired"),
        ({"in_park_until": "2019-05"}, "In the park until May 2019"),
        ({"in_park_until": "2999"}, ""),
        ({"in_park_seen": "2002"}, "In the park as of 2002"),
        ({"in_park_seen": THIS_YEAR}, ""),
        ({"standing": "operating", "in_park_seen": "2002"}, ""),
        ({"in_park_since": "1988"}, ""),
        ({}, ""),
    ],
)
def test_line_of_the_list_says_what_a_company_is_not(values, badge):
    company = make_company(**values)
    line = company_cards([company.pk], current(), "")
    assert re.findall('<span class="tag tag--past">(.*?)</span>', line) == ([badge] if badge else [])


@pytest.mark.parametrize("values", [*GONE, *THERE])
def test_line_is_marked_where_its_company_is_counted_as_gone(values):
    company = make_company(**values)
    catalogue = current()
    is_marked = "tag--past" in company_cards([company.pk], catalogue, "")
    assert is_marked == (company.pk in catalogue.having("in_park", "earlier"))


def test_line_is_marked_from_the_day_on_that_a_company_leaves():
    company = make_company(in_park_until="2030-05-02")
    lines = []
    for day in (1, 2):
        catalogue = replace(current(), day=datetime.date(2030, 5, day))
        lines.append("tag--past" in company_cards([company.pk], catalogue, ""))
    assert lines == [False, True]


# --- counts of today ----------------------------------------------------------------------------------


def listed(client, query):
    return client.get(f"/companies/{query}").context["state"].total


def test_list_shows_all_and_says_how_many_are_not_there_any_more(client):
    for values in (*GONE, *THERE):
        make_company(**values)
    response = client.get("/companies/?order=name")
    assert response.context["state"].total == len(GONE) + len(THERE)
    html = response.content.decode()
    assert f"{len(GONE)} of them are not in the park any more" in html
    assert 'href="?order=name&amp;in_park=today"' in html
    assert listed(client, "?in_park=today") == len(THERE)
    assert listed(client, "?in_park=earlier") == len(GONE)
    for query in ("?in_park=today", "?in_park=earlier", "?standing=operating"):
        assert "not in the park any more" not in client.get(f"/companies/{query}").content.decode()


def test_standing_narrows_the_list(client):
    for values in (*GONE, *THERE):
        make_company(**values)
    totals = {
        value: listed(client, f"?standing={value}")
        for value in ("operating", "moved-away", "acquired", "dissolved", "unknown")
    }
    assert totals == {"operating": 1, "moved-away": 1, "acquired": 1, "dissolved": 1, "unknown": 7}
    assert listed(client, "?standing=operating&standing=unknown") == 8
    assert listed(client, "?standing=asleep") == 0


def test_count_of_a_sector_on_the_home_page_is_that_of_the_list_it_leads_to(client):
    make_park(is_host=True)
    sector = make_sector(slug="ai")
    for values in (*GONE, *THERE):
        make_company(sectors=(sector,), featured=True, **values)
    home = client.get("/")
    (row,) = home.context["sectors"]
    (link,) = re.findall(r'href="/companies/(\?sector=ai[^"]*)"', home.content.decode())
    assert row.companies == listed(client, link.replace("&amp;", "&")) == len(THERE)


def test_company_that_left_is_not_among_those_of_the_home_page(client):
    make_park(is_host=True)
    make_company(name_en="There", featured=True)
    make_company(name_en="Left", featured=True, standing="moved-away")
    assert [company.name for company in client.get("/").context["featured"]] == ["There"]


def test_count_of_companies_in_a_country_is_that_of_the_list_it_leads_to(client):
    make_park(slug="there", country="FR")
    for values in (*GONE, *THERE):
        make_company(**values).presences.create(country="FR")
    html = client.get("/partners/there/").content.decode()
    (link,) = set(re.findall(r'href="/companies/(\?country=FR[^"]*)"', html)) or {""}
    assert listed(client, link.replace("&amp;", "&")) == len(THERE)
    names = [company.name for company in type(make_company()).objects.filter(standing="moved-away")]
    assert not any(str(name) in html for name in names)


# --- the day turns ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "day", "left"),
    [
        ("", "2026-11-30", False),
        ("2026-11-30", "2026-11-30", True),
        ("2026-12-01", "2026-11-30", False),
        ("2026-12", "2026-11-30", False),
        ("2026-11", "2026-11-01", True),
        ("2026", "2026-01-01", True),
        ("2027", "2026-12-31", False),
    ],
)
def test_date_of_leaving_has_passed(until, day, left):
    assert has_left(until, datetime.date.fromisoformat(day)) == left


@pytest.mark.parametrize(
    ("seen", "day", "is_old"),
    [
        ("", "2026-01-01", False),
        ("2022-12-31", "2026-01-01", True),
        ("2023", "2026-12-31", False),
        ("2023", "2027-01-01", True),
        ("2023-03", "2026-03-31", False),
        ("2023-03", "2026-04-01", True),
        ("2023-03-17", "2026-03-17", False),
        ("2023-03-17", "2026-03-18", True),
        ("2024-02-29", "2027-02-28", False),
        ("2024-02-29", "2027-03-01", True),
        ("2026-11", "2026-11-01", False),
    ],
)
def test_list_holds_for_three_years(seen, day, is_old):
    assert is_old_list(seen, datetime.date.fromisoformat(day)) == is_old


def test_company_that_leaves_tomorrow_is_not_there_the_day_after(client, monkeypatch):
    today = timezone.localdate()
    company = make_company(in_park_until=(today + datetime.timedelta(1)).isoformat())
    other = make_company(in_park_seen=f"{today.year}-{today:%m}")
    before = current()
    assert before.having("in_park", "today") == before.published
    for later, there in (
        (today + datetime.timedelta(1), {other.pk}),
        (datetime.date(today.year + 4, 1, 1), set()),
    ):
        monkeypatch.setattr(timezone, "localdate", lambda *_args, later=later: later)
        assert {*current().having("in_park", "today")} == there
        assert {*current().having("in_park", "earlier")} == {company.pk, other.pk} - there
    assert {*before.having("in_park", "today")} == {company.pk, other.pk}


def test_every_company_is_there_today_or_was_earlier():
    for values in (*GONE, *THERE):
        make_company(**values)
    catalogue = current()
    today, earlier = (catalogue.having("in_park", value) for value in ("today", "earlier"))
    assert today | earlier == catalogue.published
    assert not today & earlier
    assert isinstance(catalogue.listing.facet("in_park").data, InPark)


def test_chinese_and_french_pages_hold_the_same_sentences(client):
    tied(
        make_company(slug="alpha", standing="acquired", standing_on="2016", in_park_since="1988-05"),
        kind="acquirer",
    )
    for language in ("/zh-hans", "/fr"):
        assert len(became(client, language=language)) == 2
    translation.activate("en")
