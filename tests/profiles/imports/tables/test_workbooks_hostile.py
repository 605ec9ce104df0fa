"""A workbook that was made to cost much is read within its limits, or refused in words."""

import io

import pytest

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.files import open_table
from profiles.imports.tables.options import Options
from tests.profiles.imports.tables.hostile import HOSTILE

ADMIN = Options(max_rows=5_000, max_bytes=100 << 20, is_quick=True)
READ = {"extent", "extent that is no place"}
EITHER = {  # as fast as the machine is
    "many texts, not packed",
    "many empty rows, not packed",
    "many merged cells, not packed",
    "all columns, not packed",
    "many cells",
}


def recognise(cells):
    return [cell if cell in ("name", "founded") else "" for cell in cells]


def first_name(content):
    """The first name in the table of a workbook; "" where it is refused in words."""
    try:
        with open_table(io.BytesIO(content), recognise, ADMIN) as table:
            return next(table.rows())[1][0]
    except FileRefused:
        return ""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbook_is_read_or_refused_within_its_limits(name):
    found = first_name(HOSTILE[name]())
    assert found in ({"Qinghe", ""} if name in EITHER else {"Qinghe"} if name in READ else {""})
