"""Starts servers on free ports of this machine, and stops them again."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import HOST
from kit.processes.side_by_side import cores

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    @property
    def pids(self) -> list[int]:
        """The server's process and those below it."""
        found = [self.pid]
        for pid in found:
            for task in Path(f"/proc/{pid}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
        return found

    @property
    def workers(self) -> list[int]:
        """The processes that answer: all but the one that watches over them."""
        return self.pids[1:] or self.pids


@contextmanager
def running(command: list[str], environment: Mapping[str, str], folder: Path = ROOT) -> Iterator[Server]:
    """The server that `command` starts; "{port}" in it is filled in."""
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603 (our own servers)
        [part.replace("{port}", str(port)) for part in command],
        env={**os.environ, **environment},
        cwd=folder,
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def granian(application: str, workers: int = 0) -> list[str]:
    """The command that serves a WSGI application as `make run` does, with a worker for each core."""
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", "{port}"),
        *("--workers", str(workers or cores()), "--blocking-threads", "4", "--backpressure", "64", "--no-ws"),
        *("--log-level", "warning", application),
    ]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _wait(port: int, process: subprocess.Popen) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"The server ended with status {process.returncode} before it answered.")
        try:
            socket.create_connection((HOST, port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit(f"The server did not answer within {START_SECONDS} s.")
