"""Whatever the content and the query: the catalogue answers as the ORM does."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from companies.models import Company, Sector
from partners.models import Park
from profiles.catalogue import current
from profiles.facts.facets import Listing
from profiles.lists.results import Results
from profiles.models.registry import listings
from tests.companies.population import populate, random_company, scramble
from tests.factories import make_park, make_sector
from tests.profiles.catalogue.plain import PlainCatalogue

pytestmark = pytest.mark.django_db
PLACES = ((43.6, 7.1), (35, 135.7), (52.2, 0.1), (None, None))
# An example is a seed: a smaller one is no simpler.
ANY = settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
SEEDS = st.integers(0, 2**32)


@ANY
@given(SEEDS)
def test_companies_are_those_of_the_orm(seed):
    chance = random.Random(seed)
    with undone():
        populate(chance, chance.randint(0, 15))
        assert_alike(chance, listings()["company"])
        for company in [*Company.objects.order_by("pk")][:4]:
            if company.is_published:
                company.withdraw(by=None)
            scramble(chance, company)
            if chance.random() < 0.5:
                company.publish(by=None)
        random_company(chance)
        assert_alike(chance, listings()["company"])


@ANY
@given(SEEDS)
def test_parks_are_those_of_the_orm(seed):
    chance = random.Random(seed)
    with undone():
        broad = make_sector(slug="broad")
        make_sector(slug="narrow", parent=broad)
        make_sector(slug="other")
        for _park in range(chance.randint(0, 9)):
            random_park(chance)
        assert_alike(chance, listings()["park"])
        for park in [*Park.objects.published().order_by("pk")][: chance.randint(0, 2)]:
            park.withdraw(by=None)
        make_park(is_host=True, latitude=39.9, longitude=116.4)
        random_park(chance)
        assert_alike(chance, listings()["park"])


@contextmanager
def undone() -> Iterator[None]:
    """Each example begins with the same content."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def random_park(chance: random.Random) -> None:
    latitude, longitude = chance.choice(PLACES)
    park = make_park(
        name_en=chance.choice(["Alpha", "alpha", "Érable", "清"]),
        country=chance.choice(["FR", "JP", "DE"]),
        kind=chance.choice(["science_park", "science_city", "centre_abroad"]),
        founded=chance.choice(["", "1969", "1969-10", "1989-10-01"]),
        latitude=latitude,
        longitude=longitude,
        published=False,
    )
    park.focus_sectors.set(chance.sample([*Sector.objects.all()], chance.randint(0, 2)))
    for _partnership in range(chance.randint(0, 2)):
        park.partnerships.create(
            kind="memorandum",
            status=chance.choice(["active", "ended", "unknown"]),
            offers=chance.choice(["", "office", "incubator|office"]),
        )
    if chance.random() < 0.8:
        park.publish(by=None)


def assert_alike(chance: random.Random, listing: Listing) -> None:
    quick, plain = current(listing.kind), PlainCatalogue(listing)
    assert quick.published == plain.published
    for facet in listing.facets:
        values = {*plain.postings[facet.key], *quick.postings[facet.key], "no such value"}
        for value in values:
            assert quick.having(facet.key, value) == plain.having(facet.key, value), (facet.key, value)
    for span in listing.spans:
        assert quick.years(span.key) == plain.years(span.key)
    for order, standing in quick.orders.items():
        assert standing.pks.tolist() == plain.orders[order].pks.tolist(), order
    for _number in range(6):
        asked = random_query(chance, listing, plain)
        assert answer(Results(asked, quick)) == answer(Results(asked, plain)), asked


def random_query(chance: random.Random, listing: Listing, plain: PlainCatalogue) -> dict:
    """Some of what its form lets through."""
    asked = {"order": chance.choice(["", *(order.key for order in listing.orders)])}
    for facet, values in plain.postings.items():
        if values and chance.random() < 0.3:
            asked[facet] = chance.sample(sorted(values), chance.randint(1, min(2, len(values))))
    for span in listing.spans:
        if chance.random() < 0.3:
            asked[span.low] = chance.choice(["1984", "2000"])
        if chance.random() < 0.3:
            asked[span.high] = chance.choice(["1999", "2005"])
    return asked


def answer(results: Results) -> dict:
    """All that a list shows of it; counts of nought aside, which the catalogue names only where somebody has the value."""
    listing = results.listing
    return {
        "total": results.total,
        "order": results.ordered().tolist(),
        "page": results.page(2, 3),
        "ways out": sorted(results.relaxations),
        **{name: {v: count for v, count in results.counts(name).items() if count} for name in listing.names},
        **{span.key: results.years(span) for span in listing.spans},
    }
