"""Text files that were made to cost much are refused in words, before they cost it."""

import io
import tracemalloc

import pytest

from profiles.imports.cells.problems import FileRefused
from profiles.imports.cells.values import UNCLOSED
from profiles.imports.tables.csv_tables import MAX_ROW
from profiles.imports.tables.options import Options
from profiles.imports.tables.plain_quotes import unquoted_rows
from tests.profiles.imports.opening import open_table

MB = 1 << 20
HEAD = b"name,founded\n"
MANY_LINES = Options(max_rows=5)
COSTLY = {
    "cells without end": (HEAD + b"," * (12 * MB), "line 2"),
    "cells over lines without end": (HEAD + b'"\n",' * (3 * MB), "line 2"),
    "a cell without end": (HEAD + b"a" * (12 * MB), "line 2"),
    "headers without end": (b"name," * (4 * MB), "line 1"),
    "a first cell without end": (b"a" * (12 * MB), "line 1"),
}


def recognise(cells):
    return [cell if cell in ("name", "founded") else "" for cell in cells]


@pytest.mark.parametrize("name", COSTLY)
def test_row_without_end_is_refused_before_it_is_in_memory(name):
    content, where = COSTLY[name]
    file = io.BytesIO(content)
    tracemalloc.start()
    try:
        with pytest.raises(FileRefused, match=where), open_table(file, recognise, Options()):
            pass
        assert tracemalloc.get_traced_memory()[1] < 112 * MB
    finally:
        tracemalloc.stop()


def test_row_that_is_as_long_as_a_row_may_be_is_read():
    cell = b"a" * 900_000
    row = b'Q,"' + cell + b'","' + cell + b'"\n'
    assert len(row) < MAX_ROW
    with open_table(io.BytesIO(HEAD + row * 3), recognise, Options()) as table:
        assert [len(cells) for _line, cells in table.rows()] == [3, 3, 3]


@pytest.mark.parametrize(
    ("head", "line"),
    [(HEAD, b"\n"), (HEAD, b",,\n"), (b'{"name": "Q"}\n', b"\n"), (b'{"name": "Q"}\n', b"{}\n")],
)
def test_lines_without_end_are_refused_though_they_are_empty(head, line):
    few = head + line * 1_000 + head.splitlines()[0] + b"\n"
    with open_table(io.BytesIO(few), recognise, MANY_LINES) as table:
        assert table.total == 1 + few.startswith(b"{")
    with (
        pytest.raises(FileRefused, match="more than 200005 rows"),
        open_table(io.BytesIO(head + line * 200_010), recognise, MANY_LINES),
    ):
        pass


@pytest.mark.parametrize("bracket", ["[]", "{}"])
@pytest.mark.parametrize("depth", [30, 300, 900])
@pytest.mark.parametrize("form", ['{"name": %s}\n', '[\n{"name": %s}\n]', '[{"name": %s},\n {"name": 1}]'])
def test_deep_json_is_refused_in_words(bracket, depth, form):
    opening = "[" if bracket == "[]" else '{"a":'
    deep = form % (opening * depth + "1" + bracket[1] * depth)
    with pytest.raises(FileRefused), open_table(io.BytesIO(deep.encode()), recognise, Options()):
        pass


def test_lists_inside_an_object_are_read():
    with open_table(io.BytesIO(b'{"name": [["Q", "R"], ["S"]]}\n'), recognise, Options()) as table:
        assert [cells for _line, cells in table.rows()] == [["Q|R|S"]]


BROKEN = {
    "a text over lines": (
        'Alpha,"first line\nwhich makes chips\nend",Beijing\n',
        [["Alpha", UNCLOSED], [UNCLOSED], [UNCLOSED, UNCLOSED]],
    ),
    "a text over lines with separators": (
        'Alpha,"first, line\nchips, boards, phones\nand, all the rest",Beijing\n',
        [["Alpha", UNCLOSED, UNCLOSED], [UNCLOSED] * 3, [UNCLOSED] * 3],
    ),
    "a first cell over lines": ('"Alpha\nand sons",founded,Beijing\n', [[UNCLOSED], [UNCLOSED] * 3]),
    "a mark that nothing closes": (
        'Alpha,Beijing,"5 inch\nGamma,1999,Wuhan\nDelta,1999\n',
        [["Alpha", "Beijing", UNCLOSED], ["Gamma", "1999", "Wuhan"], [UNCLOSED] * 2],
    ),
    "a mark behind a number": (
        'Alpha,12" screens,Beijing\nGamma,1999,Wuhan\n',
        [["Alpha", '12" screens', "Beijing"], ["Gamma", "1999", "Wuhan"]],
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_lines_of_a_text_in_broken_quotation_marks_are_no_rows(case):
    lines, rows = BROKEN[case]
    split = [(number, line.split(",")) for number, line in enumerate(lines.splitlines(), start=1)]
    assert [cells for _line, cells in unquoted_rows(split, 3)] == rows


def test_text_over_lines_gives_no_row_where_a_mark_elsewhere_is_never_closed():
    content = b'name,founded,city\nAlpha,"first line\nwhich makes chips\nend",Beijing\n' + b"Q,1999,W\n" * 3
    broken = io.BytesIO(content + b'Beta,12,"5 inch\n' + b"R,1999,W\n" * 3)
    with open_table(broken, recognise, Options()) as table:
        assert [cells[0] for _line, cells in table.rows()] == [
            *("Alpha", UNCLOSED, UNCLOSED, "Q", "Q", "Q"),
            *("Beta", "R", "R", "R"),
        ]
