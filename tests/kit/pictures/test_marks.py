"""What stands for a profile without a logo or cover, and in which colours."""

import re
from itertools import combinations, pairwise

import pytest
from django.conf import settings

from kit.pictures.marks import COLOURS, initials, is_wide, strip
from kit.pictures.patterns import HEIGHT, MOST, PATTERNS, STEP, WIDTH, pattern

CSS = settings.BASE_DIR / "static" / "css"
SEEDS = [f"company-{number}" for number in range(300)]


@pytest.mark.parametrize(
    ("name", "characters"),
    [
        ("Lenovo", "L"),
        ("@home", "H"),
        ("iQIYI", "I"),
        ("“École”", "É"),
        ("e\u0301cole", "É"),
        ("Intel China Research", "IC"),
        ("Institute of the Sun", "IS"),
        ("R&D Lab", "RD"),
        ("L’Oréal Paris", "LP"),
        ("Алмаз Антей", "АА"),
        ("ßeta", "ß"),
        # A number or an abbreviation is known by itself.
        ("01.AI", "01"),
        ("58.com", "58"),
        ("4Paradigm", "4"),
        ("123456", "123"),
        ("JD.com", "JD"),
        ("TCL科技", "TCL"),
        ("AREA Science Park", "AS"),
        # Chinese, Japanese and Korean.
        ("联想", "联想"),
        ("字节跳动", "字节"),
        ("京", "京"),
        ("𠮷野家", "𠮷野"),
        ("대덕연구", "대덕"),
        # Scripts whose letters join, and those without capitals.
        ("אינטל", "א"),
        ("واحة العلوم", "و"),
        ("क्षेत्र", "क्षे"),
        ("เชียงใหม่", "เชี"),
        # What says where it is or what it is in law tells nobody from others, unless it is all there is.
        ("Lenovo Group Ltd.", "L"),
        ("The Oxford Science Park", "OS"),
        ("Beijing Venustech", "V"),
        ("Hong Kong Power", "P"),
        ("Xi'an Aero", "A"),
        ("北京四方继保", "四方"),
        ("北京大学", "北京"),
        ("Beijing", "B"),
        ("Beijing Ltd", "B"),
        ("The Group", "TG"),
        # Neither letter nor digit.
        ("🚀 Rocket Labs", "RL"),
        ("👨\u200d👩\u200d👧 family", "F"),
        ("\u0301\u200d", "·"),
        ("!!", "·"),
        ("", "·"),
        ("<b>", "B"),
    ],
)
def test_characters_stand_for_a_name(name, characters):
    assert initials(name) == characters


@pytest.mark.parametrize(
    ("characters", "wide"),
    [("L", False), ("LX", False), ("TCL", True), ("联", False), ("联想", True), ("क्षे", False)],
)
def test_characters_that_fill_the_square_are_wide(characters, wide):
    assert is_wide(characters) is wide


def test_strip_and_pattern_are_always_the_same_for_one_and_differ_between_others():
    strips, patterns = [strip(seed) for seed in SEEDS], [pattern(seed, 1984) for seed in SEEDS]
    pattern.cache_clear()
    assert strips == [strip(seed) for seed in SEEDS]
    assert patterns == [pattern(seed, 1984) for seed in SEEDS]
    assert len({*strips}) > 280
    assert len({*patterns}) == len(SEEDS)


@pytest.mark.parametrize("founded", [None, 1, 1896, 1984, 2026, 2031, 9999])
def test_path_of_a_pattern_is_short_and_holds_nothing_but_a_path(founded):
    for seed in (*SEEDS, '"><script>', "", "联想"):
        paths = pattern(seed, founded)
        assert all(re.fullmatch(r"(?:[Mahlqtv][-\d. ]+)+", path) for path in paths)
        assert sum(map(len, paths)) < 1_200


def test_more_decades_make_more_lines_within_bounds():
    lines = [[pattern(seed, year)[0].count("M") for seed in SEEDS] for year in (1, 1960, 2020)]
    for older, newer in pairwise(lines):
        assert all(one >= other for one, other in zip(older, newer, strict=True))
        assert sum(older) > sum(newer)
    assert max(map(max, lines)) <= 4 * MOST


def test_every_sort_of_pattern_is_drawn_and_all_rows_of_dots_are_seen():
    sorts = {re.sub(r"[-\d. ]+", "", pattern(seed, 1984)[0])[:2] for seed in SEEDS}
    assert len(sorts) == len(PATTERNS)
    for seed in SEEDS:
        rows = [tuple(map(int, row)) for row in re.findall(r"M(-?\d+) (\d+)h(\d+)", pattern(seed, 1984)[1])]
        assert [y for _x, y, _length in rows] == [*range(STEP, HEIGHT, STEP)]
        assert all(x < WIDTH and x + length > 0 for x, _y, length in rows)


# --- colours --------------------------------------------------------------------------------------


def _tokens():
    text = (CSS / "tokens.css").read_text(encoding="utf-8")
    return dict(
        re.findall(r"--(mark-[\w-]+): var\(--in-light, (#\w{6})\) var\(--in-dark, #\w{6}\)", text)
    ), dict(re.findall(r"--(mark-[\w-]+): var\(--in-light, #\w{6}\) var\(--in-dark, (#\w{6})\)", text))


def _luminance(colour):
    def linear(part):
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = (linear(int(colour[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_letters_of_marks_stand_out_in_both_schemes():
    for tokens in _tokens():
        assert len(tokens) == 2 * COLOURS
        pairs = [
            (tokens[f"mark-{number}"], tokens[f"mark-{number}-wash"]) for number in range(1, COLOURS + 1)
        ]
        assert min(_contrast(*pair) for pair in pairs) >= 7
        assert all(one != other for one, other in combinations(pairs, 2))


def test_every_colour_has_its_class_and_no_class_is_without_colour():
    css = (CSS / "parts" / "pictures.css").read_text(encoding="utf-8")
    assert [int(number) for number in re.findall(r"\.monogram--(\d+)", css)] == [*range(1, COLOURS + 1)]
