"""A plugin of pytest that runs the tests of one module once, and then against each of its mutants.

Python, Django and the tests are loaded once and the database is made once. Then each mutant is a fork of
the process in which the code of one function is exchanged, with its own copy of the database, and runs only the
tests that reach the changed lines, the quickest first. What a module does as it is imported (constants,
decorators) cannot be exchanged so; these mutants are imported by a process of their own, in the place of the file.
"""

from __future__ import annotations

import functools
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import select
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

import coverage
import pytest
from _pytest.runner import runtestprotocol
from django.db import connections

from scripts.mutation.mutants import Mutant, mutants_of

# Processes of one run; the environment says what each has to do.
MODULE, RESULTS, SOURCE = "MUTATE_MODULE", "MUTATE_RESULTS", "MUTATE_SOURCE"
FAST = "FAST"  # set by hand: only what can be exchanged in a fork
Pair = tuple[CodeType, CodeType]  # of one function: as it is loaded, as a mutant has it
# Said of a mutant whose code is nowhere: that is no test that noticed it.
NOT_EXCHANGED = "not exchanged"
# A mutant that takes longer, and ten times as long as the tests did without it, never ends; that is noticed.
MIN_SECONDS = 30


class _Exchanged(importlib.abc.MetaPathFinder):
    """Imports one file from another source."""

    def __init__(self, path: Path, source: str) -> None:
        self.path = path
        self.source = source

    def find_spec(self, name: str, path: Any, target: ModuleType | None = None) -> Any:
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is None or spec.origin != str(self.path):
            return None
        loader = importlib.machinery.SourceFileLoader(name, str(self.path))
        loader.get_code = lambda _name: compile(self.source, str(self.path), "exec")  # type: ignore[method-assign]
        return importlib.util.spec_from_file_location(name, self.path, loader=loader)


if SOURCE in os.environ:
    sys.meta_path.insert(0, _Exchanged(Path(os.environ[MODULE]), Path(os.environ[SOURCE]).read_text()))


def pytest_runtestloop(session: pytest.Session) -> bool | None:
    if MODULE not in os.environ or SOURCE in os.environ:
        return None
    run = _Run(session, Path(os.environ[MODULE]))
    run.run_unchanged()
    with Path(os.environ[RESULTS]).open("a") as results:
        begun = time.monotonic()
        for mutant, killer in run.run_mutants():
            row = {
                "line": mutant.lines[0],
                "was": mutant.was,
                "becomes": mutant.becomes,
                "killer": killer,
                "seconds": round(time.monotonic() - begun, 2),
            }
            begun = time.monotonic()
            results.write(json.dumps(row) + "\n")
            results.flush()
    return True


class _Run:
    def __init__(self, session: pytest.Session, path: Path) -> None:
        self.session = session
        self.path = path
        self.source = path.read_text()
        self.seconds: dict[str, float] = {}
        self.reached: dict[int, set[str]] = {}
        self.folder = Path(tempfile.mkdtemp(dir=os.environ["DATA_DIR"]))

    def run_unchanged(self) -> None:
        """All tests once, as they are: which lines each reaches, and how long it takes."""
        measured = coverage.Coverage(data_file=None, include=[str(self.path)], config_file=False)
        measured.start()
        items, caches = self.session.items, _caches_of(self.path)
        for item, following in zip(items, [*items[1:], items[0]], strict=True):
            measured.switch_context(item.nodeid)
            for cached in caches:
                cached.cache_clear()
            begun = time.monotonic()
            if _failed(item, following):
                pytest.exit(f"{item.nodeid} fails without a mutant", returncode=2)
            self.seconds[item.nodeid] = time.monotonic() - begun
        measured.stop()
        contexts = measured.get_data().contexts_by_lineno(str(self.path))
        self.reached = {line: {name for name in names if name} for line, names in contexts.items()}
        connections.close_all()  # a connection does not outlive a fork

    def _copy(self, to: Path) -> None:
        """The database as the tests leave it."""
        name = connections.settings["default"]["TEST"]["NAME"]
        with sqlite3.connect(name) as kept, sqlite3.connect(to) as copy:
            kept.backup(copy)

    def run_mutants(self) -> Iterator[tuple[Mutant, str | None]]:
        """Each mutant with the name of the test that notices it; None if it survives."""
        gc.collect()
        failed = self._forked(-1, None, sorted(self.session.items, key=self._order))
        if failed:
            pytest.exit(f"{failed} fails in a fork without a mutant", returncode=2)
        for number, mutant in enumerate(mutants_of(self.source)):
            pair = _codes(self.source, mutant) if mutant.function else None
            if pair is None and FAST in os.environ:
                continue
            if pair is None:
                yield mutant, self._imported(mutant)
                continue
            # What runs in a thread that was there before is not seen to be reached.
            items = self._tests_of(mutant) or sorted(self.session.items, key=self._order)
            yield mutant, self._forked(number, pair, items)

    def _tests_of(self, mutant: Mutant) -> list[pytest.Item]:
        first, last = mutant.lines
        names = set().union(*(self.reached.get(line, set()) for line in range(first, last + 1)))
        items = [item for item in self.session.items if item.nodeid in names]
        return sorted(items, key=self._order)

    def _order(self, item: pytest.Item) -> tuple[bool, float]:
        """The quickest first; those that empty the database stay behind the others, as pytest-django has them."""
        marker = item.get_closest_marker("django_db")
        empties = "transactional_db" in item.fixturenames or bool(marker and marker.kwargs.get("transaction"))
        return empties, self.seconds[item.nodeid]

    def _forked(self, number: int, pair: Pair | None, items: list[pytest.Item]) -> str | None:
        name = self.folder / f"{number}.sqlite3"
        self._copy(name)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            self._be_child(name, pair, items, write)
        os.close(write)
        killer = _answer(read, child, MIN_SECONDS + 10 * sum(self.seconds[item.nodeid] for item in items))
        if killer == NOT_EXCHANGED:
            pytest.exit(f"no function has the code of mutant {number}", returncode=2)
        for left in self.folder.glob(f"{number}.sqlite3*"):
            left.unlink()
        return killer

    def _be_child(self, name: Path, pair: Pair | None, items: list[pytest.Item], write: int) -> None:
        """In the fork: exchange the code, run the tests until one fails, say which, and be gone."""
        try:
            silent = os.open(os.devnull, os.O_WRONLY)
            os.dup2(silent, 1)
            os.dup2(silent, 2)
            _start_pools_anew()
            connections.settings["default"]["NAME"] = str(name)
            connections["default"].settings_dict["NAME"] = str(name)
            if pair is not None and not _exchange(*pair):
                os.write(write, NOT_EXCHANGED.encode())
                return
            for item, following in zip(items, [*items[1:], items[0]], strict=True):
                self.session._setupstate.teardown_exact(item)
                if _failed(item, following):
                    os.write(write, item.nodeid.encode())
                    break
        except BaseException as error:
            os.write(write, f"{type(error).__name__}".encode())
        finally:
            os._exit(0)

    def _imported(self, mutant: Mutant) -> str | None:
        folder = Path(tempfile.mkdtemp(dir=self.folder))
        (folder / "module.py").write_text(mutant.source)
        self._copy(folder / "test.sqlite3")
        environment = os.environ | {"DATA_DIR": str(folder), SOURCE: str(folder / "module.py")}
        names = [item.nodeid for item in self._tests_of_import()]
        command = [sys.executable, "-m", "pytest", *OPTIONS, "-x", "--tb=no", *names]
        try:
            done = subprocess.run(  # noqa: S603 (our own arguments)
                command, env=environment, capture_output=True, text=True, timeout=300, check=False
            )
        except subprocess.TimeoutExpired:
            return "time"
        finally:
            shutil.rmtree(folder)
        if done.returncode == 0:
            return None
        failed = [line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAILED")]
        return failed[0] if failed else "import"

    def _tests_of_import(self) -> list[pytest.Item]:
        names = set().union(*self.reached.values())
        items = [item for item in self.session.items if item.nodeid in names]
        return sorted(items, key=lambda item: str(item.path))


OPTIONS = ("-p", "scripts.mutation.plugin", "-q", "-s", "-n", "0", "--reuse-db", "-p", "no:cacheprovider")


def _failed(item: pytest.Item, following: pytest.Item) -> bool:
    reports = runtestprotocol(item, log=False, nextitem=following)
    return any(report.failed for report in reports)


def _start_pools_anew() -> None:
    """A fork has none of the threads that its parent had."""
    gc.unfreeze()  # what was frozen is not found
    for pool in [one for one in gc.get_objects() if issubclass(type(one), ThreadPoolExecutor)]:
        pool._threads.clear()
        pool._idle_semaphore = threading.Semaphore(0)


def _answer(read: int, child: int, seconds: float) -> str | None:
    """What the fork says; whatever takes too long is ended and counts as noticed."""
    ready, _, _ = select.select([read], [], [], seconds)
    said = os.read(read, 1_000).decode() if ready else "time"
    os.close(read)
    if not ready:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return said or None


def _codes(source: str, mutant: Mutant) -> Pair | None:
    """The code of the function as it is loaded and as the mutant has it; None where they cannot be exchanged."""
    loaded = _code_of(compile(source, "module", "exec"), mutant.function)
    changed = _code_of(compile(mutant.source, "module", "exec"), mutant.function)
    fits = loaded and changed and loaded.co_freevars == changed.co_freevars and loaded != changed
    return (loaded, changed) if fits else None  # type: ignore[return-value]


def _code_of(code: CodeType, qualified_name: str) -> CodeType | None:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if constant.co_qualname == qualified_name:
                return constant
            if qualified_name.startswith(constant.co_qualname + "."):
                return _code_of(constant, qualified_name)
    return None


def _caches_of(path: Path) -> list[Any]:
    """What a module keeps of its functions: cleared before a test, so that it is seen to reach them."""
    gc.unfreeze()  # what was frozen is not found
    cached = [one for one in gc.get_objects() if type(one) is functools._lru_cache_wrapper]
    gc.freeze()
    return [one for one in cached if getattr(one.__wrapped__, "__globals__", {}).get("__file__") == str(path)]


def _exchange(loaded: CodeType, changed: CodeType) -> bool:
    """In all functions that have the code, whatever decorates them. Whether there is any."""
    gc.unfreeze()
    # By its type: asked for its class, a lazy object makes what it stands for.
    of_type = (one for one in gc.get_objects() if type(one) is FunctionType)
    functions = [one for one in of_type if one.__code__ == loaded]
    for function in functions:
        function.__code__ = changed
    for cached in [one for one in gc.get_objects() if type(one) is functools._lru_cache_wrapper]:
        if getattr(cached, "__wrapped__", None) in functions:
            cached.cache_clear()
    return bool(functions)
