"""A workbook that was made to cost much is read within its limits, or refused in words."""

import io

import pytest

from profiles.imports.cells.problems import FileRefused
from profiles.imports.tables.options import Options
from tests.profiles.imports.opening import open_table
from tests.profiles.imports.tables.hostile import HOSTILE, SAME, TEXTS, row, sheet, workbook

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


def test_row_that_repeats_a_long_text_is_refused_before_it_is_written_out():
    """Written out it would not fit into the memory that the other process has, which ends that without a word."""
    headers = row(1, "name", "founded", *(f"further {number}" for number in range(398)))
    content = workbook(
        {"A": sheet(f"{headers}<row r='3'>{SAME}</row>")}, f"{TEXTS}<si><t>{'x' * 900_000}</t></si></sst>"
    )
    with (
        pytest.raises(FileRefused, match="too large once it is unpacked"),
        open_table(io.BytesIO(content), recognise, ADMIN),
    ):
        pass
