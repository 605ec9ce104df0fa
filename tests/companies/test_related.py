"""Other companies that a profile leads to."""

import pytest

from companies.related import MAX_RELATED
from tests.factories import make_company, make_sector, make_zone

pytestmark = pytest.mark.django_db


def related(client) -> list[str]:
    return [one.company.slug for one in client.get("/companies/this/").context["profile"].related]


def test_related_company_names_a_sector_that_both_have(client):
    own, both = make_sector(slug="own", order=1), make_sector(slug="both", order=2)
    make_company(slug="this", sectors=(own, both))
    make_company(slug="other", sectors=(both,))
    [related] = client.get("/companies/this/").context["profile"].related
    assert related.why == "Also in both"


def test_more_shared_sectors_come_first_and_then_the_same_zone(client):
    sectors, zone = (make_sector(), make_sector()), make_zone(slug="zone")
    make_company(slug="this", sectors=sectors, zone=zone)
    make_company(slug="one-shared", name_en="A", sectors=sectors[:1])
    make_company(slug="one-shared-near", name_en="B", sectors=sectors[:1], zone=zone)
    make_company(slug="both-shared", name_en="C", sectors=sectors)
    make_company(slug="both-shared-near", name_en="D", sectors=sectors, zone=zone)
    make_company(slug="none-shared", name_en="E", sectors=(make_sector(),), zone=zone)
    assert related(client) == ["both-shared-near", "both-shared", "one-shared-near", "one-shared"]


def test_related_companies_are_few_and_published(client):
    sector = make_sector()
    make_company(slug="this", sectors=(sector,))
    make_company(slug="draft", name_en="A", sectors=(sector,), published=False)
    for place in range(MAX_RELATED + 1):
        make_company(slug=f"c{place}", name_en=f"B{place}", sectors=(sector,))
    assert related(client) == [f"c{place}" for place in range(MAX_RELATED)]


@pytest.mark.parametrize(
    "gone",
    [
        {"standing": "dissolved"},
        {"standing": "acquired"},
        {"in_park_until": "2019"},
        {"in_park_seen": "2002"},
    ],
)
def test_companies_that_are_not_in_the_park_any_more_are_no_related_ones(client, gone):
    sector = make_sector()
    make_company(slug="this", sectors=(sector,), **gone)
    make_company(slug="gone", name_en="A", sectors=(sector,), **gone)
    make_company(slug="there", name_en="B", sectors=(sector,), in_park_until="2999")
    assert related(client) == ["there"]
