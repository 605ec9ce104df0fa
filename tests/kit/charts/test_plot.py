"""Where everything of a chart of lines stands."""

from decimal import Decimal

import pytest

from kit.charts.plot import FONT, GAP, LEAST_LEFT, Plot
from kit.charts.text_width import text_width


@pytest.mark.parametrize("largest", ["7", "2032000", "123456789012"])
def test_labels_of_the_scale_have_room_beside_it(largest):
    plot = Plot([(0, {2014: Decimal(1), 2016: Decimal(largest)})], lambda value: f"{value:,.0f}")
    widest = max(text_width(label, FONT) for _y, label in plot.ticks)
    assert widest <= plot.label_end == plot.left - GAP
    assert plot.left >= LEAST_LEFT
    first, last = plot.labels[0][0], plot.labels[-1][0]
    assert plot.left < first < last < plot.right
