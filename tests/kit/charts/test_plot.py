"""Charts of lines: everything within the picture, zero at the bottom, gaps where there are gaps."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.charts.plot import BOTTOM, FONT, GAP, HEIGHT, LEAST_LEFT, MAX_LABELS, MAX_LINES, TOP, Plot
from kit.charts.text_width import text_width

values = st.decimals(min_value=0, max_value=10**18, places=6)
lines = st.dictionaries(st.integers(1000, 2999), values, min_size=1, max_size=30)


def plot(*of_lines):
    return Plot(list(enumerate(of_lines)), str)


@given(st.lists(lines, min_size=1, max_size=MAX_LINES))
def test_every_point_is_in_the_picture_and_on_its_line_once(of_lines):
    drawn = plot(*of_lines)
    for line, given_values in zip(drawn.lines, of_lines, strict=True):
        points = [point for run in line.runs for point in run]
        assert len(points) == len(given_values)
        assert all(drawn.left <= x <= drawn.right and TOP - 0.01 <= y <= HEIGHT - BOTTOM for x, y in points)
    assert drawn.ticks[0][0] == HEIGHT - BOTTOM
    assert len(drawn.ticks) <= 6
    assert len(drawn.labels) <= MAX_LABELS


def test_line_breaks_at_a_gap_and_a_single_year_is_a_marker():
    drawn = plot({2010: Decimal(1), 2011: Decimal(2), 2013: Decimal(3)})
    assert [len(run) for run in drawn.lines[0].runs] == [2, 1]
    assert drawn.lines[0].path.count("M") == 1
    assert len(drawn.lines[0].markers) == 3


def test_values_that_are_not_joined_are_markers_alone():
    drawn = Plot([(0, {2010: Decimal(1), 2011: Decimal(2)})], str, joined=False)
    assert (drawn.lines[0].path, len(drawn.lines[0].markers)) == ("", 2)


def test_scale_is_of_round_numbers():
    assert [label for _y, label in plot({2010: Decimal(349)}).ticks] == ["0", "100", "200", "300", "400"]
    assert [label for _y, label in plot({2010: Decimal(0)}).ticks] == ["0", "1"]


def test_same_value_is_at_the_same_height_in_each_line():
    first, second = plot({2010: Decimal(7)}, {2010: Decimal(7), 2012: Decimal(9)}).lines
    assert first.runs[0][0] == second.runs[0][0]


@pytest.mark.parametrize("largest", ["7", "2032000", "123456789012"])
def test_labels_of_the_scale_have_room_beside_it(largest):
    plot = Plot([(0, {2014: Decimal(1), 2016: Decimal(largest)})], lambda value: f"{value:,.0f}")
    widest = max(text_width(label, FONT) for _y, label in plot.ticks)
    assert widest <= plot.label_end == plot.left - GAP
    assert plot.left >= LEAST_LEFT
    first, last = plot.labels[0][0], plot.labels[-1][0]
    assert plot.left < first < last < plot.right
