import pytest

from companies.columns import COMPANIES
from profiles.imports.cells.placeholders import is_placeholder, may_be_name
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources

pytestmark = pytest.mark.django_db


def read(options=None, **cells):
    reader = RowReader(COMPANIES, list(cells), FileSources(), options or RowOptions())
    return reader.read(2, list(cells.values()))


@pytest.mark.parametrize(
    "word",
    [
        "N/A",
        "n.a.",
        "-",
        "–",
        "—",
        "无",
        "暂无",
        "不详",
        "未知",
        "unknown",
        "inconnu",
        "s.o.",
        "nd",
        "null",
        "None",
        "#N/A",
        "NaN",
        "/",
        "?",
        "没有",
        "néant",
    ],
)
def test_word_for_nothing_is_an_empty_cell_and_named(word):
    proposal = read(name_en="Qinghe", founded=word, employees=word, website=word, sector=word, source=word)
    assert (proposal.fields, proposal.rows, proposal.left_out) == ({"name_en": "Qinghe"}, [], [])
    assert [column for column, _text in proposal.placeholders] == [
        *("founded", "employees", "website", "sector", "source")
    ]


@pytest.mark.parametrize("word", ["0", "no", "x", "soon", "Nanjing", "Null Island", "12"])
def test_other_word_is_none(word):
    assert not is_placeholder(word)


@pytest.mark.parametrize(
    ("word", "value"), [("无", False), ("none", False), ("没有", False), ("有", True), ("да", True)]
)
def test_word_that_means_something_in_its_column_is_read(word, value):
    proposal = read(name_en="Qinghe", returnee_founded=word)
    assert (proposal.fields["returnee_founded"], proposal.placeholders) == (value, [])


def test_company_may_be_called_by_a_word_for_nothing_if_it_has_no_other_name():
    assert may_be_name("None")
    assert read(name="None").fields == {"name_en": "None"}
    beside = read(name_en="Qinghe", name_zh="无", legal_name="None")
    assert beside.fields == {"name_en": "Qinghe"}
    assert len(beside.placeholders) == 2
    assert [problem.column for problem in read(name="无").problems] == [""]


def test_code_that_is_a_word_is_a_country_among_codes():
    assert read(name_en="A1", overseas="NA").rows == []
    among_codes = read(RowOptions(codes=("overseas",)), name_en="A1", overseas="NA")
    assert [row["country"] for _relation, row in among_codes.rows] == ["NA"]
    assert [row["country"] for _relation, row in read(name_en="A1", overseas="NA|FR").rows] == ["NA", "FR"]
    assert [column for column, _text in read(name_en="A1", overseas="NO").left_out] == ["overseas"]


def test_word_to_which_the_importer_gave_a_meaning_is_read():
    options = RowOptions(words={"returnee_founded": {"-": "no"}})
    assert read(options, name_en="A1", returnee_founded="-").fields["returnee_founded"] is False
