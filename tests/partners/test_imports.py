import pytest

from partners.models import Park
from profiles.models import Version
from tests.companies.imports import results, run
from tests.factories import make_metric, make_sector

pytestmark = pytest.mark.django_db

TEXT = (
    "slug,kind,name_en,name_local,country_code,city,latitude,longitude,founded_year,area_ha,companies,companies_as_of,"
    "employees,employees_as_of,focus_sectors,time_zone,website,summary_en,source\n"
    "sophia,science park,Sophia Antipolis,Sophia,France,Valbonne,43.6155,7.0550,1969,2400,2500,2021,38000,about 2021,"
    "Chips,Europe/Paris,https://sophia.example,A park,https://source.example\n"
)


@pytest.fixture(autouse=True)
def _terms():
    make_sector(slug="chips", name_en="Chips")
    make_metric(code="area", kind="area", unit="ha")
    make_metric(code="companies", kind="count", unit="count")
    make_metric(code="employees", kind="count", unit="count")


def imported(tmp_path, text, *arguments):
    return run(tmp_path, text, *arguments, name="parks.csv", command="import_parks")


def test_every_column_arrives(tmp_path):
    out, _rows = imported(tmp_path, TEXT, "--publish")
    assert "1 created" in out
    park = Park.objects.get(slug="sophia")
    assert (park.kind, park.country.code, park.city, park.founded) == (
        "science_park",
        "FR",
        "Valbonne",
        "1969",
    )
    assert (park.time_zone, park.is_published, park.is_host) == ("Europe/Paris", True, False)
    assert [sector.slug for sector in park.focus_sectors.all()] == ["chips"]
    assert [(name.name, name.kind) for name in park.other_names.all()] == [("Sophia", "local")]
    figures = {figure.metric.code: figure for figure in park.figures.all()}
    assert (figures["area"].unit, figures["companies"].period_start) == ("ha", "2021")
    assert (figures["employees"].period_kind, figures["employees"].as_published) == ("undated", "about 2021")


def test_same_file_twice_changes_nothing(tmp_path):
    imported(tmp_path, TEXT)
    out, _rows = imported(tmp_path, TEXT)
    assert "1 unchanged" in out
    assert Version.objects.count() == 1


def test_local_names_come_back_as_they_are(tmp_path, client):
    imported(tmp_path, 'name,country,name_local\nHill,Japan,"丘|:en:Oka"\n', "--publish")
    park = Park.objects.get()
    assert [(name.name, name.kind) for name in park.other_names.all()] == [
        ("丘", "local"),
        ("en:Oka", "local"),
    ]
    content = b"".join(client.get("/partners/export.csv").streaming_content)
    out, _rows = imported(tmp_path, content.decode("utf-8-sig"))
    assert "0 created, 0 updated, 1 unchanged" in out
    assert "looks like a list" not in out


def test_new_park_needs_a_country(tmp_path):
    _out, rows = imported(tmp_path, "name\nNowhere\n")
    assert results(rows) == [(2, "rejected")]
    assert rows[0]["column"] == "country"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("kind", "zoo"), ("time_zone", "Mars/Base"), ("area_ha", "-1")],
)
def test_bad_cell_is_left_out_beside_its_column(tmp_path, column, cell):
    columns = {"name": "Park", "country": "FR", column: cell}
    _out, rows = imported(tmp_path, ",".join(columns) + "\n" + ",".join(columns.values()) + "\n")
    assert [(row["result"], row["column"]) for row in rows] == [("created", column)]


def test_new_park_whose_country_cannot_be_read_is_rejected(tmp_path):
    _out, rows = imported(tmp_path, "name,country\nPark,Narnia\n")
    assert [(row["result"], row["column"]) for row in rows] == [("rejected", "country")] * 2
