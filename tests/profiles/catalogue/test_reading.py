"""Few profiles are read by queries that were turned into SQL before, and many by others: what is read is the same."""

import random

import numpy as np
import pytest

from companies.facets import LISTING as COMPANIES
from companies.models import Company
from partners.facets import LISTING as PARKS
from partners.models import Park
from profiles.catalogue.reading import read_facts
from profiles.catalogue.rows import FEW
from tests.companies.population import populate
from tests.factories import make_metric, make_park

pytestmark = pytest.mark.django_db


def parts(facts):
    """What is read, by profile, so that parts of a whole can be put together."""
    pks = facts.pks.tolist()
    postings = {
        (facet, value, pk)
        for facet, values in facts.postings.items()
        for value, bits in values.items()
        for pk in bits
    }
    keys = {
        (order, pk): number
        for order, numbers in facts.keys.items()
        for pk, number in zip(pks, numbers.tolist(), strict=True)
    }
    return pks, [facts.names[place] for place in range(len(pks))], postings, keys


def assert_same(listing, model):
    pks = list(model.objects.order_by("pk").values_list("pk", flat=True))
    assert len(pks) > 2 * FEW
    whole_pks, names, postings, keys = parts(read_facts(listing, "CNY"))
    for size in (1, FEW, FEW + 1):
        read = [parts(read_facts(listing, "CNY", pks[at : at + size])) for at in range(0, len(pks), size)]
        assert [pk for part in read for pk in part[0]] == whole_pks
        assert [name for part in read for name in part[1]] == names
        assert set().union(*(part[2] for part in read)) == postings
        found = {place: number for part in read for place, number in part[3].items()}
        assert found.keys() == keys.keys()
        np.testing.assert_array_equal([*found.values()], [keys[place] for place in found])


@pytest.mark.parametrize("seed", [1, 2])
def test_companies_that_are_read_by_few_and_by_many_are_the_same(seed):
    populate(random.Random(seed), 30)
    assert_same(COMPANIES, Company)


def test_parks_that_are_read_by_few_and_by_many_are_the_same():
    metric = make_metric(code="area", kind="area", unit="km2")
    for place in range(2 * FEW + 3):
        park = make_park(country="SE", name_en=f"Park {place % 5}", latitude=place, longitude=2 * place)
        park.figures.create(metric=metric, value=place, unit="km2", period_kind="undated")
    assert_same(PARKS, Park)


def test_profiles_that_are_not_there_are_none():
    assert parts(read_facts(COMPANIES, "CNY", [7])) == ([], [], set(), {})
