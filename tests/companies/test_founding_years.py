"""The histogram of founding years counts every year once, and its bars lead to what they show."""

from __future__ import annotations

import re

import pytest
from django.http import QueryDict

from companies.facets import LISTING
from profiles.lists.years import bars
from tests.factories import make_company


def bars_of(years, query):
    return bars(years, query, LISTING.spans[0])


YEARS = {"1898": 1, "1984": 2, "2005": 3, "2020": 6}


def test_older_years_stand_together_and_empty_spans_keep_their_place():
    found = bars_of(YEARS, QueryDict("sector=ai&page=3"))
    assert [(span.label, span.count, span.width) for span in found] == [
        ("to 1979", 1, 17),
        ("1980–1984", 2, 33),
        ("1985–1989", 0, 0),
        ("1990–1994", 0, 0),
        ("1995–1999", 0, 0),
        ("2000–2004", 0, 0),
        ("2005–2009", 3, 50),
        ("2010–2014", 0, 0),
        ("2015–2019", 0, 0),
        ("2020–2024", 6, 100),
    ]
    assert [span.url for span in found[:2]] == [
        "?sector=ai&founded_max=1979",
        "?sector=ai&founded_min=1980&founded_max=1984",
    ]


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("", []),
        ("founded_min=1983&founded_max=1985", ["1980–1984", "1985–1989"]),
        ("founded_max=1980", ["to 1979", "1980–1984"]),
        ("founded_min=2022", ["2020–2024"]),
    ],
)
def test_spans_that_the_range_touches_are_marked(query, chosen):
    assert [span.label for span in bars_of(YEARS, QueryDict(query)) if span.is_chosen] == chosen


def test_no_years_give_no_histogram():
    assert bars_of({}, QueryDict()) == []


@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_bar_leads_to_as_many_companies_as_it_says(client, prefix):
    for founded in ("1898", "1984-11", "1983", "2005", ""):
        make_company(founded=founded)
    html = client.get(f"{prefix}/companies/?ownership=&order=name").content.decode()
    bars = re.findall(r'<a class="span[^"]*"\s+href="([^"]+)".*?check__n">(\d+)<', html, re.S)
    assert [int(count) for _url, count in bars] == [1, 2, 1]
    for url, count in bars:
        narrowed = client.get(f"{prefix}/companies/{url.replace('&amp;', '&')}")
        assert narrowed.context["state"].total == int(count)


@pytest.mark.django_db
def test_years_before_the_histogram_are_counted_with_any_range(client):
    make_company(founded="1984")
    make_company(founded="2005")
    state = client.get("/companies/?founded_min=2000").context["state"]
    assert (state.total, sum(span.count for span in state.spans)) == (1, 2)
