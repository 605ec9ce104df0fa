"""Asks a server on this machine for pages over kept connections, and measures how long each takes.

One loop serves all connections and looks at no more of an answer than where it ends, so that on two
cores the server is what is measured. Times of a client are wall-clock; the server's own CPU time
stands beside them, because it does not depend on what else the machine does.
"""

from __future__ import annotations

import os
import select
import socket
import statistics
import time
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from itertools import cycle

HOST = "127.0.0.1"
TIMEOUT = 60  # seconds without any answer
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Measured:
    """What came of asking for a list of addresses."""

    clients: int
    seconds: float = 0.0
    times: list[float] = field(default_factory=list)  # seconds of each answer
    statuses: dict[int, int] = field(default_factory=dict)
    bytes: int = 0
    cpu_seconds: float = 0.0  # of the server's processes

    @property
    def per_second(self) -> float:
        return len(self.times) / self.seconds if self.seconds else 0.0

    @property
    def median_ms(self) -> float:
        return statistics.median(self.times) * 1000 if self.times else 0.0

    @property
    def p95_ms(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.95)] * 1000 if self.times else 0.0

    @property
    def cpu_ms(self) -> float:
        return self.cpu_seconds * 1000 / len(self.times) if self.times else 0.0

    def as_json(self) -> dict[str, object]:
        return {
            "clients": self.clients,
            "requests": len(self.times),
            "median_ms": round(self.median_ms, 3),
            "p95_ms": round(self.p95_ms, 3),
            "per_second": round(self.per_second, 1),
            "cpu_ms": round(self.cpu_ms, 3),
            "bytes": self.bytes // max(len(self.times), 1),
            "statuses": self.statuses,
        }


def ask(
    port: int,
    addresses: Sequence[str],
    *,
    clients: int = 1,
    seconds: float = 3.0,
    most: int = 100_000,
    headers: str = "",
    pids: Sequence[int] = (),
) -> Measured:
    """Ask for the addresses in turn until the time is over or `most` answers have come.

    `headers` are whole lines ("If-None-Match: …\\r\\n"). Raises TimeoutError if nothing answers.
    """
    requests = cycle([_request(address, headers) for address in addresses])
    measured = Measured(clients)
    cpu = cpu_seconds(pids)
    _run(port, requests, measured, seconds, most)
    measured.cpu_seconds = cpu_seconds(pids) - cpu
    return measured


def _run(port: int, requests: cycle, measured: Measured, seconds: float, most: int) -> None:
    with ExitStack() as stack:
        poll = stack.enter_context(closing(select.epoll()))
        connections = {}
        for _ in range(measured.clients):
            connection = _Connection(port)
            stack.callback(connection.socket.close)
            connections[connection.socket.fileno()] = connection
            poll.register(connection.socket, select.EPOLLIN)
        started = time.perf_counter()
        for connection in connections.values():
            connection.send(next(requests))
        _until_over(poll, connections, requests, measured, started + seconds, most)
        measured.seconds = time.perf_counter() - started


def _until_over(
    poll: select.epoll,
    connections: dict[int, _Connection],
    requests: cycle,
    measured: Measured,
    until: float,
    most: int,
) -> None:
    waiting = asked = len(connections)
    while waiting:
        ready = poll.poll(TIMEOUT)
        if not ready:
            raise TimeoutError(f"No answer within {TIMEOUT} s")
        for number, _event in ready:
            connection = connections[number]
            status = connection.receive()
            if not status:
                continue
            now = time.perf_counter()
            measured.times.append(now - connection.sent)
            measured.statuses[status] = measured.statuses.get(status, 0) + 1
            measured.bytes += connection.received
            if now < until and asked < most:
                connection.send(next(requests))
                asked += 1
            else:
                waiting -= 1


class _Connection:
    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port), timeout=TIMEOUT)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.sent, self.received = 0.0, 0
        self.head, self.length, self.tail = b"", -1, b""

    def send(self, request: bytes) -> None:
        self.received, self.head, self.length = 0, b"", -1
        self.sent = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> int:
        """Read what is there; the status of the answer if that was the end of it, else 0."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("The server closed a connection")
        self.received += len(data)
        if self.length == -1:
            self.head += data
            end = self.head.find(b"\r\n\r\n")
            if end < 0:
                return 0
            self.length = _length(self.head[:end].lower(), end + 4)
        if self.length == -2:  # in chunks, of which the last is empty
            self.tail = (self.tail + data)[-5:]
            ended = self.tail == b"0\r\n\r\n"
        else:
            ended = self.received >= self.length
        return int(self.head[9:12]) if ended else 0


def _length(head: bytes, body: int) -> int:
    """The length of the whole answer; -2 if it comes in chunks."""
    if b"transfer-encoding: chunked" in head:
        return -2
    at = head.find(b"content-length: ")
    if at < 0:
        return body
    return body + int(head[at + 16 : at + 40].split(b"\r\n", 1)[0])


def _request(address: str, headers: str) -> bytes:
    return f"GET {address} HTTP/1.1\r\nHost: {HOST}\r\n{headers}\r\n".encode()


def cpu_seconds(pids: Sequence[int]) -> float:
    """CPU time that these processes have used so far."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        total += int(fields[11]) + int(fields[12])
    return total / TICKS


def memory_mb(pids: Sequence[int]) -> float:
    """Memory of these processes in MB, shared pages divided among those who share them (PSS)."""
    total = 0
    for pid in pids:
        with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
            total += sum(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024
