import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.text_difference import CONTEXT, MAX_TOKENS, Piece, compared, shortened

texts = st.lists(st.sampled_from(["one ", "two ", "联", "想", "\n", ", "]), max_size=12).map("".join)


def marked(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@given(texts, texts)
def test_pieces_are_the_texts(before, after):
    found = compared(before, after)
    assert ["".join(piece.text for piece in side) for side in found] == [before, after]
    same = ["".join(piece.text for piece in side if not piece.differs) for side in found]
    assert same[0] == same[1]


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("a small chip", "a large chip", ("a [small ]chip", "a [large ]chip")),
        ("制造芯片。", "制造大芯片。", ("制造芯片。", "制造[大]芯片。")),
        ("", "new", ("", "[new]")),
        ("same", "same", ("same", "same")),
    ],
)
def test_what_differs_is_marked(before, after, marks):
    assert tuple(marked(side) for side in compared(before, after)) == marks


def test_small_edit_of_a_very_long_text_is_found():
    text = "联" * MAX_TOKENS
    assert marked(compared(f"{text}甲{text}", f"{text}乙{text}").after) == f"{text}[乙]{text}"


def test_shortened_leaves_changes_and_what_is_near_them():
    same = "s" * (2 * CONTEXT + 1)
    pieces = [Piece(same, False), Piece("new", True), Piece(same, False), Piece("newer", True)]
    cut = "s" * CONTEXT
    assert marked(shortened(pieces)) == f"…{cut}[new]{cut}…{cut}[newer]"


def test_shortened_cuts_changes_that_are_too_long():
    assert shortened([Piece("abcdefgh", True), Piece("short", True)], 6) == [
        Piece("abc…fgh", True),
        Piece("short", True),
    ]
