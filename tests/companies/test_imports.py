"""Files of companies: what arrives, and what a run writes."""

import pytest
from django.core.management import CommandError

from companies.models import Company
from profiles.models import Source, Version
from tests.companies.imports import FULL, LEI, USCI, results, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


def test_every_column_of_the_contract_arrives(tmp_path):
    out, _rows = run(tmp_path, FULL)
    assert "1 created, 0 updated, 0 unchanged, 0 rejected" in out
    company = Company.objects.get(slug="qinghe")
    assert (company.name_en, company.name_zh, company.legal_name) == ("Qinghe", "清河", "清河科技有限公司")
    assert (company.founded, company.ownership, company.returnee_founded) == ("1984-11", "domestic", True)
    assert (company.website, company.address, company.zone.slug) == (
        "https://www.qinghe.example",
        "1 Road",
        "haidian",
    )
    assert [str(company.latitude), str(company.longitude)] == ["39.98000", "116.31000"]
    assert [sector.slug for sector in company.sectors.all()] == ["chips"]
    assert [(name.name, name.language) for name in company.other_names.all()] == [
        ("QH", ""),
        ("Clear River", "en"),
    ]
    assert {
        (one.metric.code, str(one.value.normalize()), one.unit, one.period_start)
        for one in company.figures.all()
    } == {
        ("employees", "1.2E+3", "count", ""),
        ("turnover", "3.39E+10", "CNY", "2012"),
        ("patents_granted", "57", "count", ""),
    }
    assert [presence.country.code for presence in company.presences.all()] == ["US", "FR"]
    assert {(one.scheme, one.value) for one in company.identifiers.all()} == {
        ("uscc", USCI),
        ("lei", LEI),
        ("nasdaq", "QHEX"),
        ("hkex", "0992"),
    }
    source = Source.objects.get()
    assert source.url == "https://source.example/1"
    assert {figure.source for figure in company.figures.all()} == {source}
    assert {citation.field for citation in company.citations.all()} == {
        *("legal_name", "sectors", "zone", "founded", "ownership", "returnee_founded", "address")
    }
    assert not company.is_published


def test_same_file_twice_changes_nothing(tmp_path):
    run(tmp_path, FULL)
    versions = Version.objects.count()
    out, _rows = run(tmp_path, FULL)
    assert "0 created, 0 updated, 1 unchanged, 0 rejected" in out
    assert Version.objects.count() == versions == 1
    assert Source.objects.count() == 1


def test_dry_run_writes_nothing(tmp_path):
    out, _rows = run(tmp_path, FULL, "--dry-run")
    assert "1 created" in out
    assert (Company.objects.count(), Version.objects.count(), Source.objects.count()) == (0, 0, 0)


def test_publish_shows_them(tmp_path):
    run(tmp_path, FULL, "--publish")
    company = Company.objects.get()
    assert company.is_published
    assert list(Version.objects.order_by("number").values_list("action", "origin")) == [
        ("created", "import"),
        ("published", "import"),
    ]


def test_publish_leaves_what_an_editor_withdrew(tmp_path):
    run(tmp_path, FULL, "--publish")
    Company.objects.get().withdraw(by=None)
    run(tmp_path, FULL, "--publish")
    assert Company.objects.get().state == "withdrawn"


def test_rejected_row_does_not_stop_the_others(tmp_path):
    out, rows = run(tmp_path, "name,founded\nA1 Labs,1984\n,1990\nC3 Labs,1999\n")
    assert "2 created, 0 updated, 0 unchanged, 1 rejected" in out
    assert results(rows) == [(2, "created"), (3, "rejected"), (4, "created")]
    assert (rows[1]["column"], rows[1]["message"]) == ("", "The row has no name.")


@pytest.mark.parametrize("bad", ["B2 Labs,2013-02-30", ",1990", "A-1 Labs,1984"])
def test_strict_writes_all_or_nothing(tmp_path, bad):
    with pytest.raises(CommandError, match="1 rows cannot be imported as they are, so nothing was written"):
        run(tmp_path, f"name,founded\nA1 Labs,1984\n{bad}\n", "--strict")
    assert Company.objects.count() == Version.objects.count() == 0
    run(tmp_path, "name,founded\nA1 Labs,1984\n", "--strict")
    assert Company.objects.count() == 1
