"""Runs the tests on all cores; without arguments, also says which parts this machine leaves out."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

# A worker starts for each core, but takes seconds and a database of its own.
WORKERS = ("-n", "auto", "--maxprocesses", "8", "--dist", "worksteal")
# The first is Chromium without all that a screen needs, and takes half the time.
CHROMIUM = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")


def main() -> None:
    if not sys.argv[1:]:
        for line in _left_out():
            print(line, flush=True)
    command = [sys.executable, "-m", "pytest", *WORKERS, *sys.argv[1:]]
    # Each worker, and each process that a test starts, would compile all modules anew, which takes it seconds.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    sys.exit(subprocess.call(command, env=environment))  # noqa: S603 (our own arguments)


def chromium_path() -> str | None:
    """The browser for the tests: the one that CHROMIUM names, or the best that is installed."""
    paths = [os.environ["CHROMIUM"]] if "CHROMIUM" in os.environ else CHROMIUM
    return next((path for path in paths if Path(path).exists()), None)


def _left_out() -> Iterator[str]:
    if "DATABASE_URL" not in os.environ:
        yield (
            "Not run: PostgreSQL. To run the suite there, set DATABASE_URL=postgres://user@host/name, "
            "SECRET_KEY=any and HTTPS=0; .ci/run does."
        )
    if "CACHE_URL" not in os.environ:
        yield "Not run: Redis as the cache. Set CACHE_URL=redis://127.0.0.1:6379/1; .ci/run does."
    if not shutil.which("redis-server"):
        yield "Skipped: limits shared through Redis. Install it (Debian: apt install redis-server)."
    if not chromium_path():
        yield "Skipped: browser tests. Install Chromium (Debian: apt install chromium-headless-shell) or set CHROMIUM."


if __name__ == "__main__":
    main()
