"""Whatever is killed is started again; what is asked to end leaves nothing behind; what cannot start says so."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from benchmarks.servers import Server, _free_port

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60  # seconds, for a machine with other work to do

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def until(what, *arguments):
    """What it gives, as soon as that is true."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := what(*arguments):
            return answer
        time.sleep(0.05)
    pytest.fail(f"{what.__name__} was not true within {PATIENCE} s")


def hear():
    """In the supervisor, before it begins: whoever runs the tests may let them ignore signals, as nohup does."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


class Supervised:
    """The server in the care of keep_running.py."""

    def __init__(self, port, *command, **environment):
        self.port = port
        supervisor = [sys.executable, "scripts/keep_running.py", f"http://127.0.0.1:{port}/"]
        command = command or [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "10", "--log-level", "warning"),
            "tests.scripts.small_site:application",
        ]
        self.process = subprocess.Popen(
            [*supervisor, *command],
            cwd=ROOT,
            env={**os.environ, **environment},
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=hear,
        )

    @property
    def pids(self):
        """The supervisor, the server's main process, its workers."""
        try:
            return Server(self.port, self.process.pid).pids
        except OSError:  # one of them ends while they are read
            return []

    def family(self):
        return self.pids if len(self.pids) == 4 else None

    def answer(self):
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5) as response:
                return response.read().decode()
        except OSError:
            return None

    def answer_of_another(self, gone):
        answer = self.answer()
        return answer if answer and int(answer) not in gone else None

    def end(self, number=signal.SIGTERM):
        self.process.send_signal(number)
        said = self.process.communicate(timeout=PATIENCE)[1]
        return self.process.returncode, said


@pytest.fixture
def keep():
    """Starts what is to be kept running, and ends it after the test."""
    started = []

    def start(*command, port=None, **environment):
        started.append(Supervised(port or _free_port(), *command, **environment))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.end()
        one.process.stderr.close()


@pytest.fixture
def supervised(keep):
    supervised = keep()
    until(supervised.answer)
    until(supervised.family)
    return supervised


def is_gone(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def are_gone(pids):
    return all(is_gone(pid) for pid in pids)


def kill(pids):
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def test_site_answers_again_however_often_its_workers_are_killed(supervised):
    gone = []
    for _time in range(4):
        pids = until(supervised.family)
        kill(pids[2:])  # sooner after each other than the server itself stands
        gone += pids[2:]
        until(supervised.answer_of_another, gone)
    status, _said = supervised.end()
    assert status == 0


def test_site_answers_again_after_its_main_process_was_killed(supervised):
    _supervisor, main, *workers = until(supervised.family)
    kill([main])
    until(supervised.answer_of_another, workers)
    assert are_gone([main, *workers])


def test_site_answers_again_after_all_its_processes_were_killed(supervised):
    _supervisor, *server = until(supervised.family)
    kill(server)
    until(supervised.answer_of_another, server)


def test_server_without_workers_that_does_not_notice_is_started_again(keep):
    port = _free_port()
    supervised = keep(sys.executable, "tests/scripts/forgetful_server.py", str(port), port=port)
    until(supervised.answer)
    _supervisor, main, worker = until(lambda: supervised.pids if len(supervised.pids) == 3 else None)
    kill([worker])
    until(are_gone, [main])
    until(supervised.answer)
    assert supervised.end()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_asked_to_end_it_ends_all(supervised, number):
    pids = until(supervised.family)
    assert supervised.end(number) == (0, "")
    assert are_gone(pids)


def test_server_ends_with_its_supervisor(supervised):
    _supervisor, *server = until(supervised.family)
    supervised.process.kill()
    supervised.process.wait()
    until(are_gone, server)


def test_end_is_not_put_off_by_a_pause(supervised):
    for _time in range(2):
        _supervisor, *server = until(supervised.family)
        kill(server)
        until(supervised.answer_of_another, server)
    kill(until(supervised.family)[1:])
    begun = time.monotonic()
    assert supervised.end()[0] == 0
    assert time.monotonic() - begun < 20


def test_server_that_cannot_start_says_why_and_is_given_up(keep):
    broken = keep(BROKEN="1")
    said = broken.process.communicate(timeout=PATIENCE)[1]
    assert broken.process.returncode == 1
    assert "A setting is wrong" in said
    assert "before it answered anything, 3 times" in said


def test_taken_port_is_no_success_though_another_server_answers_there(keep):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        supervised = keep(port=taken.getsockname()[1])
        said = supervised.process.communicate(timeout=PATIENCE)[1]
    assert supervised.process.returncode == 1
    assert "Address already in use" in said
    assert "before it answered anything" in said
