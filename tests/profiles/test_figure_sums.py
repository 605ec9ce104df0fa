"""Figures added up: one of each profile, of one definition, in groups as the list has them."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from companies.models import CompanyFigure
from profiles import tally
from profiles.figure_sums import COLUMNS, sums_of
from profiles.models import FigureSum
from tests.factories import make_company, make_figure, make_metric, make_sector, make_source, make_zone


def sums(**wanted):
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in sums_of("company")]
    return sorted(
        (
            row["year"],
            row["unit"],
            row["coverage"],
            row["timing"],
            row["group"],
            row["value"],
            row["number"],
            row["total"],
        )
        for row in rows
        if all(row[name] == value for name, value in wanted.items())
    )


@pytest.fixture
def turnover(db):
    return make_metric(code="turnover")


def test_same_definitions_are_added_and_others_are_not(turnover):
    one, two = make_company(), make_company()
    make_figure(company=one, metric=turnover, value=1, year="2010")
    make_figure(company=two, metric=turnover, value=2, year="2010")
    make_figure(company=two, metric=turnover, value=4, year="2010", unit="USD")
    make_figure(company=two, metric=turnover, value=8, year="2010", coverage="listed")
    make_figure(company=two, metric=turnover, value=16, year="2010", period_kind="as_of")
    make_figure(
        company=two, metric=turnover, value=32, period_kind="span", year="2010-04", period_end="2011-03"
    )
    assert sums(group="") == [
        (2010, "CNY", "all", "as-of", "", "", 1, "16"),
        (2010, "CNY", "all", "financial-year", "", "", 1, "32"),
        (2010, "CNY", "all", "year", "", "", 2, "3"),
        (2010, "CNY", "listed", "year", "", "", 1, "8"),
        (2010, "USD", "all", "year", "", "", 1, "4"),
    ]


@pytest.mark.parametrize(
    "left_out",
    [
        {"rank": "disputed"},
        {"coverage": "part", "note_en": "North"},
        {"period_kind": "undated", "year": ""},
        {"period_kind": "span", "year": "2010-01", "period_end": "2010-06"},
    ],
)
def test_what_cannot_be_added_is_left_out(turnover, left_out):
    make_figure(company=make_company(), metric=turnover, value=1, **{"year": "2010", **left_out})
    assert sums() == []


def test_drafts_and_withdrawn_profiles_are_not_added(turnover):
    make_figure(company=make_company(published=False), metric=turnover, value=1)
    withdrawn = make_company()
    make_figure(company=withdrawn, metric=turnover, value=1)
    withdrawn.withdraw(by=None)
    assert sums() == []


@pytest.mark.parametrize(
    ("kind", "unit", "total"),
    [
        ("count", "count", "130"),
        ("area", "km2", "130"),
        ("share", "percent", None),
        ("rate", "per_day", None),
    ],
)
def test_shares_and_rates_are_not_added(db, kind, unit, total):
    metric = make_metric(code="women", kind=kind, unit=unit)
    for value in (60, 70):
        make_figure(company=make_company(), metric=metric, value=value, unit=unit)
    assert [row[7] for row in sums(group="")] == ([total] if total else [])


def test_of_two_sources_the_preferred_one_counts_once(turnover):
    company = make_company()
    make_figure(company=company, metric=turnover, value=1, source=make_source())
    make_figure(company=company, metric=turnover, value=2, source=make_source(), rank="preferred")
    assert sums(group="") == [(2012, "CNY", "all", "year", "", "", 1, "2")]


def test_broad_sector_holds_its_narrower_ones_once(turnover):
    chips = make_sector(slug="chips")
    memory = make_sector(slug="memory", parent=chips)
    company = make_company(sectors=(chips, memory), zone=make_zone(slug="north"), ownership="domestic")
    make_figure(company=company, metric=turnover, value=5)
    assert [(row[4], row[5], row[6], row[7]) for row in sums()] == [
        ("", "", 1, "5"),
        ("ownership", "domestic", 1, "5"),
        ("sector", "chips", 1, "5"),
        ("sector", "memory", 1, "5"),
        ("zone", "north", 1, "5"),
    ]


def test_sum_says_what_its_figures_rest_on(turnover):
    for evidence in ("primary", "secondary", "to_check"):
        make_figure(company=make_company(), metric=turnover, value=1, source=make_source(evidence=evidence))
    make_figure(company=make_company(), metric=turnover, value=1)
    tally.count()
    [row] = FigureSum.objects.filter(group="")
    assert (row.number, row.sound, row.to_check, row.unsourced) == (4, 2, 1, 1)


@pytest.mark.parametrize("qualifier", ["over", "about", "under", "up_to"])
def test_sum_says_how_many_of_its_figures_are_not_exact(turnover, qualifier):
    for one in ("exact", qualifier):
        make_figure(company=make_company(), metric=turnover, value=1, qualifier=one)
    tally.count()
    [row] = FigureSum.objects.filter(group="")
    assert (row.number, row.total, row.inexact) == (2, "2", 1)


def test_count_follows_what_changed_and_writes_nothing_else(turnover):
    figure = make_figure(company=make_company(), metric=turnover, value=1)
    tally.count()
    before = FigureSum.objects.get(group="").pk
    tally.count()
    assert FigureSum.objects.get(group="").pk == before
    CompanyFigure.objects.filter(pk=figure.pk).update(value=Decimal("1.5"))
    tally.count()
    assert FigureSum.objects.get(group="").total == "1.5"


class SumsTest(TestCase):
    """Against the plainest way to say it."""

    @settings(max_examples=15)
    @given(
        st.lists(
            st.tuples(
                st.integers(0, 2),
                st.sampled_from(["2010", "2011"]),
                st.sampled_from(["CNY", "USD"]),
                st.sampled_from(["all", "listed"]),
                st.sampled_from(["preferred", "normal", "disputed"]),
                st.integers(0, 10**9),
            ),
            max_size=12,
            unique_by=lambda row: row[:5],
        )
    )
    def test_sums_are_those_of_a_plain_loop(self, rows):
        metric = make_metric(code="turnover")
        companies = [make_company() for _number in range(3)]
        best: dict[tuple, tuple] = {}
        for owner, year, unit, coverage, rank, value in rows:
            make_figure(
                company=companies[owner],
                metric=metric,
                value=value,
                year=year,
                unit=unit,
                coverage=coverage,
                rank=rank,
                source=make_source(),
            )
            if rank != "disputed":
                key = (owner, year, unit, coverage)
                best[key] = max(best.get(key, (False, 0)), (rank == "preferred", value))
        expected: dict[tuple, list[int]] = defaultdict(list)
        for (_owner, year, unit, coverage), (_preferred, value) in best.items():
            expected[int(year), unit, coverage].append(value)
        assert {(row[0], row[1], row[2]): (row[6], Decimal(row[7])) for row in sums(group="")} == {
            key: (len(values), Decimal(sum(values))) for key, values in expected.items()
        }
