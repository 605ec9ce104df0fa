"""Writers on SQLite take turns."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction

from zgc_site.sqlite.fair_lock import FairLock

on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="other databases queue by themselves")


def in_threads(lock: FairLock, *works: Callable[[], Any]) -> list[threading.Thread]:
    """Each waits for its turn, or is done, before the next one begins."""
    threads = [threading.Thread(target=work) for work in works]
    for number, thread in enumerate(threads, start=1):
        thread.start()
        while thread.is_alive() and len(lock._waiting) < number:
            time.sleep(0.001)
    return threads


def test_lock_is_given_in_the_order_of_asking():
    lock, came = FairLock(), []

    def work(name: int) -> None:
        assert lock.acquire(60)
        came.append(name)
        lock.release()

    assert lock.acquire(0)
    threads = in_threads(lock, *(lambda name=name: work(name) for name in range(5)))
    lock.release()
    [thread.join() for thread in threads]
    assert came == [0, 1, 2, 3, 4]
    assert lock.acquire(0)


def test_who_gave_up_waiting_is_passed_over():
    lock, came = FairLock(), []
    assert lock.acquire(0)
    [thread.join() for thread in in_threads(lock, lambda: came.append(lock.acquire(0.01)))]
    threads = in_threads(lock, lambda: came.append(lock.acquire(60)))
    lock.release()
    [thread.join() for thread in threads]
    assert came == [False, True]
    lock.release()
    assert lock.acquire(0)


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_writers_write_in_the_order_in_which_they_came():
    came = []

    def write(name: int) -> None:
        with transaction.atomic():
            came.append(name)
        connection.close()

    with transaction.atomic():
        threads = in_threads(connection._write_lock, *(lambda name=name: write(name) for name in range(5)))
        assert came == []
    [thread.join() for thread in threads]
    assert came == [0, 1, 2, 3, 4]


@on_sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_lock_is_released_however_a_transaction_ends(end):
    def write() -> None:
        with transaction.atomic():
            if end == "rollback":
                raise LookupError
            if end == "close":
                connection.close()

    for _round in range(2):
        with suppress(LookupError):
            write()
    other = threading.Thread(target=lambda: (transaction.atomic().__enter__(), connection.close()))
    other.start()
    other.join(60)
    assert not other.is_alive()


@on_sqlite
@pytest.mark.django_db(transaction=True)
def test_writer_who_is_not_patient_hears_that_the_database_is_locked():
    found = []

    def write() -> None:
        connection.ensure_connection()
        connection.connection.execute("PRAGMA busy_timeout = 20")
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            found.append(str(error))
        connection.close()

    with transaction.atomic():
        [thread.join() for thread in in_threads(connection._write_lock, write)]
    assert found == ["database is locked"]
