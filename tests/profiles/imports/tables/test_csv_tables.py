"""Text files that were made to cost much are refused in words, before they cost it."""

import io
import tracemalloc

import pytest

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.csv_tables import MAX_ROW
from profiles.imports.tables.options import Options
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
