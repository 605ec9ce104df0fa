"""Import by the command, alone and while visitors read and an editor saves.

The database is a copy, so that a run leaves the one it measures as it was.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from benchmarks.generate import write_file
from benchmarks.load import ask
from benchmarks.servers import ROOT, granian, running
from benchmarks.work import site

SAVE_EVERY = 0.2  # seconds
PEAK = (
    "import resource, sys; from django.core.management import execute_from_command_line as run; run(sys.argv[1:]); \
print('peak', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
)


def alone(folder: Path, rows: int) -> dict[str, Any]:
    """Rows a second into an empty database with its terms, with index and history."""
    target = folder / "import-alone"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    environment = {**os.environ, "DATA_DIR": str(target)}
    load = "from benchmarks.fill import load_surroundings; load_surroundings()"
    subprocess.run(  # noqa: S603
        [sys.executable, "manage.py", "shell", "-v0", "-c", load], cwd=ROOT, env=environment, check=True
    )
    found = _import(_file(folder, rows, first=1), rows, environment)
    shutil.rmtree(target)
    return found


def beside_visitors(folder: Path, source: Path, size: int, rows: int) -> dict[str, Any]:
    """Visitors' pages and an editor's saves while new companies are imported."""
    target = folder / "import-beside"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(source / "park.sqlite3", target)
    environment = {**os.environ, "DATA_DIR": str(target), "PAGE_CACHE_MB": "0"}
    file = _file(folder, rows, first=size + 1)
    addresses = [address for name in ("W1", "W3", "W4", "W7") for address in site(size)[name]]
    over = threading.Event()
    found: dict[str, Any] = {}
    with running(granian("zgc_site.wsgi:application"), environment) as server:
        ask(server.port, addresses, most=len(addresses), seconds=60)
        editor = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.importing"], cwd=ROOT, env=environment,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip

        def run() -> None:
            found["import"] = _import(file, rows, environment)
            over.set()

        threading.Thread(target=run).start()
        times: list[float] = []
        while not over.is_set():
            times += ask(server.port, addresses, clients=2, seconds=2).times
        found["visitors_p95_ms"] = round(sorted(times)[int(len(times) * 0.95)] * 1000, 1)
        found["visitors_worst_ms"] = round(max(times) * 1000, 1)
        found["visitors_answers"] = len(times)
        found["editor"] = json.loads(editor.communicate("stop\n", timeout=60)[0])
    shutil.rmtree(target)
    return found


def _import(file: Path, rows: int, environment: Mapping[str, str]) -> dict[str, Any]:
    started = time.perf_counter()
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", PEAK, "manage.py", "import_companies", str(file), "--publish"],
        cwd=ROOT, env={"DJANGO_SETTINGS_MODULE": "zgc_site.settings", **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - started
    lines = done.stdout.strip().splitlines()
    return {
        "rows": rows,
        "rows_per_second": round(rows / seconds),
        "seconds": round(seconds, 1),
        "status": done.returncode,
        "peak_mb": int(lines[-1].split()[1]) if lines and lines[-1].startswith("peak") else None,
        "said": (lines[-2:-1] or done.stderr.strip().splitlines()[-1:] or [""])[0][:200],
    }


def _file(folder: Path, rows: int, first: int) -> Path:
    """A company file, made once."""
    path = folder / f"companies-{first}-{rows}.csv"
    if not path.exists():
        write_file(path, rows, first)
    return path


def _editor() -> None:
    """Save a company every SAVE_EVERY seconds until a line comes in; then say how it went."""
    import django

    django.setup()
    from companies.models import Company
    from profiles.documents.writing import Actor, verify

    pks = list(Company.objects.order_by("pk").values_list("pk", flat=True)[:200])
    over = threading.Event()
    times: list[float] = []
    errors: list[str] = []

    def wait() -> None:
        sys.stdin.readline()
        over.set()

    threading.Thread(target=wait, daemon=True).start()
    for pk in pks * 50:
        if over.is_set():
            break
        started = time.perf_counter()
        try:
            Company.objects.filter(pk=pk).update(verified_on=None)
            verify(Company.objects.get(pk=pk), Actor())
        except Exception as error:
            errors.append(f"{type(error).__name__}: {error}"[:100])
        times.append(time.perf_counter() - started)
        over.wait(SAVE_EVERY)
    ordered = sorted(times) or [0.0]
    report = {
        "saves": len(times) - len(errors),
        "errors": errors[:5],
        "p95_ms": round(ordered[int(len(ordered) * 0.95)] * 1000, 1),
        "worst_ms": round(ordered[-1] * 1000, 1),
    }
    print(json.dumps(report))


if __name__ == "__main__":
    _editor()
