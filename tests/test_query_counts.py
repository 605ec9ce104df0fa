"""Visitors' pages on the shipped content take few queries, whatever a profile has."""

import pytest

from companies.models import Company
from partners.models import Park

LISTS = (
    "/companies/",
    "/companies/?q=lianxiang&sector=it&size=10000-plus",
    "/partners/?q=park",
    "/sources/?q=daily",
)


@pytest.mark.parametrize("path", LISTS)
def test_list_takes_at_most_ten_queries(client, demo, django_assert_max_num_queries, path):
    for first in ("/companies/", "/partners/"):  # a worker's first reads the catalogue
        client.get(first)
    with django_assert_max_num_queries(10):
        assert client.get(path).status_code == 200


def test_profile_takes_at_most_twelve_queries(client, demo, django_assert_max_num_queries):
    client.get("/companies/")  # what a worker keeps of all companies is there
    for profile in (*Company.objects.published(), *Park.objects.published().besides_host()):
        with django_assert_max_num_queries(12):
            assert client.get(profile.get_absolute_url()).status_code == 200
