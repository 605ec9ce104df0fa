"""Profiles at permanent addresses, as visitors saw them once."""

import datetime
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from PIL import Image as PillowImage

from companies.models import Company
from kit.pictures.cleaning import clean_image
from partners.models import Park
from profiles.models import Image, Version
from tests.factories import make_company, make_figure, make_metric, make_park, make_source, make_user
from tests.profiles.edits import date_versions, edit, move

QUERIES = 15


@pytest.fixture
def company(db):
    """Version 2 published, 3 changed, 4 withdrawn, 5 changed while hidden, 6 published again."""
    company = make_company(slug="one", name_en="First name", summary_en="First summary")
    Version.objects.filter(object_id=company.pk).update(origin="import")
    edit(company, name_en="Second name", summary_en="Second summary")
    move(company, "withdraw")
    edit(company, name_en="Hidden name")
    edit(company, name_en="Today’s name")
    move(company, "publish")
    date_versions(company, "2026-01-10", "2026-02-10", "2026-03-10", "2026-04-10", "2026-04-11", "2026-05-10")
    return Company.objects.get(pk=company.pk)


def html(client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_version_shows_what_was_then(client, company):
    page = html(client, "/companies/one/history/2/")
    assert "First summary" in page
    assert "Second summary" not in page
    assert "As it was on 10 January 2026 (version 2), not current" in page
    assert 'href="/companies/one/history/3/" rel="next"' in page
    assert "Hidden name" not in page


def test_newest_version_says_that_it_stands(client, company):
    page = html(client, "/companies/one/history/7/")
    assert "As it was on 10 May 2026 (version 7), and not changed since" in page
    assert 'href="/companies/one/history/3/" rel="prev"' in page


def test_search_engines_are_sent_to_the_current_page(client, company):
    for path in ("/companies/one/history/2/", "/companies/one/on/2026-01-10/"):
        response = client.get(path)
        assert response["X-Robots-Tag"] == "noindex"
        page = " ".join(response.content.decode().split())
        assert '<meta name="robots" content="noindex">' in page
        assert '<link rel="canonical" href="http://testserver/companies/one/">' in page
    assert "X-Robots-Tag" not in client.get("/companies/one/")
    assert "history" not in client.get("/sitemap.xml").content.decode()


@pytest.mark.parametrize(
    ("number", "status"),
    [(1, 404), (2, 200), (3, 200), (4, 404), (5, 404), (6, 404), (7, 200), (8, 404), (0, 404)],
)
def test_only_versions_that_were_public_are_there(client, company, number, status):
    assert client.get(f"/companies/one/history/{number}/").status_code == status


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "-1", "x", "2.0", "%00", "²"])
def test_numbers_of_no_version_are_not_found(client, company, number):
    assert client.get(f"/companies/one/history/{number}/").status_code == 404


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2026-01-09", ""),
        ("2026-01-10", "First summary"),
        ("2026-02-09", "First summary"),
        ("2026-02-10", "Second summary"),
        ("2026-03-10", ""),
        ("2026-05-09", ""),
        ("2026-05-10", "Second summary"),
    ],
)
def test_day_shows_its_end(client, company, day, shown):
    response = client.get(f"/companies/one/on/{day}/")
    assert response.status_code == (200 if shown else 404)
    if shown:
        assert shown in response.content.decode()


def test_day_ends_at_midnight_in_the_time_zone_of_the_site(client, settings, company):
    settings.TIME_ZONE = "Asia/Shanghai"
    evening = datetime.datetime(2026, 2, 10, 16, 30, tzinfo=datetime.UTC)  # past midnight in Shanghai
    Version.objects.filter(object_id=company.pk, number=3).update(made_at=evening)
    assert "First summary" in html(client, "/companies/one/on/2026-02-10/")
    assert "Second summary" in html(client, "/companies/one/on/2026-02-11/")


@pytest.mark.parametrize(
    "day",
    [
        "2026-02-30",
        "2026-13-01",
        "2026-2-1",
        "20260210",
        "2026-W07-2",
        "0001-01-01",
        "1000-01-01",
        "9999-12-31",
        "2999-12-31",
        "tomorrow",
        "２０２６-02-10",
        "%00",
    ],
)
def test_days_of_no_calendar_are_not_found(client, company, day):
    assert client.get(f"/companies/one/on/{day}/").status_code == 404


def test_today_is_known_and_tomorrow_is_not(client, company):
    today = timezone.localdate()
    assert client.get(f"/companies/one/on/{today}/").status_code == 200
    assert client.get(f"/companies/one/on/{today + datetime.timedelta(days=1)}/").status_code == 404


def test_profile_that_is_hidden_now_has_no_past(client, company):
    move(company, "withdraw")
    for path in ("history/", "history/2/", "on/2026-01-10/"):
        assert client.get(f"/companies/one/{path}").status_code == 404


@pytest.mark.parametrize("path", ["history/", "history/2/", "on/2026-01-10/"])
def test_former_address_redirects(client, company, path):
    company.former_slugs.create(slug="old")
    park = make_park(slug="there")
    park.former_slugs.create(slug="was")
    for old, new in (("/companies/old/", "/companies/one/"), ("/partners/was/", "/partners/there/")):
        response = client.get(old + path)
        assert (response.status_code, response["Location"]) == (301, new + path)
    assert client.get(f"/fr/companies/old/{path}")["Location"] == f"/fr/companies/one/{path}"


# --- the form that asks for a day ------------------------------------------------------


def test_form_leads_to_the_permanent_address(client, company):
    response = client.get("/companies/one/history/?on=2026-02-20")
    assert (response.status_code, response["Location"]) == (302, "/companies/one/on/2026-02-20/")


@pytest.mark.parametrize(
    "day", ["2026-01-09", "2026-03-20", "2026-02-30", "0001-01-01", "2999-01-01", "x", "%00", "<b>"]
)
def test_form_says_what_is_wrong_beside_the_field(client, company, day):
    page = html(client, f"/companies/one/history/?on={day}")
    assert 'id="on-error"' in page
    assert 'aria-invalid="true"' in page
    assert 'value="<' not in page


# --- parks and the host ------------------------------------------------------------------


def test_park_stands_beside_the_host_of_today(client, db):
    host = make_park(slug="host", name_en="Host", is_host=True, country="CN", founded="1988")
    park = make_park(slug="there", name_en="There", founded="1969", summary_en="Old summary")
    edit(park, founded="1970", summary_en="New summary")
    edit(host, founded="1989")
    page = html(client, "/partners/there/history/2/")
    assert "Old summary" in page
    assert "New summary" not in page
    assert "1969" in page
    assert "1989" in page
    assert "1970" not in page


def test_host_as_it_was(client, db):
    host = make_park(slug="host", name_en="Old host", is_host=True, country="CN", summary_en="Old summary")
    host.statements.create(text_en="An old sentence.")
    edit(host, name_en="New host", summary_en="New summary", rows={"statements": dict.fromkeys(keys(host))})
    page = html(client, "/history/2/")
    assert "Old summary" in page
    assert "An old sentence." in page
    assert "New summary" not in page
    assert "New summary" in html(client, f"/on/{timezone.localdate()}/")
    assert client.get("/partners/host/history/2/")["Location"] == "/history/2/"


def keys(host: Park) -> list[str]:
    return [str(row.pk) for row in host.statements.all()]


def test_no_host_has_no_past(client, db):
    for path in ("/history/", "/history/1/", "/on/2026-01-01/"):
        assert client.get(path).status_code == 404


# --- what is gone since -------------------------------------------------------------------


def test_row_of_a_metric_that_is_gone_is_left_out(client, db):
    company = make_company(slug="one")
    gone, left = make_metric(name_en="Gone metric"), make_metric(code="left", name_en="Metric that is left")
    figure = make_figure(company=company, metric=gone, value=54_321, source=make_source())
    make_figure(company=company, metric=left, value=12_345, source=make_source())
    edit(company, legal_name="One Ltd")
    edit(company, rows={"figures": {str(figure.pk): None}})

    def shown() -> list[bool]:
        page = html(client, "/companies/one/history/3/")
        return [text in page for text in ("Gone metric", "54,321", "Metric that is left", "12,345")]

    assert shown() == [True, True, True, True]
    gone.delete()
    assert shown() == [False, False, True, True]
    assert client.get("/companies/one/history/").status_code == 200


def test_hidden_fields_are_not_in_the_page(client, db):
    company = make_company(slug="one", editors_note="A secret note")
    edit(company, editors_note="Another secret", slug="two")
    response = client.get("/companies/two/history/2/")
    built = response.context["profile"].company
    assert (built.editors_note, built.slug) == ("", "two")
    assert "secret" not in response.content.decode()


def test_queries_do_not_grow(client, company):
    metric = make_metric()
    for number in range(20):
        make_figure(company=company, metric=metric, value=1, year=str(2000 + number), source=make_source())
    edit(company, legal_name="One Ltd")
    for path in ("/companies/one/history/3/", "/companies/one/history/8/"):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        assert len(captured) <= QUERIES


# --- pictures -----------------------------------------------------------------------------


def picture(colour: str) -> Image:
    data = io.BytesIO()
    PillowImage.new("RGB", (96, 96), colour).save(data, "PNG")
    data.seek(0)
    data.name, data.size = "logo.png", len(data.getvalue())
    return Image.store(clean_image(data, "logo"), "logo")


@pytest.fixture
def pictured(db):
    """Red in version 2, blue in the withdrawn 4 only, green since; yellow in nothing that was public."""
    images = {colour: picture(colour) for colour in ("red", "blue", "green", "yellow")}
    company = make_company(slug="one", logo=images["red"])
    move(company, "withdraw")
    edit(company, logo=images["blue"].sha256)
    edit(company, logo=images["green"].sha256)
    move(company, "publish")
    return images


def name(image: Image) -> str:
    return image.smallest["name"]


def test_old_picture_is_served_as_part_of_its_version_only(client, pictured):
    red = name(pictured["red"])
    address = f"/media/company/one/2/{red}"
    assert address in html(client, "/companies/one/history/2/")
    served = client.get(address)
    assert (served["Content-Type"], served["Cache-Control"]) == ("image/webp", "public, max-age=300")
    assert client.get(f"/media/{red}").status_code == 404
    assert client.get(f"/media/company/one/6/{red}").status_code == 404
    assert client.get(f"/media/park/one/2/{red}").status_code == 404
    assert client.get(f"/media/nothing/one/2/{red}").status_code == 404


@pytest.mark.parametrize("colour", ["blue", "yellow"])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6, 10**30])
def test_picture_that_was_never_public_is_served_as_part_of_nothing(client, pictured, colour, number):
    assert client.get(f"/media/company/one/{number}/{name(pictured[colour])}").status_code == 404


def test_old_picture_goes_with_its_profile(client, pictured):
    move(Company.objects.get(), "withdraw")
    address = f"/media/company/one/2/{name(pictured['red'])}"
    assert client.get(address).status_code == 404
    client.force_login(make_user(role="Editor"))
    assert client.get(address).status_code == 404


def test_picture_that_is_still_shown_keeps_its_address(client, pictured):
    page = html(client, "/companies/one/history/6/")
    assert f"/media/{name(pictured['green'])}" in page
    assert "/media/company/" not in page
