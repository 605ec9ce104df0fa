"""Rows with more cells than headers: the row goes in, and no cell under a header that is not its own."""

import pytest

from companies.columns import COMPANIES
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.sources import FileSources

pytestmark = pytest.mark.django_db
COLUMNS = ["name", "founded", "address", "website"]


def read(*cells, columns=COLUMNS):
    proposal = RowReader(COMPANIES, list(columns), FileSources()).read(2, list(cells))
    return proposal.fields, [problem.column for problem in proposal.left_out], proposal.problems


def test_text_cut_at_its_comma_is_put_together():
    fields, left_out, problems = read("Alpha", "2001", "1 Main St", " Springfield", "https://a.example.org")
    assert fields == {
        "name_en": "Alpha",
        "founded": "2001",
        "address": "1 Main St, Springfield",
        "website": "https://a.example.org",
    }
    assert (left_out, problems) == (["address"], [])


def test_name_cut_at_its_comma_is_put_together():
    fields, _left_out, _problems = read("Alpha", " Inc.", "2001", "1 Main St", "https://a.example.org")
    assert fields["name_en"] == "Alpha, Inc."
    assert fields["founded"] == "2001"


def test_cell_beyond_the_headers_is_listed():
    fields, left_out, _problems = read("Alpha", "2001", "1 Main St", "https://a.example.org", "a note")
    assert fields["website"] == "https://a.example.org"
    assert left_out == [""]


def test_cells_that_fit_in_several_ways_are_left_out():
    columns = ["name", "address", "summary_en", "founded"]
    fields, left_out, problems = read("Alpha", "Beta", "Gamma", "Delta", "2001", columns=columns)
    assert fields == {"name_en": "Alpha", "founded": "2001"}
    assert (left_out, problems) == (["", "address", "summary_en"], [])


def test_blank_cells_beyond_the_headers_change_nothing():
    fields, left_out, _problems = read("Alpha", "2001", "1 Main St", "https://a.example.org", "", "")
    assert (len(fields), left_out) == (4, [])
