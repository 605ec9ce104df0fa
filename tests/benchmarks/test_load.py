"""The load client counts what servers answer, in whatever form they send it."""

from __future__ import annotations

import socket
import threading

import pytest

from benchmarks.load import ask
from benchmarks.report import table
from benchmarks.servers import granian, running

PARTS = {
    "length": [b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhe", b"llo"],
    "chunked": [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0", b"\r\n\r\n"],
    "no body": [b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n", b"\r\n"],
}


@pytest.fixture
def server():
    """Answers each request with the given parts, one after the other."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve(parts, times):
        connection, _address = listening.accept()
        with connection:
            for _ in range(times):
                connection.recv(65_536)
                for part in parts:
                    connection.sendall(part)

    def start(parts, times):
        threading.Thread(target=serve, args=(parts, times), daemon=True).start()
        return listening.getsockname()[1]

    yield start
    listening.close()


@pytest.mark.parametrize(("form", "status"), [("length", 200), ("chunked", 200), ("no body", 304)])
def test_answers_are_read_to_their_end(server, form, status):
    measured = ask(server(PARTS[form], 3), ["/"], most=3)
    assert measured.statuses == {status: 3}
    assert measured.bytes == 3 * len(b"".join(PARTS[form]))
    assert len(measured.times) == 3


def test_server_that_hangs_up_is_an_error(server):
    with pytest.raises(ConnectionError):
        ask(server([b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"], 1), ["/"], most=1)


def test_clients_share_the_work_and_the_servers_time_is_counted():
    with running(granian("benchmarks.hello:application"), {}) as found:
        measured = ask(found.port, ["/", "/a"], clients=4, most=2_000, pids=found.pids)
        assert measured.statuses == {200: 2_000}
        assert measured.cpu_seconds > 0
        assert found.workers
    with pytest.raises(OSError):  # noqa: PT011 (refused)
        ask(found.port, ["/"], most=1)


def test_table_says_what_is_met():
    one = {"1": {"median_ms": 5, "cpu_ms": 1.0, "per_second": 1}, "8": {"cpu_ms": 1.0, "per_second": 400}}
    slow = {"1": {"median_ms": 50}, "8": {"per_second": 9}}
    kept = {"8": {"per_second": 300, "cpu_ms": 1.2}}
    systems = {
        "site": one,
        "tutorial": slow,
        "datasette": slow,
        "cached": kept,
        "cached, gzip": kept,
        "304": kept,
    }
    pages = dict.fromkeys(("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"), systems)
    text = table({"size": 10, "cores": 2, "pages": {"-": {"hello": one}, **pages}})
    assert "met     W1: times tutorial" in text
    assert "44.44  (at least 40)" in text
    assert "NOT MET" not in text
    kept["8"]["per_second"] = 100
    assert "NOT MET W1 cached: share of hello-world" in table(
        {"size": 10, "cores": 2, "pages": {"-": {"hello": one}, **pages}}
    )
