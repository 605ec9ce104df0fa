"""Keeps a server running: whatever ends it, it is started again.

    keep_running.py URL COMMAND ...

The server is COMMAND, and URL is where it answers anything at all once it is ready. `make run` uses this; in production
systemd or a container's restart policy does the same. The standard library alone, so that it is small.
"""

from __future__ import annotations

import argparse
import http.client
import os
import select
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

# A server that fails so often without having answered once has a fault that another start does not mend.
MAX_FAILED_STARTS = 3
# Seconds. The pause before a new start doubles, until the server has run for a while.
FIRST_PAUSE, MAX_PAUSE, SETTLED = 0.5, 30.0, 60.0
MAX_TO_END = 30.0
MAX_WITHOUT_WORKERS = 5.0
ENDING = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


class Supervisor:
    def __init__(self, url: str, command: list[str]) -> None:
        self.address, self.command = urlsplit(url), command
        self.asked_to_end = 0
        self.is_ready = self.was_ready = False

    def run(self) -> int:
        """Until somebody asks for the end: 0. A server that cannot start is given up: its status."""
        self._listen()
        pause, failed_starts = FIRST_PAUSE, 0
        while True:
            begun = time.monotonic()
            status = self._serve()
            if self.asked_to_end:
                return 0
            what = f"The server ended ({in_words(status)})"
            if not self.was_ready:
                what += " before it answered anything"
                failed_starts += status >= 0  # and was not killed
            if failed_starts == MAX_FAILED_STARTS:
                say(f"{what}, {failed_starts} times. The reason is above.")
                return status or 1
            if time.monotonic() - begun > SETTLED:
                pause = FIRST_PAUSE
            say(f"{what}. It is started again in {pause:g} s.")
            self._rest(pause)
            if self.asked_to_end:
                return 0
            pause = min(2 * pause, MAX_PAUSE)

    # --- one life of the server --------------------------------------------------------

    def _serve(self) -> int:
        """Start it, watch it to its end, and leave nothing of it behind."""
        self.is_ready = False
        # In a session of its own: Ctrl-C reaches this process, which then ends the server in order.
        server = subprocess.Popen(  # noqa: S603 (our own server, no shell)
            self.command, start_new_session=True, preexec_fn=end_with_parent if LIBC else None
        )
        try:
            self._watch(server)
        finally:
            clear_up(server.pid)
        return server.wait()

    def _watch(self, server: subprocess.Popen) -> None:
        asked_at = seen_at = None
        while server.poll() is None:
            now = time.monotonic()
            has_workers = has_children(server.pid)
            if has_workers:
                seen_at = now
            if self.asked_to_end and asked_at is None:
                server.terminate()
                asked_at = now
            elif asked_at is not None and (self.asked_to_end > 1 or now - asked_at > MAX_TO_END):
                server.kill()  # asked twice, or for too long
            elif seen_at is not None and now - seen_at > MAX_WITHOUT_WORKERS:
                say("The server has no workers left.")
                server.kill()
            # Workers come after the server has its port: what answers before them is another server.
            if not self.is_ready and has_workers is not False:
                self.is_ready = self._answers()
                self.was_ready = self.was_ready or self.is_ready
            self._rest(1 if self.is_ready else 0.1, once=True)

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(self.address.hostname or "", self.address.port, timeout=2)
        try:
            connection.request("GET", self.address.path)
            connection.getresponse()
        except (OSError, http.client.HTTPException):
            return False
        else:
            return True
        finally:
            connection.close()

    # --- signals -----------------------------------------------------------------------

    def _listen(self) -> None:
        """A signal, the end of the server included, wakes this process from its rest."""
        self.bell, ringing = os.pipe()
        os.set_blocking(self.bell, False)
        os.set_blocking(ringing, False)
        signal.set_wakeup_fd(ringing, warn_on_full_buffer=False)
        for one in ENDING:
            if signal.getsignal(one) != signal.SIG_IGN:  # nohup
                signal.signal(one, self._end)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def _end(self, *_: object) -> None:
        self.asked_to_end += 1

    def _rest(self, seconds: float, *, once: bool = False) -> None:
        """For so long, or until the end is asked for; `once`: until any signal comes."""
        until = time.monotonic() + seconds
        while not (self.asked_to_end and not once) and (left := until - time.monotonic()) > 0:
            rung, *_ = select.select([self.bell], [], [], left)
            if rung:
                os.read(self.bell, 1024)
                if once:
                    return


def _libc() -> object:
    if sys.platform != "linux":
        return None
    import ctypes

    return ctypes.CDLL(None)


LIBC = _libc()
PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Called in the new process: it is asked to end where this one is killed, which can ask nobody any more."""
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)  # type: ignore[attr-defined]


def clear_up(group: int) -> None:
    """What a server that was killed leaves of its workers would hold its port."""
    with suppress(ProcessLookupError, PermissionError):
        for _time in range(100):
            os.killpg(group, signal.SIGKILL)
            # As the first process of a container we are the parent of what is left.
            with suppress(ChildProcessError):
                while os.waitpid(-group, os.WNOHANG)[0]:
                    pass
            time.sleep(0.05)


def has_children(pid: int) -> bool | None:
    """Whether a process has any; None where the system does not tell."""
    try:
        found = [task.read_text() for task in Path(f"/proc/{pid}/task").glob("*/children")]
    except OSError:  # it ends just now
        return None
    return any(text.split() for text in found) if found else None


def in_words(status: int) -> str:
    return f"killed by signal {-status}" if status < 0 else f"status {status}"


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("url", metavar="URL")
    parser.add_argument("command", metavar="COMMAND", nargs=argparse.REMAINDER)
    arguments = parser.parse_args()
    return Supervisor(arguments.url, arguments.command).run()


if __name__ == "__main__":
    sys.exit(main())
