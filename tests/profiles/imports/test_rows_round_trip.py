"""What goes out as a file of rows says nothing new when it comes back, whatever the profiles hold."""

from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import call_command

from profiles.documents.writing import Actor
from profiles.imports import lanes
from profiles.models import Version
from profiles.models.registry import profile_kind
from tests.bulk_writing import create_many
from tests.factories import make_metric
from tests.profiles.facts_files import clear, live, make_terms
from tests.profiles.rich_profiles import files_of

pytestmark = pytest.mark.django_db
COMMANDS = {"company": "import_companies", "park": "import_parks"}
# Figures that files of rows have columns of.
METRICS = {
    "company": {"count-metric": "employees", "money-metric": "turnover", "area-metric": "area"},
    "park": {"count-metric": "companies", "money-metric": "turnover", "area-metric": "area"},
}


@pytest.fixture
def terms(db):
    make_terms()
    for code, kind, unit in (("turnover", "money", "CNY"), ("area", "area", "km2")):
        make_metric(code=code, kind=kind, unit=unit)
    for code in ("employees", "companies"):
        make_metric(code=code, kind="count", unit="count")


def counted(figure):
    """The value of a figure; people and companies come in whole ones."""
    return figure["value"].partition(".")[0] if figure["unit"] == "count" else figure["value"]


def with_metrics(document, codes):
    figures = {
        key: {**row, "metric": codes[row["metric"]], "value": counted(row)}
        for key, row in document.rows.get("figures", {}).items()
    }
    return replace(document, rows={**document.rows, "figures": figures} if figures else document.rows)


@pytest.mark.parametrize("lane", ["plain", "bulk"])
@pytest.mark.parametrize("kind", ["company", "park"])
@pytest.mark.parametrize("suffix", ["csv", "xlsx", "json"])
def test_rows_come_back_unchanged(client, terms, tmp_path, suffix, kind, lane, monkeypatch, pytestconfig):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 500 if lane == "plain" else 0)
    for documents in files_of(kind, pytestconfig.getoption("round_trips")):
        clear()
        create_many([with_metrics(document, METRICS[kind]) for document in documents], Actor(), publish=True)
        before, versions = live(kind), Version.objects.count()
        for headers in ("keys", "labels"):
            path = tmp_path / f"{headers}.{suffix}"
            address = f"/{profile_kind(kind).pages.name}/export.{suffix}?headers={headers}"
            path.write_bytes(b"".join(client.get(address).streaming_content))
            out = StringIO()
            call_command(COMMANDS[kind], path, stdout=out)
            said = out.getvalue()
            assert f"0 created, 0 updated, {len(documents)} unchanged, 0 rejected, 0 to decide" in said, said
            assert "left out" not in said
            assert "conflict" not in said
        assert (live(kind), Version.objects.count()) == (before, versions)
