"""A migrated database is made once and copied: by each worker, and by later runs until a migration changes."""

from __future__ import annotations

import ast
import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
FOLDER = ROOT / "var"  # also where a run keeps its data elsewhere


def prepare() -> None:
    """Put a migrated database where Django will look for the one of the tests."""
    template = TEMPLATES[connection.vendor]("migrated", _state_of_migrations())
    with one_at_a_time("migrated"):
        if not template.exists():
            template.forget_older()
            with _test_database(template.unfinished):
                connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            template.finish()
        template.copy(connection.creation._get_test_db_name())


def prepare_process(data_dir: Path) -> None:
    """The same for a site in a process of its own, which keeps its data in this folder; elsewhere it migrates itself."""
    template = SQLiteTemplate("migrated", _state_of_migrations())
    if template.exists():
        template.copy(data_dir / "park.sqlite3")


class SQLiteTemplate:
    def __init__(self, what: str, state: str) -> None:
        self.what, self.path = what, FOLDER / f"{what}-{state}.sqlite3"
        self.unfinished = f"{self.path}.unfinished"

    def exists(self) -> bool:
        return self.path.exists()

    def forget_older(self) -> None:
        for path in self.path.parent.glob(f"{self.what}-*.sqlite3*"):
            path.unlink()

    def finish(self) -> None:
        os.replace(self.unfinished, self.path)

    def make_from(self, source: str) -> None:
        """Of the database of the tests as it is now."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [self.unfinished])
        self.finish()

    def copy(self, target: str | Path) -> None:
        for left_behind in (f"{target}-wal", f"{target}-shm"):  # by a run that was killed
            Path(left_behind).unlink(missing_ok=True)
        shutil.copyfile(self.path, target)

    def copy_into(self, target: str) -> None:
        """Through SQLite's locks: a thread that served a browser may have the database open still."""
        with closing(sqlite3.connect(self.path)) as source, closing(sqlite3.connect(target)) as database:
            source.backup(database)


class PostgresTemplate:
    def __init__(self, what: str, state: str) -> None:
        self.prefix = f"test_{what}_"
        self.name, self.unfinished = self.prefix + state, f"{self.prefix}unfinished"

    def exists(self) -> bool:
        return self.name in self._databases()

    def forget_older(self) -> None:
        for name in self._databases():
            self._execute(f'DROP DATABASE "{name}"')

    def finish(self) -> None:
        self._execute(f'ALTER DATABASE "{self.unfinished}" RENAME TO "{self.name}"')

    def make_from(self, source: str) -> None:
        """Of the database of the tests as it is now; nobody may be connected to what is copied."""
        self._execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [source])
        self._execute(f'CREATE DATABASE "{self.unfinished}" TEMPLATE "{source}"')
        self.finish()

    def copy(self, target: str) -> None:
        self._execute(f'DROP DATABASE IF EXISTS "{target}" WITH (FORCE)')
        self._execute(f'CREATE DATABASE "{target}" TEMPLATE "{self.name}"')

    copy_into = copy  # it ends the connections that are open

    def _databases(self) -> list[str]:
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        return [row[0] for row in self._execute(query, [self.prefix])]

    def _execute(self, statement: str, values: Iterable[str] = ()) -> list[tuple]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []


TEMPLATES = {"sqlite": SQLiteTemplate, "postgresql": PostgresTemplate}


@contextmanager
def one_at_a_time(what: str) -> Iterator[None]:
    """The first of several workers makes the database; the others wait for it."""
    FOLDER.mkdir(exist_ok=True)
    with (FOLDER / f"{what}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@contextmanager
def _test_database(name: str) -> Iterator[None]:
    """Have Django make its test database under this name."""
    options = connection.settings_dict
    usual, usual_in_tests = options["NAME"], options["TEST"]["NAME"]
    options["TEST"]["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        settings.DATABASES["default"]["NAME"] = options["NAME"] = usual
        options["TEST"]["NAME"] = usual_in_tests


def _state_of_migrations() -> str:
    """What names the migrations as they are now, with the packages and the code of ours that they import."""
    migrations = sorted(ROOT.glob("*/migrations/*.py"))
    imported = {path for migration in migrations for path in _imported_by(migration)}
    digest = sha256()
    for path in (ROOT / "requirements.txt", *migrations, *sorted(imported)):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def _imported_by(migration: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(migration.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from _files(node.module)
        if isinstance(node, ast.Import):
            for name in node.names:
                yield from _files(name.name)


def _files(module: str) -> Iterator[Path]:
    """A module of ours, or all modules of a package of ours."""
    place = ROOT.joinpath(*module.split("."))
    with suppress(FileNotFoundError):
        yield from [place.with_suffix(".py")] if place.with_suffix(".py").exists() else place.rglob("*.py")
