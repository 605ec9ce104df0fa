"""An export that is imported again changes nothing."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from benchmarks.companies import companies
from benchmarks.generate import write_file
from companies.models import Company, CompanyName
from profiles.metrics import load_metrics
from profiles.models import Version
from zgc_site.demo.companies import load_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(tmp_path):
    load_metrics()
    load_terms()
    write_file(tmp_path / "made.csv", 40)
    call_command("import_companies", tmp_path / "made.csv", publish=True, verbosity=0)
    assert Company.objects.published().count() == 40


def export_to(client, path):
    response = client.get(f"/companies/export{path.suffix}")
    path.write_bytes(b"".join(response.streaming_content))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_that_is_imported_again_changes_nothing(client, imported, tmp_path, kind, capsys):
    odd = Company.objects.order_by("pk").first()
    Company.objects.filter(pk=odd.pk).update(summary_en="=1+1", legal_name="'@x", address="-")
    for name in ("+A", "＝B", "en:C"):
        CompanyName.objects.get_or_create(company=odd, name=name)
    before = Version.objects.count()
    export_to(client, tmp_path / f"out.{kind}")
    call_command("import_companies", tmp_path / f"out.{kind}", publish=True)
    assert "0 created, 0 updated, 40 unchanged, 0 rejected" in capsys.readouterr().out
    assert Version.objects.count() == before
    odd.refresh_from_db()
    assert (odd.summary_en, odd.legal_name, odd.address) == ("=1+1", "'@x", "-")


def test_export_says_what_was_imported(client, imported, tmp_path):
    export_to(client, tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    made = {made.fields["slug"]: made.fields for made in companies(40)}
    assert len(lines) == 41
    import csv

    for row in csv.DictReader(lines):
        fields = made[row["slug"]]
        for column in ("name_en", "name_zh", "zone", "founded", "employees", "turnover_cny", "uscc", "lei"):
            assert row[column] == str(fields[column])
