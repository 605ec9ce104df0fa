"""Partnerships in the administration of parks."""

import pytest

from partners.models import Partnership
from tests.factories import make_park, make_source, make_user
from tests.page_form import page_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def row():
    park = make_park(slug="there", name_en="There")
    return Partnership.objects.create(
        park=park, kind="memorandum", offers="office|training", source=make_source()
    )


def address(row):
    return f"/admin/partners/park/{row.park_id}/change/"


def test_editor_ticks_what_a_partnership_offers(client, row):
    client.force_login(make_user(role="Editor"))
    form = page_form(client.get(address(row)), "park_form")
    assert form["partnerships-0-offers"] == ["office", "training"]
    form |= {"partnerships-0-offers": ["training", "incubator"], "partnerships-0-contact": "example.org/desk"}
    assert client.post(address(row), form).status_code == 302
    row.refresh_from_db()
    assert (row.offers, row.contact) == ("incubator|training", "https://example.org/desk")


def test_page_that_is_saved_as_it_is_changes_no_offer(client, row):
    client.force_login(make_user(role="Editor"))
    before = row.park.version
    client.post(address(row), page_form(client.get(address(row)), "park_form"))
    row.park.refresh_from_db()
    assert (row.park.version, Partnership.objects.get().offers) == (before, "office|training")


def test_moderator_reads_what_a_partnership_offers_and_does_not_change_it(client, row):
    client.force_login(make_user(role="Moderator"))
    page = client.get(address(row)).content.decode()
    assert '<div class="readonly">office, training</div>' in page
    assert client.post(address(row), {"partnerships-0-offers": ["event"]}).status_code == 403
    assert Partnership.objects.get().offers == "office|training"


@pytest.mark.parametrize(
    ("tie", "slugs"),
    [
        ("partner", ["there"]),
        ("none", ["alone"]),
        ("former", []),
        ("friend", []),
        ("", ["alone", "host", "there"]),
    ],
)
def test_list_of_parks_is_narrowed_by_tie(client, row, tie, slugs):
    make_park(slug="host", is_host=True)
    make_park(slug="alone")
    client.force_login(make_user(role="Editor"))
    page = client.get(f"/admin/partners/park/?tie={tie}")
    assert sorted(park.slug for park in page.context["cl"].result_list) == slugs
