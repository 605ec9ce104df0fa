"""Chunks of an import are as large as others can wait for."""

import pytest

from kit.processes import write_pauses
from kit.processes.write_pauses import PAUSE
from profiles.imports.bulk import chunk_size
from profiles.imports.bulk.chunk_size import MAX_HELD, ChunkSize

pytestmark = pytest.mark.django_db


class Clock:
    """Time that passes where a test says so."""

    def __init__(self):
        self.now, self.slept = 128.0, []

    def monotonic(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 6))
        self.now += seconds


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(write_pauses, "time", clock)
    monkeypatch.setattr(chunk_size, "time", clock)
    return clock


@pytest.mark.parametrize(
    ("seconds", "rows"),
    [(MAX_HELD, 1_000), (MAX_HELD / 2, 2_000), (MAX_HELD * 2, 500), (0.0, 4_000), (60.0, 250)],
)
def test_next_chunk_takes_as_long_as_others_can_wait(clock, seconds, rows):
    own = ChunkSize(1_000)
    with own.holding(1_000):
        clock.now += seconds
    assert own.rows == pytest.approx(rows, abs=1)


def test_rows_that_are_tried_one_by_one_leave_the_pace_as_it_is(clock):
    own = ChunkSize(1_000)
    with own.holding(1):
        clock.now += 0.1
    assert own.rows == 1_000


@pytest.mark.django_db(transaction=True)
def test_others_can_write_between_two_chunks(clock):
    own = ChunkSize(1_000)
    for _chunk in range(2):
        with own.holding(1_000):
            clock.now += 0.5
    clock.now += PAUSE / 4  # of reading the next one
    own.pauses.let_others_write()
    assert clock.slept == [0, PAUSE, round(PAUSE * 3 / 4, 6)]


def test_nobody_waits_for_an_import_that_is_one_transaction(clock):
    own = ChunkSize(1_000)
    own.pauses.let_others_write()
    assert clock.slept == []
