"""An import and its taking back, killed in the middle: nothing is half done, and either goes on."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from django.conf import settings

from tests.migrated import prepare_process

ROWS = 200
TABLES = (
    "companies_company companies_companyfigure companies_companycitation profiles_source profiles_searchentry"
)


def manage(folder, *arguments):
    environment = os.environ | {"DATA_DIR": str(folder)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    with (folder / "output").open("wb") as output:
        return subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)


def done(folder, *arguments):
    process = manage(folder, *arguments)
    assert process.wait() == 0, (folder / "output").read_text()


def asked(folder, query):
    with sqlite3.connect(folder / "park.sqlite3", timeout=30) as database:
        return database.execute(query).fetchall()


def killed_when(folder, condition, *arguments):
    process = manage(folder, *arguments)
    while process.poll() is None and not condition():
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()


def companies(folder):
    return asked(folder, "SELECT count(*) FROM companies_company")[0][0]


@pytest.mark.parametrize(("imported", "left"), [(1, ROWS - 1), (90, 60)])
def test_killed_import_and_killed_taking_back_leave_nothing_half_done(tmp_path, imported, left):
    prepare_process(tmp_path)
    done(tmp_path, "migrate", "--verbosity=0")
    file = tmp_path / "companies.csv"
    file.write_text(
        "name,address,source\n" + "".join(f"Company {n},{n} Road,Register {n % 7}\n" for n in range(ROWS))
    )
    before = [asked(tmp_path, f"SELECT count(*) FROM {table}") for table in TABLES.split()]

    killed_when(tmp_path, lambda: companies(tmp_path) >= imported, "import_companies", str(file))
    rows = companies(tmp_path)
    assert imported <= rows <= ROWS
    assert asked(tmp_path, "SELECT count(*) FROM profiles_version") == [(rows,)]
    assert asked(tmp_path, "SELECT count(*) FROM profiles_searchentry") == [(rows,)]
    done(tmp_path, "import_companies", str(file))  # the same file again: done rows are unchanged
    assert (companies(tmp_path), asked(tmp_path, "SELECT count(*) FROM profiles_version")) == (
        ROWS,
        [(ROWS,)],
    )

    second = asked(tmp_path, "SELECT max(id) FROM profiles_changeset")[0][0]
    asked(tmp_path, "UPDATE profiles_changeset SET seen_at = '2020-01-01 00:00:00' WHERE state = 'running'")
    first = asked(tmp_path, "SELECT min(id) FROM profiles_changeset")[0][0]
    for number in sorted({first, second}):
        killed_when(tmp_path, lambda: companies(tmp_path) <= left, "take_back", str(number))
        assert asked(tmp_path, "SELECT count(*) FROM profiles_version WHERE action = 'deleted'") == [(ROWS - companies(tmp_path),)]  # fmt: skip
        if asked(tmp_path, f"SELECT state FROM profiles_changeset WHERE id = {number}") != [("taken back",)]:
            done(tmp_path, "take_back", str(number))
    assert [asked(tmp_path, f"SELECT count(*) FROM {table}") for table in TABLES.split()] == before
