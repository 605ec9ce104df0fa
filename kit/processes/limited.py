"""Work on what strangers send, in a process with limits on time and memory.

The process is started afresh and not forked: a server has threads. It has its limits before it loads anything else.
"""

from __future__ import annotations

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from threading import Timer
from typing import IO, cast

ROOT = Path(__file__).parents[2]
# A machine that is busy lets a process wait; then the time of day is the limit.
TIMES_WAITED = 6


@dataclass(frozen=True)
class Limits:
    seconds: float  # of work, not of waiting
    memory: int  # bytes of address space


@contextmanager
def limited_process(
    module: str, arguments: Sequence[str], limits: Limits, files: Sequence[int] = ()
) -> Iterator[tuple[IO[bytes], IO[bytes]]]:
    """Runs `main(*arguments)` of a module; it inherits the files. What is yielded are its input and output.

    It is killed when it takes too much, or is not needed any more.
    """
    command = [sys.executable, "-m", __name__, str(limits.seconds), str(limits.memory), module, *arguments]
    process = subprocess.Popen(  # noqa: S603 - this module, with numbers
        command,
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=files,
        env={"PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
    )
    timer = Timer(limits.seconds * TIMES_WAITED, process.kill)
    timer.daemon = True
    timer.start()
    pipes = cast(IO[bytes], process.stdin), cast(IO[bytes], process.stdout)
    try:
        yield pipes
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        for pipe in pipes:
            with suppress(BrokenPipeError):  # what was at its other end is gone
                pipe.close()


def _main(seconds: str, memory: str, module: str, *arguments: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (int(memory), int(memory)))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it writes no files
    signal.setitimer(signal.ITIMER_PROF, float(seconds))  # ends it
    import_module(module).main(*arguments)


if __name__ == "__main__":
    _main(*sys.argv[1:])
