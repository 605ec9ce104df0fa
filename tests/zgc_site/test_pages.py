"""Addresses where there is no page."""

import pytest

from tests.factories import make_company


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/Companies/?q=One", "/companies/?q=One"),
        ("/companies/ONE/", "/companies/one/"),
        ("/companies/One/history/?page=1", "/companies/one/history/?page=1"),
        ("/FR/Companies/One/", "/fr/companies/one/"),
        ("/ZH-Hans/companies/", "/zh-hans/companies/"),
    ],
)
def test_address_in_capitals_leads_to_the_page(client, db, address, page):
    make_company(slug="one")
    response = client.get(address)
    assert (response.status_code, response["Location"]) == (302, page)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("address", ["/NOWHERE/", "/preview/AbC/", "/media/Logo.png", "/companies/é/"])
def test_address_in_capitals_of_no_page_is_not_found(client, db, address):
    assert client.get(address).status_code == 404


def test_form_sent_to_an_address_in_capitals_is_not_found(client, db):
    assert client.post("/COMPANIES/").status_code == 404
