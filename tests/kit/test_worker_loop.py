"""Jobs are done again and again, and none is in another's way."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection

from kit import worker_loop
from kit.worker_loop import Job, WorkerLoop, run_until_signal

ROOT = Path(__file__).resolve().parent.parent.parent
SOON = 20  # seconds; on a busy machine
LATER = 24 * 3600


class Counted:
    """Work that says how often it was begun, and may fail or take its time."""

    def __init__(self, what=lambda: None):
        self.what, self.begun, self.changed = what, 0, threading.Condition()

    def __call__(self):
        with self.changed:
            self.begun += 1
            self.changed.notify_all()
        self.what()

    def is_begun(self, times, within=SOON):
        with self.changed:
            return self.changed.wait_for(lambda: self.begun >= times, within)


@contextmanager
def running(*jobs):
    loop = WorkerLoop(jobs)
    loop.start()
    try:
        yield loop
    finally:
        loop.stop()


def test_job_is_done_again_and_again_and_not_after_the_stop():
    work = Counted()
    with running(Job("often", work, every=0.01)):
        assert work.is_begun(3)
    done = work.begun
    assert not work.is_begun(done + 1, within=0.1)


def test_job_rests_for_as_long_as_it_says():
    work = Counted()
    with running(Job("seldom", work, every=0.3)):
        began = time.monotonic()
        assert work.is_begun(2)
        assert time.monotonic() - began > 0.5


def test_job_that_fails_is_named_in_the_log_and_tried_again_while_others_go_on(caplog):
    failing, other = Counted(lambda: 1 / 0), Counted()
    with (
        caplog.at_level(logging.ERROR),
        running(Job("sums", failing, every=0.01), Job("other", other, every=0.01)),
    ):
        assert failing.is_begun(3)
        assert other.is_begun(other.begun + 3)
    assert "sums failed" in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_daily_job_that_fails_does_not_wait_for_the_next_day(monkeypatch):
    monkeypatch.setattr(worker_loop, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(worker_loop, "MAX_PAUSE_AFTER_FAILURE", 0.01)
    failing, fine = Counted(lambda: 1 / 0), Counted()
    with running(Job("failing", failing, every=LATER), Job("fine", fine, every=LATER)):
        assert failing.is_begun(3)
        assert fine.begun == 1


def test_job_that_hangs_delays_no_other_and_is_finished_before_the_stop_returns():
    go_on, over = threading.Event(), []

    def hang():
        go_on.wait(SOON)
        over.append(True)

    hanging, other = Counted(hang), Counted()
    loop = WorkerLoop([Job("hanging", hanging, every=0.01), Job("other", other, every=0.01)])
    loop.start()
    assert hanging.is_begun(1)
    assert other.is_begun(other.begun + 3)
    stopping = threading.Thread(target=loop.stop)
    stopping.start()
    stopping.join(0.1)
    assert stopping.is_alive()
    assert over == []
    go_on.set()
    stopping.join(SOON)
    assert not stopping.is_alive()
    assert (over, hanging.begun) == ([True], 1)


def test_job_that_is_woken_is_done_at_once():
    work = Counted()
    job = Job("mail", work, every=LATER)
    with running(job):
        job.wake()
        assert work.is_begun(1)


def test_job_that_is_woken_while_it_works_is_done_once_more():
    go_on = threading.Event()
    work = Counted(lambda: go_on.wait(SOON))
    job = Job("mail", work, every=LATER)
    with running(job):
        job.wake()
        assert work.is_begun(1)
        job.wake()
        go_on.set()
        assert work.is_begun(2)
        assert not work.is_begun(3, within=0.1)


def test_loop_that_stops_leaves_another_its_jobs():
    """Each hears when a job is woken, and only the one that is stopped ends."""
    work = Counted()
    job = Job("mail", work, every=LATER)
    with running(job):
        with running(job):
            job.wake()
            assert work.is_begun(2)
        assert not work.is_begun(3, within=0.1)
        job.wake()
        assert work.is_begun(3)


@pytest.mark.django_db(transaction=True)
def test_job_that_rests_holds_no_connection():
    seen = []

    def ask():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        seen.append(connection.connection)

    work = Counted(ask)
    with running(Job("asking", work, every=0.01)):
        assert work.is_begun(3)
    assert len(set(map(id, seen))) == len(seen)
    assert len(seen) >= 3


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_the_loop_after_what_is_being_done(number):
    """In a process of its own, of which the signal is."""
    script = """
import time
from kit.worker_loop import Job, run_until_signal

def work():
    print("begun", flush=True)
    time.sleep(0.5)
    print("finished", flush=True)

run_until_signal([Job("slow", work, every=0.01), Job("seldom", print, every=1e6)])
print("over")
"""
    process = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline() == "begun\n"
        process.send_signal(number)
        rest = process.communicate(timeout=SOON)[0]
    finally:
        process.kill()
    assert (process.returncode, rest) == (0, "finished\nover\n")


def test_signals_are_given_back_to_whoever_had_them(monkeypatch):
    monkeypatch.setattr(worker_loop, "FIRST_PAUSE", 0.01)
    before = signal.getsignal(signal.SIGTERM)
    run_until_signal([Job("asks for the end", lambda: os.kill(os.getpid(), signal.SIGTERM), every=LATER)])
    assert signal.getsignal(signal.SIGTERM) == before
