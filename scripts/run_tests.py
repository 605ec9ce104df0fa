"""Runs the tests as `make test`, and says which parts this machine cannot run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

HINTS = {
    "PostgreSQL": ("DATABASE_URL", "set DATABASE_URL=postgres://user@host/name to run the suite there"),
    "Redis": ("CACHE_URL", "set CACHE_URL=redis://127.0.0.1:6379/1 to use it"),
}


def main() -> None:
    for part, (variable, hint) in HINTS.items():
        if variable not in os.environ:
            print(f"Without {part}: {hint}. CI runs both.", flush=True)
    browser = os.environ.get("CHROMIUM", "/usr/bin/chromium")
    if not Path(browser).exists():
        print(
            "Without browser tests: install Chromium (Debian: apt install chromium) or set CHROMIUM.",
            flush=True,
        )
    sys.exit(subprocess.call([sys.executable, "-m", "pytest", *sys.argv[1:]]))  # noqa: S603 (our own arguments)


if __name__ == "__main__":
    main()
