"""What a later file may change of what an earlier one or an editor said."""

import pytest

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.models import Version
from tests.companies.imports import change, run
from tests.factories import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def test_blank_cell_says_nothing(tmp_path):
    run(tmp_path, "slug,name_en,founded\nqinghe,Qinghe,1984\n")
    out, _rows = run(tmp_path, "slug,name_en,founded\nqinghe,Qinghe,\n")
    assert "1 unchanged" in out
    assert Company.objects.get().founded == "1984"


def test_later_import_changes_what_the_earlier_said(tmp_path):
    run(tmp_path, "slug,name_en,founded,employees\nqinghe,Qinghe,1984,10\n")
    out, _rows = run(tmp_path, "slug,name_en,founded,employees\nqinghe,Qinghe,1985,20\n")
    assert "1 updated" in out
    company = Company.objects.get()
    assert company.founded == "1985"
    assert [figure.value for figure in company.figures.all()] == [20]
    assert Version.objects.get(number=2).why == "companies.csv"


@pytest.mark.parametrize("again", ["1984", "1983"])
def test_later_import_leaves_what_an_editor_changed(tmp_path, again):
    run(tmp_path, "slug,name_en,founded\nqinghe,Qinghe,1984\n")
    change(Company.objects.get(), founded="1985")
    out, _rows = run(tmp_path, f"slug,name_en,founded,address\nqinghe,Qinghe,{again},1 Road\n")
    assert "1 updated" in out
    assert "1 with conflicts" in out
    company = Company.objects.get()
    assert (company.founded, company.address) == ("1985", "1 Road")
    run(tmp_path, f"slug,name_en,founded,address\nqinghe,Qinghe,{again},1 Road\n")
    assert Company.objects.get().founded == "1985"
    assert Version.objects.count() == 3


def test_import_leaves_what_an_editor_entered(tmp_path):
    company = make_company(slug="qinghe", name_en="Qinghe", founded="1985")
    _out, rows = run(tmp_path, "slug,name_en,founded,address\nqinghe,Qinghe,1984,1 Road\n")
    company.refresh_from_db()
    assert (company.founded, company.address) == ("1985", "1 Road")
    assert [row["column"] for row in rows if "conflict" in row["message"]] == ["founded"]


def test_figure_that_an_editor_changed_stays(tmp_path):
    run(tmp_path, "slug,name_en,employees\nqinghe,Qinghe,10\n")
    company = Company.objects.get()
    base = document_of(company)
    ((key, row),) = base.of("figures").items()
    save(
        company,
        base,
        type(base)("company", base.fields, {**base.rows, "figures": {key: {**row, "value": "11"}}}),
        Actor(),
    )
    out, _rows = run(tmp_path, "slug,name_en,employees\nqinghe,Qinghe,12\n")
    assert "1 with conflicts" in out
    assert [figure.value for figure in company.figures.all()] == [11]


def test_row_that_an_editor_removed_stays_out(tmp_path):
    text = "slug,name_en,overseas\nqinghe,Qinghe,FR|US\n"
    run(tmp_path, text)
    company = Company.objects.get()
    base = document_of(company)
    kept = {key: row for key, row in base.of("presences").items() if row["country"] == "US"}
    save(company, base, type(base)("company", base.fields, {**base.rows, "presences": kept}), Actor())
    out, _rows = run(tmp_path, text)
    assert "1 unchanged" in out
    assert [presence.country.code for presence in company.presences.all()] == ["US"]
