"""Visitors' pages on the shipped content take few queries, whatever a profile has."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company
from partners.models import Park

LISTS = (
    "/companies/",
    "/companies/?q=lianxiang&sector=it&size=10000-plus",
    "/partners/?q=park",
    "/sources/?q=daily",
    "/figures/?metric=turnover&group=sector",
)


@pytest.mark.parametrize("path", LISTS)
def test_list_takes_at_most_ten_queries(client, demo, django_assert_max_num_queries, path):
    for first in ("/companies/", "/partners/"):  # a worker's first reads the catalogue
        client.get(first)
    with django_assert_max_num_queries(10):
        assert client.get(path).status_code == 200


def test_profile_takes_a_query_for_each_kind_of_row_that_it_has(client, demo):
    client.get("/companies/")  # what a worker keeps of all companies is there
    numbers = []
    for profile in (*Company.objects.published(), *Park.objects.published().besides_host()):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(profile.get_absolute_url()).status_code == 200
        numbers.append(len(queries))
    assert max(numbers) <= 18
    assert sum(numbers) / len(numbers) <= 12
