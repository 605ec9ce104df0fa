"""Other companies that a profile leads to."""

import pytest

from tests.factories import make_company, make_sector


@pytest.mark.django_db
def test_related_company_names_a_sector_that_both_have(client):
    own, both = make_sector(slug="own", order=1), make_sector(slug="both", order=2)
    make_company(slug="this", sectors=(own, both))
    make_company(slug="other", sectors=(both,))
    [related] = client.get("/companies/this/").context["profile"].related
    assert related.why == "Also in both"
