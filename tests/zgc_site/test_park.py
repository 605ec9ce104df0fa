"""All that is recorded of the host park, and what the page says of a park with little."""

import re
from decimal import Decimal

import pytest

from partners.models import ParkFigure, Statement
from tests.factories import make_metric, make_source
from tests.zgc_site.host import figure, host

__all__ = ["host"]


def test_site_without_a_host_has_no_record_of_it(client, db):
    assert client.get("/park/").status_code == 404


@pytest.mark.parametrize("prefix", ["", "/zh-hans", "/fr"])
def test_bare_host_is_a_whole_page(client, host, prefix):
    assert client.get(prefix + "/park/").status_code == 200


def test_source_is_named_once_above_what_it_says(client, host):
    article = make_source(published_on="2013")
    for text in ("It has a mall.", "It has a tower."):
        Statement.objects.create(park=host, text_en=text, source=article)
    Statement.objects.create(park=host, text_en="It has a lake.", source=None)
    groups = client.get("/park/").context["statements"]
    said = [
        (group.source and group.source.source, [str(one) for one in group.statements]) for group in groups
    ]
    assert said == [(article, ["It has a mall.", "It has a tower."]), (None, ["It has a lake."])]


def test_figures_of_parts_and_of_other_coverages_are_no_other_word_on_a_key_figure(client, host):
    figure(host, "patents_international", 1700)
    figure(host, "patents_international", 3652, period_kind="year", period_start="2017")
    figure(
        host,
        "patents_international",
        3066,
        coverage="listed",
        period_kind="year",
        period_start="2021",
        rank="disputed",
    )
    figure(host, "patents_international", 2060, coverage="listed", period_kind="year", period_start="2023")
    figure(
        host,
        "patents_international",
        12,
        coverage="part",
        note_en="One zone",
        period_kind="year",
        period_start="2023",
    )
    [patents] = client.get("/park/").context["figures"]
    assert [said.text for said in patents.values] == ["3,652", "1,700"]


def test_newest_figure_of_each_metric_is_listed_with_what_it_counts(client, host):
    income, staff = make_metric(code="income", name_en="Income"), make_metric(code="staff", name_en="Staff")
    source = make_source()
    for year, value, fields in (
        ("2013", 3, {}), ("2024", 9, {"coverage": "above_designated_size"}),
        ("2025", 1, {"coverage": "part", "note_en": "Of one street."}), ("2026", 5, {"rank": "disputed"}),
    ):  # fmt: skip
        ParkFigure.objects.create(
            park=host,
            metric=income,
            value=Decimal(value),
            unit="CNY",
            period_start=year,
            source=source,
            **fields,
        )
    part = {"coverage": "part", "note_en": "Of two streets."}
    ParkFigure.objects.create(park=host, metric=staff, value=7, unit="count", period_start="2020", **part)
    lines = {
        line.metric: (line.name, line.value, line.period) for line in client.get("/park/").context["latest"]
    }
    assert lines["Income"] == ("Income, yuan (CNY), above designated size", "9 yuan", "2024")
    assert lines["Staff"] == ("Staff, Of two streets", "7", "2020")


def test_whole_history_of_the_park_is_told(client, host):
    for on in ("1988-05", *map(str, range(2001, 2012))):
        host.milestones.create(on=on, text_en=f"Event of {on}.", source=make_source())
    page = client.get("/park/").content.decode().partition('id="history"')[2]
    assert list(dict.fromkeys(re.findall(r"Event of ([0-9-]+)[.]", page))) == [
        "1988-05",
        *map(str, range(2001, 2012)),
    ]


def test_undated_figure_says_when_its_source_was_published(client, host):
    figure(host, "area", 480, kind="area", unit="km2", source=make_source(published_on="2013-05"))
    figure(host, "area", 488, kind="area", unit="km2", source=make_source(published_on="2016"))
    html = " ".join(client.get("/park/").content.decode().split())
    assert '<p class="fig__d">In a source of 2013' in html
    assert "Another source gives 488 km² (in a source of 2016)." in html
