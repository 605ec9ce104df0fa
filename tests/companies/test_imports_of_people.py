"""Cells as people of many countries write them: the right value, or none."""

import pytest

from companies.columns import COMPANIES
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.rows.sources import FileSources

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def read(**cells):
    COMPANIES.begin()
    row = {"name": "Alpha", **cells}
    proposal = RowReader(COMPANIES, list(row), FileSources()).read(2, list(row.values()))
    found = {
        relation: fields.get("name") or fields.get("value") or fields.get("country")
        for relation, fields in proposal.rows
    }
    return {**proposal.fields, **found}, [problem.column for problem in proposal.left_out]


@pytest.mark.parametrize(
    "names",
    [
        "Li Hua & Wang Wei",
        "Li Hua and Wang Wei",
        "Li Hua et Wang Wei",
        "李华 王伟",
        "李华和王伟",
        "李华、王伟",
        "Li Hua, Wang Wei and Zhang San",
        "Johnson & Li Hua & Wang Wei",
        "欧阳娜娜和李华",
    ],
)
def test_several_founders_in_a_cell_are_not_one_person(names):
    assert read(founders=names) == ({"name_en": "Alpha"}, ["founders"])


@pytest.mark.parametrize("name", ["Anders Sandberg", "欧阳娜娜", "Smith, John", "Ali Andam"])
def test_one_founder_is_one_person(name):
    assert read(founders=name)[0]["stakeholders"] == name


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Johnson & Johnson",
            "Ministry of Science and Technology",
            "Ramón y Cajal",
            "Santiago Ramón y Cajal",
        ),
        *("中国科学与技术协会", "中国科学院 计算技术研究所", "University of Science and Technology of China"),
    ],
)
def test_and_in_the_name_of_one_founder_does_not_make_it_several(name):
    assert read(founders=name) == ({"name_en": "Alpha", "stakeholders": name}, [])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Johnson & Johnson", "Johnson & Johnson"),
        ("Li Hua and Wang Wei", "Li Hua and Wang Wei"),
        ("李华、王伟", None),
    ],
)
def test_founder_with_and_in_the_name_is_written_to_files(name, written):
    assert COMPANIES.by_name["founders"].write.part("founder", name) == written


@pytest.mark.parametrize("cell", ['["Li Hua"]', "['Li Hua']", '{"Li Hua"}'])
def test_list_as_programs_write_it_is_a_list(cell):
    assert read(founders=cell)[0]["stakeholders"] == "Li Hua"


@pytest.mark.parametrize("cell", ["sh600588", "SH.600588", "sh 600588", "600588.SH"])
def test_code_of_a_stock_with_the_letters_of_its_exchange_is_a_listing(cell):
    assert read(listed_on=cell)[0]["identifiers"] == "600588"


@pytest.mark.parametrize(
    ("cell", "ownership"),
    [
        ("民营企业", "domestic"),
        ("国有企业", "domestic"),
        ("中外合资经营企业", "joint-venture"),
        ("外商独资企业", "wholly-foreign"),
    ],
)
def test_ownership_is_read_as_registers_have_it(cell, ownership):
    assert read(ownership=cell)[0]["ownership"] == ownership


@pytest.mark.parametrize(
    "word", ["Not disclosed", "k. A.", "sin datos", "нет сведений", "非公開", "미상", "查无", "\\N"]
)
def test_word_for_nothing_in_other_languages_is_no_address(word):
    assert read(address=word, founders=word) == ({"name_en": "Alpha"}, [])


@pytest.mark.parametrize("word", ["wahr", "verdadero", "tak", "네", "是的"])
def test_yes_in_other_languages_is_yes(word):
    assert read(returnee_founded=word)[0]["returnee_founded"] is True


@pytest.mark.parametrize("date", ["1899-12-30", "1900-01-01", "1970-01-01"])
def test_day_that_programs_begin_with_is_no_date_of_foundation(date):
    assert read(founded=date) == ({"name_en": "Alpha"}, ["founded"])


@pytest.mark.parametrize(
    ("cell", "value"),
    [("$10M+", 10_000_000), ("1,200億円", 120_000_000_000), ("12 TEUR", 12_000), ("12,5 mld EUR", 12_500_000_000), ("5,000万元", 50_000_000), ("₹ 12 Cr", 120_000_000)],
)  # fmt: skip
def test_amount_with_the_words_of_its_country_is_read(cell, value):
    assert float(read(turnover=cell)[0]["figures"]) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [("rund 300", 300), ("über 300", 300), ("más de 300", 300), ("до 100", 100), ("300명 이상", 300)],
)
def test_number_with_a_qualifier_in_another_language_is_read(cell, value):
    assert float(read(employees=cell)[0]["figures"]) == value


def test_number_of_wikidata_is_no_name():
    proposal = RowReader(COMPANIES, ["name", "founded"], FileSources()).read(2, ["Q1234568", "1999"])
    assert [problem.column for problem in proposal.left_out] == ["name"]
    assert proposal.problems


def test_number_as_the_only_name_of_a_row_that_has_slipped_is_no_name():
    columns = ["name", "founded", "employees"]
    proposal = RowReader(COMPANIES, columns, FileSources()).read(2, ["2002", "13.5", "https://a.example"])
    assert "name" in [problem.column for problem in proposal.left_out]


@pytest.mark.parametrize("header", ["unit", "Einheit", "单位", "Unité"])
@pytest.mark.parametrize(
    ("cell", "unit", "value"),
    [("12.5", "million", None), ("12.5", "万", None), ("12.5 million", "million", 12_500_000), ("12.5", "USD", 12.5), ("12.5", "kg", 12.5)],
)  # fmt: skip
def test_amount_beside_a_unit_that_it_does_not_have_itself_is_left_out(header, cell, unit, value):
    columns = ["name", "turnover", "turnover_currency", ""]
    options = RowOptions(headers=("name", "turnover", "currency", header))
    proposal = RowReader(COMPANIES, columns, FileSources(), options).read(2, ["Alpha", cell, "USD", unit])
    figures = [float(str(fields["value"])) for _relation, fields in proposal.rows]
    assert figures == ([] if value is None else [value])
    assert [problem.column for problem in proposal.left_out] == (["turnover"] if value is None else [])
