"""A walk through a site with other settings, in a process and a database of its own."""

import os
import subprocess
import sys
from pathlib import Path

from tests.migrated import prepare_process

ROOT = Path(__file__).resolve().parent.parent


def assert_walks(package, steps, data_dir):
    """Each step of tests/<package>/walk.py says that it went well, in this order."""
    prepare_process(data_dir)
    outside = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    done = subprocess.run(
        [sys.executable, "-m", f"tests.{package}.walk"],
        cwd=ROOT,
        env={
            **outside,
            "DATA_DIR": str(data_dir),
            "PAGE_CACHE_MB": "0",
            "DJANGO_SETTINGS_MODULE": f"tests.{package}.settings",
        },
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    said = [line for line in done.stdout.split("\n") if line.endswith(" ok")]
    assert (done.returncode, said) == (0, [f"{step} ok" for step in steps]), done.stderr
