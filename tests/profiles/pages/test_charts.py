"""Charts never mix what cannot be compared, and their titles say what the numbers bear out."""

from decimal import Decimal
from itertools import pairwise

import pytest

from companies.models import CompanyFigure
from kit.charts.text_width import text_width
from profiles.models.source import Cited
from profiles.pages.charts import HEIGHT, MAX_YEARS, NARROW_FONT, WIDE_FONT, WIDTH, series
from tests.factories import make_company, make_figure, make_metric, make_source


@pytest.fixture
def figure(db):
    company, metric = make_company(), make_metric(code="turnover")

    def add(year, value, **fields):
        return make_figure(company=company, metric=metric, value=value, year=str(year), **fields)

    return add


def drawn():
    return series(CompanyFigure.objects.select_related("metric", "source"))


@pytest.mark.parametrize(
    ("values", "title"),
    [
        ((100, 200), "turnover grew 2-fold from 2010 to 2012"),
        ((100, 960), "turnover grew 9.6-fold from 2010 to 2012"),
        ((100, 1950), "turnover grew 20-fold from 2010 to 2012"),
        ((100, 199), "turnover grew from 2010 to 2012"),
        ((100, 105), "turnover stayed about the same from 2010 to 2012"),
        ((100, 90), "turnover fell from 2010 to 2012"),
        ((0, 90), "turnover, 2010 to 2012"),
    ],
)
def test_title_says_the_finding(figure, values, title):
    figure(2010, values[0])
    figure(2012, values[1])
    assert [one.title for one in drawn()] == [title]


def test_bars_leave_the_unit_to_the_line_above_and_name_each_source_once(figure):
    source = make_source()
    figure(2010, 14_900_000_000, unit="USD", source=source)
    figure(2011, 33_900_000_000, unit="USD", source=source, qualifier="over")
    [one] = drawn()
    assert [bar.short for bar in one.bars] == ["14.9 bn", "> 33.9 bn"]
    assert (one.unit, one.sources) == ("US dollars (USD)", [Cited(source)])


def test_gap_stays_a_gap(figure):
    figure(2010, 50)
    figure(2012, 100)
    bars = drawn()[0].bars
    assert [(bar.label, bar.is_gap) for bar in bars] == [("2010", False), ("2011", True), ("2012", False)]
    assert [bar.height for bar in bars] == [HEIGHT / 2, 0, HEIGHT]


def test_units_and_coverages_are_never_mixed(figure):
    figure(2010, 1)
    figure(2011, 2, unit="USD")
    figure(2012, 3, coverage="above_designated_size")
    assert sorted(one.unit for one in drawn()) == [
        "US dollars (USD)",
        "yuan (CNY)",
        "yuan (CNY), above designated size",
    ]
    assert [one.is_drawn for one in drawn()] == [False] * 3


def test_years_dates_and_parts_of_years_are_never_mixed(figure):
    figure(2010, 1)
    figure("2011-04", 2, period_kind="span", period_end="2012-03")  # a financial year
    figure("2013-01", 3, period_kind="span", period_end="2013-07")
    figure("2014-12-31", 4, period_kind="as_of")
    assert [[bar.value for bar in one.bars if not bar.is_gap] for one in drawn()] == [
        ["1 yuan"],
        ["2 yuan"],
        ["4 yuan"],
    ]


def test_financial_year_takes_no_calendar_years_place(figure):
    figure(2010, 100)
    figure(2011, 110)
    for first, value in ((2010, 500), (2011, 505)):
        figure(f"{first}-04", value, period_kind="span", period_end=f"{first + 1}-03")
    assert [(one.title, [bar.value for bar in one.bars]) for one in drawn()] == [
        ("turnover grew from 2010 to 2011", ["100 yuan", "110 yuan"]),
        ("turnover stayed about the same from 2010/11 to 2011/12", ["500 yuan", "505 yuan"]),
    ]


def test_twelve_months_of_a_calendar_year_are_one(figure):
    figure(2010, 1)
    figure("2011-01", 2, period_kind="span", period_end="2011-12")
    assert [[bar.value for bar in one.bars] for one in drawn()] == [["1 yuan", "2 yuan"]]


@pytest.mark.parametrize(("begins", "ends"), [("04", "03"), ("07", "06"), ("10", "09")])
def test_financial_years_keep_their_names_whichever_year_has_most_of_their_days(figure, begins, ends):
    for first in (2009, 2012):
        figure(f"{first}-{begins}", 7, period_kind="span", period_end=f"{first + 1}-{ends}")
    assert [[(bar.label, bar.year) for bar in one.bars] for one in drawn()] == [
        [(label, label) for label in ("2009/10", "2010/11", "2011/12", "2012/13")]
    ]


def test_highest_of_financial_years_is_named_as_they_are(figure):
    for first, value in ((2010, 5), (2011, 9), (2012, 5)):
        figure(f"{first}-04", value, period_kind="span", period_end=f"{first + 1}-03")
    assert [one.title for one in drawn()] == ["turnover, 2010/11 to 2012/13: highest in 2011/12"]


def test_year_that_only_disputed_figures_speak_of_stays_a_gap(figure):
    figure(2010, 1)
    figure(2011, 9, rank="disputed")
    figure(2012, 2)
    assert [(bar.label, bar.is_gap) for bar in drawn()[0].bars] == [
        ("2010", False), ("2011", True), ("2012", False),
    ]  # fmt: skip


def test_bar_has_its_year_and_the_table_the_date(figure):
    figure("2013-12-31", 4, period_kind="as_of")
    figure("2014-06-30", 5, period_kind="as_of")
    figure("2011-04", 2, period_kind="span", period_end="2012-03")
    assert [[(bar.year, bar.label) for bar in one.bars] for one in drawn()] == [
        [("2013", "31 December 2013"), ("2014", "30 June 2014")],
        [("2011/12", "2011/12")],
    ]


def test_parts_are_told_apart_by_their_notes(figure):
    for year, note in ((2010, "Software"), (2011, "Software"), (2012, "Life science")):
        figure(year, 1, coverage="part", note_en=note)
    assert [(one.unit, len(one.bars)) for one in drawn()] == [
        ("yuan (CNY), Software", 2),
        ("yuan (CNY), Life science", 1),
    ]


def test_part_that_no_note_describes_is_named_so(figure):
    figure(2010, 1, coverage="part")
    assert [one.unit for one in drawn()] == ["yuan (CNY), a part"]


def test_preferred_figure_wins_and_disputed_is_left_out(figure):
    figure(2010, 1, rank="preferred")
    figure(2010, 2, source=make_source())
    figure(2011, 3, rank="disputed")
    assert [bar.value for bar in drawn()[0].bars] == ["1 yuan"]


def test_long_series_is_cut_and_its_title_with_it(figure):
    figure(1950, 1)
    figure(2000, 50)
    figure(2010, 60)
    one = drawn()[0]
    assert one.title == "turnover grew from 2000 to 2010"
    assert len(one.bars) == 11 < MAX_YEARS


def test_figure_without_a_date_is_not_drawn(figure):
    figure("", 1, period_kind="undated")
    assert drawn() == []


def test_small_value_stays_visible_and_zero_does_not(figure):
    figure(2010, 0)
    figure(2011, Decimal(1))
    figure(2012, 10_000)
    assert [bar.height for bar in drawn()[0].bars] == [0, 3, HEIGHT]


def labels(one, *, wide):
    """(text, left, right) of what is written on a telephone, or elsewhere."""
    font = WIDE_FONT if wide else NARROW_FONT
    shown = [label for label in one.labels if label.is_wide is wide]
    return [
        (
            label.text,
            label.is_value,
            label.x - text_width(label.text, font) / 2,
            label.x + text_width(label.text, font) / 2,
        )
        for label in shown
    ]


@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("years", [2, 3, 6, 7, 12, 17, 30])
def test_labels_stay_inside_the_chart_and_cover_no_other(figure, years, wide):
    for year in range(years):
        figure(1990 + year, 544_000_000 + 1_000_000 * year, qualifier="about")
    [one] = drawn()
    for is_value in (False, True):
        spans = sorted(label[2:] for label in labels(one, wide=wide) if label[1] is is_value)
        assert all(left >= -0.1 and right <= one.width + 0.1 for left, right in spans)
        assert all(right < next_left for (_left, right), (next_left, _right) in pairwise(spans))


def test_few_bars_have_all_their_labels(figure):
    for year in range(2015, 2021):
        figure(year, year)
    [one] = drawn()
    assert [text for text, is_value, *_span in labels(one, wide=False) if not is_value] == [
        "2020", "2019", "2018", "2017", "2016", "2015",
    ]  # fmt: skip


def test_last_first_and_largest_value_are_written_before_the_others(figure):
    for year, value in ((1990, 7), (2001, 99), (2019, 4)):
        figure(year, value)
    for year in range(2002, 2019):
        figure(year, 5)
    [one] = drawn()
    assert [text for text, is_value, *_span in labels(one, wide=True) if is_value][:3] == ["4", "99", "7"]


def test_value_is_not_written_on_a_taller_bar_beside_it(figure):
    for year in range(2000, 2020):
        figure(year, 9_990 if year == 2010 else 10)
    figure(2020, 5_550)
    [one] = drawn()
    values = [label for label in one.labels if label.is_value and not label.is_wide]
    assert {label.text for label in values} & {"9,990", "5,550"} == {"9,990", "5,550"}
    for label in values:
        half = text_width(label.text, NARROW_FONT) / 2
        beneath = [
            bar for left, width, bar in one.places if left < label.x + half and label.x - half < left + width
        ]
        assert all(bar.y >= label.y for bar in beneath)


def test_chart_is_never_wider_than_its_columns_fit(figure):
    figure(1990, 1)
    figure(2019, 2)
    assert (drawn()[0].width, drawn()[0].column) == (WIDTH, WIDTH / MAX_YEARS)


def test_peak_between_first_and_last_is_said(figure):
    for year, value in ((2016, 535), (2021, 695), (2025, 554)):
        figure(year, value)
    assert [one.title for one in drawn()] == ["turnover, 2016 to 2025: highest in 2021"]


def test_gap_between_financial_years_is_a_financial_year(figure):
    for first in (2012, 2015):
        figure(f"{first}-04", 7, period_kind="span", period_end=f"{first + 1}-03")
    assert [(bar.label, bar.year) for bar in drawn()[0].bars] == [
        (label, label) for label in ("2012/13", "2013/14", "2014/15", "2015/16")
    ]


def test_plain_number_has_no_unit(figure):
    figure(2010, 1, unit="count")
    figure(2010, 2, unit="count", coverage="part", note_en="Without branches.")
    assert {(one.unit, one.name) for one in drawn()} == {
        ("", "turnover"), ("Without branches", "turnover, Without branches"),
    }  # fmt: skip
