"""A kind of profile that is only registered has pages, lists, forms, files, roles and all the rest."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEPS = (
    *("files", "lists", "profiles", "roles_and_metrics", "editors"),
    *("proposals", "previews", "machines", "index"),
)


def test_site_serves_a_kind_that_only_its_own_folder_names(tmp_path):
    outside = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CACHE_URL")}
    done = subprocess.run(
        [sys.executable, "-m", "tests.labs.walk"],
        cwd=ROOT,
        env={
            **outside,
            "DATA_DIR": str(tmp_path),
            "PAGE_CACHE_MB": "0",
            "DJANGO_SETTINGS_MODULE": "tests.labs.settings",
        },
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    said = [line for line in done.stdout.split("\n") if line.endswith(" ok")]
    assert (done.returncode, said) == (0, [f"{step} ok" for step in STEPS]), done.stderr
