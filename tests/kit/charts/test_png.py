"""Charts as pictures."""

import io
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kit.charts.plot import Plot
from kit.charts.png import PAGE, dashes, png


def picture(title="Title", definition="", names=((0, "Name"),), notes=()):
    plot = Plot([(0, {2010: Decimal(1), 2011: Decimal(2)})], str)
    return Image.open(io.BytesIO(png(plot, title, definition, list(names), list(notes))))


@settings(max_examples=15)
@given(st.text(max_size=2_000))
def test_any_text_fits_on_the_page(text):
    image = picture(text, text, [(0, text), (1, text)], [text])
    assert image.width == PAGE
    assert image.height < 6_000


@pytest.mark.parametrize("text", ["Chiffre d’affaires de 1\u202f500\u00a0M€", "中关村科技园区总收入"])
def test_letters_of_each_language_are_drawn(text):
    """A letter that the face lacks would be the same box as any other."""
    blank, drawn = picture(" "), picture(text)
    assert drawn.convert("L").tobytes() != blank.convert("L").tobytes()


def test_dashes_cover_their_share_of_a_line_with_a_corner():
    strokes = list(dashes([(0, 0), (10, 0), (10, 10)], [4, 4]))
    assert strokes == [[(0, 0), (4, 0)], [(8, 0), (10, 0), (10, 2)], [(10, 6), (10, 10)]]
