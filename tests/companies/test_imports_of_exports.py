"""What the site exports comes back as it was."""

import pytest

from companies.models import Company, Identifier
from tests.companies.imports import LEI, run
from tests.factories import make_company, make_figure, make_metric, make_sector, make_zone

pytestmark = pytest.mark.django_db


def exported(client):
    response = client.get("/companies/export.csv")
    return b"".join(response.streaming_content) if response.streaming else response.content


def test_export_comes_back_unchanged(client, tmp_path):
    sector, zone = make_sector(slug="chips"), make_zone(slug="haidian")
    for number, name in enumerate(["Qinghe", "=SUM(A1)", "@Home", "'quoted", "-x", "Ünï <one>"]):
        company = make_company(
            slug=f"c{number}",
            name_en=name,
            name_zh=f"清河{number}",
            founded="1984-11",
            zone=zone,
            sectors=(sector,),
        )
    company.other_names.create(name="Other | name")
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    Identifier.objects.create(company=company, scheme="hkex", value="0992")
    make_figure(company=company, metric=make_metric(code="turnover"), value=33_900_000_000)
    make_figure(company=company, metric=make_metric(code="employees", kind="count", unit="count"), value=12)
    content = exported(client)
    out, rows = run(tmp_path, content)
    assert "0 created, 0 updated, 6 unchanged, 0 rejected, 0 to decide" in out, rows
    Company.objects.all().delete()
    out, rows = run(tmp_path, content)
    assert "6 created" in out, rows
    assert set(Company.objects.values_list("name_en", flat=True)) == {
        "Qinghe",
        "=SUM(A1)",
        "@Home",
        "'quoted",
        "-x",
        "Ünï <one>",
    }
