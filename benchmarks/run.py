"""Measures the site beside two others and beside its own floor, all in one run; see docs/performance.md.

make bench                                   3,000 companies, some ten minutes
make bench SIZE=100000 POSTGRES=postgres://…  a database of this many, made by benchmarks.generate
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import django

from benchmarks.load import Measured, ask, memory_mb
from benchmarks.servers import ROOT, Server, granian, running

RESULTS = ROOT / "benchmarks" / "results"
SECRET = "x" * 50


def main() -> None:
    arguments = _arguments()
    os.environ.setdefault("DATA_DIR", str(arguments.folder / "scratch"))
    os.environ["MALLOC_ARENA_MAX"] = "2"
    django.setup()
    run = Run(arguments.size, arguments.seconds, arguments.folder, arguments.postgres, arguments.site_only)
    run.prepare()
    with ExitStack() as stack:
        run.measure(stack)
    if not arguments.pages_only:
        run.measure_steps(min(arguments.import_rows, arguments.size))
    path = run.write()
    from benchmarks.report import table

    print(table(run.found))
    print(f"\nWritten to {path.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--size", type=int, default=3_000, help="how many companies")
    parser.add_argument("--seconds", type=float, default=2.0, help="for each measurement")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / "var" / "benchmarks", help="for databases; kept"
    )
    parser.add_argument("--postgres", default="", help="address of an empty or filled database of this size")
    parser.add_argument("--import-rows", type=int, default=20_000, help="at most the size")
    parser.add_argument(
        "--site-only",
        action="store_true",
        help="leave out the other systems: a search of theirs takes seconds at 1,000,000",
    )
    parser.add_argument("--pages-only", action="store_true", help="leave out import, export and rebuild")
    return parser.parse_args()


class Run:
    """One run; what it finds is in `found`, as it is written to the file."""

    def __init__(self, size: int, seconds: float, folder: Path, postgres: str, site_only: bool) -> None:
        self.size, self.seconds, self.folder, self.postgres = size, seconds, folder, postgres
        self.site_only = site_only
        self.sqlite, self.flat = folder / f"sqlite-{size}", folder / f"flat-{size}" / "flat.db"
        self.pages: dict[str, Any] = {}
        self.found: dict[str, Any] = {
            "size": size,
            "at": time.strftime("%Y-%m-%d %H:%M"),
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "pages": self.pages,
            "memory_mb_a_worker": {},
        }

    def prepare(self) -> None:
        """Databases and the other program's environment, unless they are there."""
        self.sqlite.mkdir(parents=True, exist_ok=True)
        for environment in (self._sqlite(), self._postgres()) if self.postgres else (self._sqlite(),):
            generate = [sys.executable, "-m", "benchmarks.generate", str(self.size), "--database"]
            _run(generate, environment)
        _run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], self._sqlite())
        if not self.site_only:
            self._prepare_others()
        files = {"site": self.sqlite / "park.sqlite3", "flat": self.flat}
        self.found["database_mb"] = {
            name: round(file.stat().st_size / 1e6, 1) for name, file in files.items() if file.exists()
        }

    def _prepare_others(self) -> None:
        from benchmarks.flat import flat_database

        self.flat.parent.mkdir(parents=True, exist_ok=True)
        flat_database(self.flat, self.size)
        if not self._datasette().exists():
            _run([sys.executable, "-m", "venv", str(self._datasette().parent.parent)], {})
            pip = [
                str(self._datasette().parent / "pip"),
                "install",
                "--quiet",
                "-r",
                "benchmarks/requirements.txt",
            ]
            _run(pip, {})

    def measure(self, stack: ExitStack) -> None:
        """All servers at once and in turn, so that what else the machine does meets all of them."""
        servers = self._servers(stack)
        cold = {name: self._cold(name, server) for name, server in servers.items() if name != "hello"}
        self.found["cold_ms"] = cold
        for clients in (1, 8):
            self._note("hello", "-", servers["hello"], ["/"], clients)
            for work in ("W1", "W2", "W3", "W4", "W5", "W6", "W7", "W8"):
                for name, server in servers.items():
                    if name not in ("hello", "cached"):
                        self._note(name, work, server, self._addresses(name)[work], clients)
            self._note_cached(servers["cached"], clients)
        for name, server in servers.items():
            self.found["memory_mb_a_worker"][name] = round(memory_mb(server.workers) / len(server.workers), 1)

    def measure_steps(self, import_rows: int) -> None:
        from benchmarks import importing, steps

        self.found["steps"] = {"sqlite": _json(self._sqlite(), "search", "export", "rebuild")}
        if self.postgres:
            self.found["steps"]["postgresql"] = _json(self._postgres(), "search", "export", "rebuild")
        if not self.site_only:
            self.found["raw_fts5_ms"] = steps.raw_fts5(str(self.flat))
        self.found["import"] = importing.alone(self.folder, import_rows)
        self.found["import_beside_visitors"] = importing.beside_visitors(
            self.folder, self.sqlite, self.size, import_rows
        )

    def write(self) -> Path:
        RESULTS.mkdir(exist_ok=True)
        path = RESULTS / f"{time.strftime('%Y%m%d-%H%M%S')}-{self.size}.json"
        path.write_text(json.dumps(self.found, indent=1, ensure_ascii=False), encoding="utf-8")
        return path

    def _servers(self, stack: ExitStack) -> dict[str, Server]:
        off = {"PAGE_CACHE_MB": "0"}
        site, tutorial = granian("zgc_site.wsgi:application"), granian("benchmarks.tutorial.wsgi:application")
        flat = {"FLAT_DATABASE": str(self.flat), "DJANGO_SETTINGS_MODULE": "benchmarks.tutorial.settings"}
        commands: dict[str, tuple[list[str], Mapping[str, str]]] = {
            "hello": (granian("benchmarks.hello:application"), {}),
            "site": (site, {**self._sqlite(), **off}),
            "cached": (site, self._sqlite()),
            "tutorial": (tutorial, flat),
            "datasette": (self._datasette_command(), {}),
        }
        if self.postgres:
            commands["site on PostgreSQL"] = (site, {**self._postgres(), **off})
        others = {"tutorial", "datasette"} if self.site_only else set()
        return {
            name: stack.enter_context(running(command, environment))
            for name, (command, environment) in commands.items()
            if name not in others
        }

    def _cold(self, name: str, server: Server) -> float:
        """The first answer of a worker, with all that it loads for it."""
        return round(ask(server.port, self._addresses(name)["W1"], most=1, seconds=60).median_ms, 1)

    def _note(
        self, system: str, work: str, server: Server, addresses: list[str], clients: int, headers: str = ""
    ) -> Measured:
        ask(server.port, addresses, most=2 * len(addresses), seconds=self.seconds, headers=headers)
        measured = ask(
            server.port, addresses, clients=clients, seconds=self.seconds, headers=headers, pids=server.pids
        )
        if set(measured.statuses) - {200, 304}:
            print(f"{system} {work}: unexpected answers {measured.statuses}", file=sys.stderr)
        self.pages.setdefault(work, {}).setdefault(system, {})[str(clients)] = measured.as_json()
        return measured

    def _note_cached(self, server: Server, clients: int) -> None:
        for work in ("W1", "W7"):
            address = self._addresses("cached")[work][:1]
            self._note("cached", work, server, address, clients)
            self._note("cached, gzip", work, server, address, clients, "Accept-Encoding: gzip\r\n")
            self._note("304", work, server, address, clients, "If-None-Match: *\r\n")

    def _addresses(self, system: str) -> dict[str, list[str]]:
        from benchmarks.work import SYSTEMS

        return SYSTEMS.get(system, SYSTEMS["site"])(self.size)

    def _sqlite(self) -> dict[str, str]:
        return {"DATA_DIR": str(self.sqlite), "DJANGO_SETTINGS_MODULE": "zgc_site.settings"}

    def _postgres(self) -> dict[str, str]:
        return {
            **self._sqlite(),
            "DATABASE_URL": self.postgres,
            "SECRET_KEY": SECRET,
            "ALLOWED_HOSTS": "127.0.0.1",
            "HTTPS": "0",
        }

    def _datasette(self) -> Path:
        return self.folder / "datasette" / "bin" / "datasette"

    def _datasette_command(self) -> list[str]:
        limits = {"sql_time_limit_ms": 20_000, "facet_time_limit_ms": 20_000, "suggest_facets": "off"}
        settings = [part for name, value in limits.items() for part in ("--setting", name, str(value))]
        return [str(self._datasette()), "serve", "-i", str(self.flat), "--port", "{port}", *settings]


def _run(command: list[str], environment: Mapping[str, str]) -> None:
    subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=True)  # noqa: S603


def _json(environment: Mapping[str, str], *steps: str) -> Any:
    command = [sys.executable, "-m", "benchmarks.steps", *steps]
    done = subprocess.run(  # noqa: S603
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])


if __name__ == "__main__":
    main()
