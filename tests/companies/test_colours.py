"""The colours of companies' marks."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.catalogue import current
from companies.colours import colour_of, coloured
from companies.models import Company
from kit.pictures.marks import COLOURS
from tests.factories import make_company, make_sector

pytestmark = pytest.mark.django_db


@pytest.fixture
def sectors():
    """One more broad sector than there are colours, and one below the second."""
    broad = [make_sector(slug=f"broad-{place}", order=place) for place in range(COLOURS + 1)]
    return [*broad, make_sector(slug="narrow", parent=broad[1], order=99)]


def colours(*companies):
    """As both ways say it: by the sectors that were read, and by the catalogue."""
    catalogue = current()
    read = [colour_of(company.sectors.all(), catalogue.terms["sector"]) for company in companies]
    fresh = list(Company.objects.filter(pk__in=[company.pk for company in companies]).order_by("pk"))
    with CaptureQueriesContext(connection) as queries:
        coloured(fresh, catalogue)
    assert len(queries) == 0
    assert [company.mark_colour for company in fresh] == read
    return read


def test_colour_is_that_of_the_first_broad_sector(sectors):
    second, narrow, both, none = (
        make_company(sectors=(sectors[1],)),
        make_company(sectors=(sectors[-1],)),
        make_company(sectors=(sectors[3], sectors[-1])),
        make_company(),
    )
    assert colours(second, narrow, both, none) == [2, 2, 2, 0]


def test_colours_begin_again_where_there_are_more_sectors(sectors):
    assert colours(*(make_company(sectors=(sector,)) for sector in sectors[:-1])) == [
        *range(1, COLOURS + 1),
        1,
    ]


def test_company_has_one_colour_on_all_pages(client, sectors):
    make_company(slug="one", name_en="One", sectors=(sectors[2],), featured=True)
    make_company(slug="two", name_en="Two", sectors=(sectors[2],)).presences.create(country="FR")
    pages = [client.get(path).content.decode() for path in ("/companies/", "/", "/companies/one/")]
    marks = [re.findall(r'class="logo monogram([\w -]*)" aria-hidden="true">(\w)<', page) for page in pages]
    assert marks == [
        [(" monogram--3", "O"), (" monogram--3", "T")],
        [(" monogram--3", "O")],
        [(" monogram--3 logo--lg", "O"), (" monogram--3", "T")],
    ]
    assert [page.count('<svg class="pattern monogram--3"') for page in pages] == [0, 1, 1]


def test_mark_is_made_of_the_name_in_the_language_of_the_page(client):
    make_company(slug="one", name_en="<i> Lab", name_zh="联想集团")
    assert (
        '<span class="logo monogram" aria-hidden="true">IL<svg ' in client.get("/companies/").content.decode()
    )
    html = client.get("/zh-hans/companies/").content.decode()
    assert '<span class="logo monogram" aria-hidden="true"><small>联想</small><svg ' in html
