import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.imports.cells.lists import SIGNS, parts, separators
from profiles.imports.cells.problems import BadValue

TERMS = {
    *(
        "Software",
        "AI",
        "Health",
        "Computer, electronic and optical products",
        "R&D/Design",
        "软件",
        "人工智能",
    ),
    *("通信、广播", "France", "Korea, Republic of"),
}


def found(*cells):
    return separators(cells, TERMS.__contains__).signs


@pytest.mark.parametrize(
    ("cells", "signs"),
    [
        (["Software | AI"], "\n|;"),
        (["Software, AI"], "\n|;,"),
        (["Software/AI"], "\n|;/"),
        (["软件、人工智能"], "\n|;、"),
        (["软件，人工智能"], "\n|;,"),
        (["Software, AI", "Software/AI", "Health"], "\n|;/,"),
        (["Computer, electronic and optical products", "Health"], "\n|;"),
        (["Computer, electronic and optical products; AI"], "\n|;"),
        (["R&D/Design", "通信、广播", "Korea, Republic of"], "\n|;"),
        (["Wood, paper", "Food, drinks"], "\n|;"),
        (["Software, data processing"], "\n|;"),
        (["", None, 12, "AI"], "\n|;"),
        (["Fishing", "wood", "Wood, fishing"], "\n|;,"),
        (["Robotik", "Bio / Pharma", "Robotik, Bio / Pharma", "Halbleiter, Robotik", "Halbleiter"], "\n|;,"),
        (["Wood", "Wood, paper", "Food, drinks"], "\n|;"),
    ],
)
def test_sign_separates_where_it_makes_words_that_are_known(cells, signs):
    assert set(found(*cells)) == set(signs)


def test_reason_says_how_many_cells_are_understood():
    proposed = separators(["Software, AI", "AI, Health", "AI, fish"], TERMS.__contains__)
    assert proposed.why == (
        "“,” separates words that are known, or that stand alone in other cells, "
        "in 2 of the 3 different cells that have it."
    )
    assert separators(["AI"], TERMS.__contains__).why == ""


@pytest.mark.parametrize(
    ("cell", "signs", "expected"),
    [
        ("Software, AI", ",", ["Software", "AI"]),
        ("Software, AI", "|", ["Software, AI"]),
        (
            "AI; Computer, electronic and optical products",
            ";,",
            ["AI", "Computer, electronic and optical products"],
        ),
        ("AI\nSoftware\r\nAI", "\n", ["AI", "Software"]),
        (" | AI || ", "|", ["AI"]),
        ("软件；人工智能", ";", ["软件", "人工智能"]),
        ("'@AI|Software", "|", ["@AI", "Software"]),
        (7, "|", ["7"]),
        ("", "|", []),
    ],
)
def test_list_is_cut_into_its_parts(cell, signs, expected):
    assert parts(cell, signs, TERMS.__contains__) == expected


def test_list_of_too_many_parts_is_left_out():
    with pytest.raises(BadValue):
        parts("|".join(map(str, range(101))))


@given(st.lists(st.sampled_from(sorted(TERMS)), min_size=1, unique=True), st.sampled_from("\n|;"))
def test_words_that_are_known_are_never_cut(words, sign):
    assert parts(sign.join(words), "".join(SIGNS), TERMS.__contains__) == words
