"""JSON as interfaces and registers write it: one row an object, whatever it is packed in."""

import io
import json

import pytest

from companies.columns import COMPANIES
from profiles.imports.cells.problems import FileRefused
from profiles.imports.preview import preview_file
from profiles.imports.tables.options import Options

pytestmark = pytest.mark.django_db
ROWS = [{"name": "Alpha", "founded": 1984}, {"name": "Beta", "founded": 1999}]
LISTS = [["Alpha", 1984], ["Beta", 1999]]


def look(said):
    return preview_file(io.BytesIO(json.dumps(said).encode()), COMPANIES, Options())


@pytest.mark.parametrize(
    "said",
    [
        [["name", "founded"], *LISTS],
        {"fields": ["name", "founded"], "data": LISTS},
        {"0": ROWS[0], "1": ROWS[1]},
        {"head": {"vars": ["name", "founded"]}, "results": {"bindings": ROWS}},
    ],
)
def test_rows_are_found_in_what_they_are_packed_in(said):
    found = look(said)
    assert (found.total, found.problem) == (2, "")
    assert [(report.column, report.samples) for report in found.columns] == [
        ("name", ["Alpha", "Beta"]),
        ("founded", ["1984", "1999"]),
    ]


def test_values_inside_values_have_names_with_points():
    found = look(
        [
            {
                "name": {"en": "Alpha", "zh": "甲"},
                "geo": {"lat": 39.9},
                "links": [{"type": "website", "value": "a.example"}],
            }
        ]
    )
    assert {report.header: (report.column, *report.samples) for report in found.columns} == {
        "name.en": ("name_en", "Alpha"),
        "name.zh": ("name_zh", "甲"),
        "geo.lat": ("latitude", "39.9"),
        "links": ("website", "a.example"),
    }


def test_rows_of_which_no_column_is_known_can_be_mapped():
    found = look({"0": {"colour": "red", "size": 1}, "1": {"colour": "blue", "size": 2}})
    assert found.problem
    assert [report.header for report in found.columns] == ["colour", "size"]


@pytest.mark.parametrize(
    "said",
    [
        [["name", "founded", "name"], ["Alpha", 1984, "Beta"]],
        [["name", "founded"], ["Alpha", 1984, "Beijing"]],
    ],
)
def test_lists_of_which_values_would_be_lost_are_refused(said):
    with pytest.raises(FileRefused, match="no list of objects"):
        look(said)


def test_lists_inside_an_object_of_which_values_would_be_lost_are_no_rows():
    found = look({"fields": ["name", "name"], "data": [["Alpha", "Beta"]]})
    assert (found.total, "No row with names of columns" in found.problem) == (0, True)


def test_lists_that_end_in_nothing_are_read():
    found = look([["name", "founded"], ["Alpha", 1984, None, ""]])
    assert [(report.column, report.samples) for report in found.columns] == [
        ("name", ["Alpha"]),
        ("founded", ["1984"]),
    ]


def test_one_object_in_a_list_is_in_the_same_column_as_several():
    people = [{"role": "chair"}, {"role": "clerk"}]
    found = look([{"name": "Alpha", "people": people[:1]}, {"name": "Beta", "people": people}])
    assert [report.header for report in found.columns] == ["name", "people"]


@pytest.mark.parametrize("depth", [4, 600, 1000])
@pytest.mark.parametrize("form", ["%s", "%s\n%s\n", "[%s]", '{"0": %s}', '{"name": "Q"}\n%s\n'])
def test_objects_inside_objects_without_end_are_answered_in_words(form, depth):
    deep = '{"a": ' * depth + json.dumps(ROWS) + "}" * depth
    file = io.BytesIO(form.replace("%s", deep).encode())
    try:
        problem = preview_file(file, COMPANIES, Options()).problem
    except FileRefused as refused:
        problem = str(refused)
    assert problem or form.startswith('{"name"')


@pytest.mark.parametrize(("depth", "total"), [(2, 2), (3, 0)])
def test_list_is_found_in_no_more_than_three_objects(depth, total):
    said = {"records": ROWS}
    for _level in range(depth):
        said = {"a": said}
    assert look(said).total == total
