"""What is shown of a file before it is imported."""

import io

import pytest

from companies.columns import COMPANIES
from profiles.imports.cells.problems import FileRefused
from profiles.imports.preview import preview_file
from profiles.imports.rows.headers import MatchedBy
from profiles.imports.tables.options import Options
from tests.profiles.imports.tables.hostile import row, sheet, workbook


def preview(content, **options):
    data = content if isinstance(content, bytes) else content.encode()
    return preview_file(io.BytesIO(data), COMPANIES, Options(**options))


def taken(seen):
    return {report.header: report.column for report in seen.columns}


def test_preview_says_what_was_found_of_file_and_columns():
    seen = preview("List\nName,Founded,Colour\nQinghe,1984,red\nBeihe,1999,red\n")
    description = seen.description
    assert (description.kind, description.encoding, description.delimiter, description.header_row) == (
        "csv",
        "utf-8",
        ",",
        2,
    )
    assert description.first_rows[0] == (1, ["List"])
    assert (seen.total, seen.problem) == (2, "")
    assert [(one.header, one.column, one.matched_by, list(one.samples)) for one in seen.columns] == [
        ("Name", "name", MatchedBy.NAME, ["Qinghe", "Beihe"]),
        ("Founded", "founded", MatchedBy.NAME, ["1984", "1999"]),
        ("Colour", "", MatchedBy.UNKNOWN, ["red"]),
    ]


def test_choices_hold():
    text = "Name;Founded|Yritys\nx|y\nA;1|Qinghe\n"
    seen = preview(text, delimiter="|", mapping={"Yritys": "name"}, ignored=("Name;Founded",))
    assert taken(seen) == {"Name;Founded": "", "Yritys": "name"}
    assert [one.matched_by for one in seen.columns] == [MatchedBy.IGNORED, MatchedBy.MAPPED]
    assert preview(text, header_row=2, delimiter="|").columns[0].header == "x"
    assert (
        preview("Yritys,Jahr\nQinghe,1984\n", remembered={"Yritys": "name"}).columns[0].matched_by
        == MatchedBy.REMEMBERED
    )


def test_file_without_known_headers_is_shown_with_the_row_that_they_probably_stand_in():
    seen = preview("Liste\nYritys,Jahr\nQinghe,1984\n")
    assert (seen.description.header_row, seen.description.likely_header_row) == (0, 2)
    assert "No row with names of columns" in seen.problem
    assert taken(seen) == {"Yritys": "", "Jahr": ""}


def test_file_of_unclear_encoding_is_shown_in_each():
    seen = preview("name\nCrèche\n".encode("cp1252"))
    shown = {view.name: view.first_rows for view in seen.description.encodings}
    assert shown["windows-1252"] == [(1, ["name"]), (2, ["Crèche"])]
    assert shown["windows-1250"] == [(1, ["name"]), (2, ["Crčche"])]
    assert (seen.description.encoding, "not clear" in seen.problem) == ("", True)


@pytest.mark.parametrize(("delimiter", "row"), [("||", 0), ('"', 0)])
def test_delimiter_that_is_none_is_refused(delimiter, row):
    with pytest.raises(FileRefused, match="between cells"):
        preview("name\nQinghe\n", delimiter=delimiter, header_row=row)


def test_second_column_for_the_same_is_left_out_with_a_doubt():
    seen = preview("website,company,web site\nhttps://a.example,A1,https://b.example\n")
    assert [(one.column, one.matched_by) for one in seen.columns] == [
        ("website", MatchedBy.NAME),
        ("name", MatchedBy.ALIAS),
        ("", MatchedBy.TWICE),
    ]
    assert "“website” says the same" in seen.columns[2].doubts[0]


def test_file_that_may_break_off_is_doubtful():
    assert "may break off" in preview("name,founded,address\nA1,1984,Road\nB2,19").description.doubts[0]
    assert preview("name,founded,address\nA1,1984,Road\nB2,19\n").description.doubts == []


def test_file_without_a_column_of_names_asks_once_which_it_is():
    seen = preview("Zeichen,Yritys,Founded\nMMM,3M,1902\nXYZ,Xyz,1903\n")
    assert seen.problem == (
        "No column of this file is known to hold names. Say which one does: Zeichen, Yritys, Founded."
    )
    assert taken(seen) == {"Zeichen": "", "Yritys": "", "Founded": "founded"}
    assert preview("Zeichen,Yritys,Founded\nMMM,3M,1902\n", mapping={"Yritys": "name"}).problem == ""


def test_headers_below_a_group_that_adds_nothing_stand_for_themselves():
    seen = preview("name_en,Turnover,\n,turnover_cny,turnover_year\nRedpine Twohead,5000000,2012\n")
    assert taken(seen) == {
        "name_en": "name_en",
        "turnover_cny": "turnover_cny",
        "turnover_year": "turnover_year",
    }


@pytest.mark.parametrize(
    ("headers", "is_of_facts"), [(("name", "founded"), False), (("company", "field", "value"), True)]
)
def test_workbook_whose_row_of_headers_was_chosen_is_read_once_for_rows_and_for_facts(headers, is_of_facts):
    cells = ("Qinghe", "founded", "1984") if is_of_facts else ("Qinghe", "1984")
    content = workbook({"A": sheet(row(1, "a list") + row(2, *headers) + row(3, *cells))})
    seen = preview(content, header_row=2)
    assert (seen.problem, seen.is_of_facts, seen.total) == ("", is_of_facts, 1)


def test_facts_of_unclear_encoding_are_shown_in_each():
    content = "company,field,value\nCrèche,founded,1984\n".encode("cp1252")
    seen = preview(content)
    assert ("not clear" in seen.problem, len(seen.description.encodings) > 1) == (True, True)
    assert preview(content, encoding="windows-1252").is_of_facts
