"""The catalogue of a worker is what the database holds, after every kind of change and in every thread."""

from __future__ import annotations

import random
import threading

import numpy as np
import pytest
from django.db import connection, transaction

from companies.catalogue import current
from companies.facets import LISTING
from companies.models import Company, Sector
from profiles.catalogue import cache, load_soon
from profiles.catalogue.cache import CatalogueCache
from profiles.catalogue.names import Keys
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.records import save as save_record
from profiles.documents.writing import Actor, delete
from tests.companies.population import populate, random_company, scramble
from tests.factories import make_company, make_sector


def assert_same(kept, fresh):
    assert kept.stamp == fresh.stamp
    assert kept.published == fresh.published
    for facet, values in fresh.facts.items():
        assert kept.facts[facet] == {value: bits for value, bits in values.items() if bits}, facet
    for order, ranking in fresh.orders.items():
        assert kept.orders[order].pks.tolist() == ranking.pks.tolist(), order
        ranks = kept.orders[order].ranks[ranking.pks]
        assert np.array_equal(ranks, np.arange(len(ranking.pks))), order


@pytest.mark.django_db
def test_patched_catalogue_equals_one_read_anew(monkeypatch):
    monkeypatch.setattr(cache, "BATCH", 3)
    chance = random.Random(7)
    populate(chance, 30)
    worker = CatalogueCache(LISTING)
    worker.current()
    for _round in range(15):
        for company in chance.sample(list(Company.objects.all()), 5):
            change(chance, company)
        random_company(chance)
        assert_same(worker.current(), CatalogueCache(LISTING).current())


def change(chance, company):
    if chance.random() < 0.15:
        return delete(company, company.version, Actor())
    published = company.is_published
    if published:
        company.withdraw(by=None)
    scramble(chance, company)
    if not published or chance.random() < 0.7:
        company.publish(by=None)


@pytest.mark.django_db
def test_unchanged_content_takes_one_query(django_assert_num_queries):
    make_company()
    catalogue = current()
    with django_assert_num_queries(1):
        assert current() is catalogue


@pytest.mark.django_db
def test_sector_that_moves_takes_its_companies_along():
    first, second = make_sector(slug="first"), make_sector(slug="second")
    below = make_sector(slug="below", parent=first)
    company = make_company(sectors=(below,))
    assert set(current().having("sector", "first")) == {company.pk}
    base = document_of(below)
    save_record(below, base, Document(base.kind, {**base.fields, "parent": second.slug}))
    assert set(current().having("sector", "first")) == set()
    assert set(current().having("sector", "second")) == {company.pk}
    assert Sector.objects.get(slug="below").parent == second


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_was_never_in_the_catalogue_of_the_worker():
    kept = make_company()
    before = current()
    with transaction.atomic():
        rolled_back = make_company()
        assert rolled_back.pk in current().published
        transaction.set_rollback(True)
    assert current() is before
    other = make_company()
    assert set(current().published) == {kept.pk, other.pk}


@pytest.mark.django_db(transaction=True)
def test_commit_of_another_thread_shows_at_the_next_look():
    company = make_company()
    assert company.pk in current().published
    in_thread(lambda: company.withdraw(by=None))
    assert company.pk not in current().published


@pytest.mark.django_db(transaction=True)
def test_workers_threads_read_the_companies_once(monkeypatch):
    for _number in range(3):
        make_company()
    worker, reads, begin = CatalogueCache(LISTING), [], threading.Barrier(6)
    read = cache.read_facts
    monkeypatch.setattr(cache, "read_facts", lambda *ids: reads.append(ids) or read(*ids))
    found = []

    def look():
        begin.wait()
        found.append(worker.current())

    in_threads([look] * 6)
    assert (len(found), len(set(map(id, found))), len(reads)) == (6, 1, 1)


@pytest.mark.django_db
def test_reading_that_failed_half_way_is_done_again(monkeypatch):
    company = make_company()
    worker = CatalogueCache(LISTING)
    worker.current()
    other = make_company()

    def fail(*ids):
        raise OSError("disk")

    with monkeypatch.context() as patch:
        patch.setattr(cache, "read_facts", fail)
        with pytest.raises(OSError, match="disk"):
            worker.current()
    assert set(worker.current().published) == {company.pk, other.pk}


def in_thread(work):
    in_threads([work])


def in_threads(works):
    def run(work):
        try:
            work()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.parametrize("count", [0, 1, 300])
def test_names_are_sorted_as_whole_texts_are(count):
    chance = random.Random(3)
    names = ["".join(chance.choices("ab联\x01", k=chance.choice((0, 3, 60)))).encode() for _ in range(count)]
    names += [b"a" * 40 + name for name in names]
    keys = Keys()
    for name in names:
        keys.append(name)
    assert list(keys) == names
    assert keys.sorted().tolist() == sorted(range(len(names)), key=names.__getitem__)


@pytest.mark.django_db(transaction=True)
def test_catalogue_read_ahead_is_the_one_that_is_used(django_assert_num_queries):
    make_company()
    load_soon()
    for thread in threading.enumerate():
        if thread.name == "catalogue":
            thread.join()
    with django_assert_num_queries(1):
        assert len(current().published) == 1
