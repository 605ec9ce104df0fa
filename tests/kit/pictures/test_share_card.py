"""Cards that other sites show beside links."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from kit.pictures.lettering import has_letters
from kit.pictures.share_card import HEIGHT, WIDTH, ShareCard, draw

CARD = ShareCard("Name", "名称", "What it does.", "The Park", "N", "", "name")


def picture(**fields):
    return Image.open(io.BytesIO(draw(CARD._replace(**fields), None))).convert("RGB")


def drawn_box(**fields):
    """Around all that differs from a card without texts."""
    empty = picture(name="", second="", lead="", owner=" ", initials="")
    return ImageChops.difference(empty, picture(**fields)).getbbox()


@settings(max_examples=15)
@given(st.text(max_size=600), st.text(max_size=400))
def test_any_text_gives_a_card(name, lead):
    assert picture(name=name, second=name, lead=lead, owner=name, initials=name[:3]).size == (WIDTH, HEIGHT)


@pytest.mark.parametrize("word", ["名", "W", "long words ", "Verylongwordwithoutanyblank"])
def test_long_texts_keep_within_the_margins(word):
    left, _top, right, bottom = drawn_box(name=word * 60, second=word * 60, lead=word * 90, owner=word * 60)
    assert (left >= 60, right <= WIDTH - 60, bottom <= HEIGHT - 28) == (True, True, True)


@pytest.mark.parametrize("field", ShareCard._fields)
def test_card_that_differs_in_anything_has_another_key(field):
    assert CARD._replace(**{field: "other"}).key != CARD.key


def test_fields_are_not_confused():
    assert CARD._replace(name="ab", second="c").key != CARD._replace(name="a", second="bc").key


@pytest.mark.parametrize(
    ("text", "known"), [("Société d’énergie", True), ("中关村", True), ("ไทย", False), ("", False)]
)
def test_letters_that_the_face_lacks_are_known(text, known):
    assert has_letters(text) == known


def test_name_that_cannot_be_written_gives_way_to_the_other_one():
    assert picture(name="ไทย", second="Thai").tobytes() == picture(name="Thai", second="").tobytes()
