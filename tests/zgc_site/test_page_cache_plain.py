"""Whatever is written, and in whatever order: a page from the cache is the page that the site makes at that moment."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from companies.models import Company, Zone
from kit.keys import new_key
from partners.models import Park
from profiles.documents import records
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, delete, save
from tests.factories import make_company, make_park, make_zone
from tests.served import ask
from tests.zgc_site.test_page_cache import cached  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESSES = (
    "/",
    "/companies/",
    "/companies/first/",
    "/companies/first/history/",
    "/partners/",
    "/map/",
    "/sources/",
)
QUERIES = ("", "zone=haidian", "q=qinghe", "order=-updated")
MAX_COMPANIES = 6


def publish_or_withdraw(chance: random.Random, company: Company) -> None:
    company.withdraw(by=None) if company.is_published else company.publish(by=None)


def rename(chance: random.Random, company: Company) -> None:
    base = document_of(company)
    fields = {**base.fields, "name_en": f"Qinghe {chance.randint(0, 99)}", "zone": "haidian"}
    save(company, base, Document(base.kind, fields, base.rows, base.sources), Actor())


def add_a_name(chance: random.Random, company: Company) -> None:
    base = document_of(company)
    names = {
        **base.of("other_names"),
        str(new_key()): {"name": f"Alias {chance.randint(0, 99)}", "kind": "brand"},
    }
    save(
        company,
        base,
        Document(base.kind, base.fields, {**base.rows, "other_names": names}, base.sources),
        Actor(),
    )


def go(chance: random.Random, company: Company) -> None:
    if company.slug != "first":
        delete(company, company.version, Actor())


def come(chance: random.Random, company: Company) -> None:
    if Company.objects.count() < MAX_COMPANIES:
        make_company(name_en=f"Newcomer {chance.randint(0, 99)}", published=chance.random() < 0.7)


def rename_the_zone(chance: random.Random, company: Company) -> None:
    zone = Zone.objects.get()
    base = document_of(zone)
    records.save(zone, base, Document(base.kind, {**base.fields, "name_en": f"Zone {chance.randint(0, 99)}"}))


def rename_a_park(chance: random.Random, company: Company) -> None:
    park = chance.choice([*Park.objects.order_by("pk")])
    base = document_of(park)
    save(
        park, base, Document(base.kind, {**base.fields, "name_en": f"Park {chance.randint(0, 99)}"}), Actor()
    )


WRITES: tuple[Callable[[random.Random, Company], None], ...] = (
    publish_or_withdraw, rename, add_a_name, go, come, rename_the_zone, rename_a_park,
)  # fmt: skip


@settings(max_examples=3, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_page_from_the_cache_is_the_page_made_anew(cached, seed):  # noqa: F811
    chance = random.Random(seed)
    if not Company.objects.exists():
        make_zone(slug="haidian")
        make_park(slug="host", is_host=True)
        make_park(slug="nice")
        make_company(slug="first", name_en="Qinghe")
    for _number in range(5):
        pages = [(f"{chance.choice(('', '/fr'))}{path}", chance.choice(QUERIES)) for path in ADDRESSES]
        for path, query in pages:
            for _time in range(2):  # a query is kept from the second time on
                ask(cached, path, query=query)
        write, company = chance.choice(WRITES), chance.choice([*Company.objects.order_by("pk")])
        write(chance, company)
        for path, query in pages:
            made, before = ask(cached.application, path, query=query), cached.application.count
            for _time in range(3):
                answer = ask(cached, path, query=query)
                assert (answer.status, answer.body) == (made.status, made.body), (write.__name__, path, query)
            most = (
                2 if query else 1
            )  # a query is kept from the second page on, and it may have led nowhere before
            assert made.status == 404 or cached.application.count <= before + most, (path, query)
