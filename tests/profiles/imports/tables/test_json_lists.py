"""A list of objects in JSON is read like a table."""

import io

import pytest

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables import json_lists
from profiles.imports.tables.options import Options
from tests.profiles.imports.opening import open_table


def read(text):
    def recognise(cells):
        return [cell if cell in ("name", "founded") else "" for cell in cells]

    with open_table(io.BytesIO(text.encode()), recognise, Options()) as table:
        return table.headers, list(table.rows())


ROWS = [["Qinghe", 1984, None], ["Beihe", None, "x|y"]]
OBJECTS = ('{"name":"Qinghe","founded":1984}', '{"name":"Beihe","tags":["x","y"]}')


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("[\n{},\n{}\n]\n", [2, 3]),
        ("\ufeff[\n\n{},\n\n{}\n]", [3, 5]),
        ("[{},{}]", [1, 2]),
        ("[ {} ,\n{}]", [1, 2]),
    ],
)
def test_list_of_objects_is_read(text, lines):
    headers, rows = read(text.format(*OBJECTS))
    assert headers == ["name", "founded", "tags"]
    assert rows == list(zip(lines, ROWS, strict=True))


def test_list_with_objects_on_several_lines_is_read():
    assert read('[\n  {\n    "name": "Qinghe"\n  }\n]') == (["name"], [(1, ["Qinghe"])])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n{"name":"Qinghe"},\n{"name":"Bei', "breaks off"),
        ('[\n{"name":"Qinghe"},\n', "breaks off"),
        ('[{"name":"Qinghe"}, 5]', "no list of objects"),
        ("[" + '{"a":' * 5000, "no list of objects"),
    ],
)
def test_list_that_is_damaged_or_holds_something_else_is_refused(text, message):
    with pytest.raises(FileRefused, match=message):
        read(text)


def test_long_list_has_to_have_a_line_for_each_object(monkeypatch):
    monkeypatch.setattr(json_lists, "MAX_WHOLE", 40)
    assert len(read("[\n{},\n{}\n]".format(*OBJECTS))[1]) == 2
    with pytest.raises(FileRefused, match="a line of its own"):
        read("[{},{}]".format(*OBJECTS))


@pytest.mark.parametrize(
    "text", ['{{"count": 2, "results": [{},{}]}}', '\ufeff{{\n "status": "ok",\n "data": [\n{},\n{}\n]}}']
)
def test_list_in_an_object_is_read(text):
    assert read(text.format(*OBJECTS)) == (["name", "founded", "tags"], [(1, ROWS[0]), (2, ROWS[1])])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('{"name": "Qinghe", "people": [{"name": "Li"}]}', "Qinghe"),  # the object is a row itself
        ('{"name": "Qinghe"}\n{"name": "Beihe", "people": [{"name": "Li"}]}', "Qinghe"),
    ],
)
def test_object_with_a_list_of_its_own_is_a_row(text, name):
    _headers, rows = read(text)
    assert rows[0][1][0] == name


def test_object_with_two_lists_is_not_chosen_from():
    with pytest.raises(FileRefused):
        read('{"new": [{"name": "Qinghe"}], "old": [{"name": "Beihe"}]}')
