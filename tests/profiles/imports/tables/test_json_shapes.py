"""JSON as interfaces and registers write it: one row an object, whatever it is packed in."""

import io
import json

import pytest

from companies.columns import COMPANIES
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
