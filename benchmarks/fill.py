"""Fills an empty database with made-up companies, in chunks, so that memory does not grow with their number.

The tables of a new database are filled past the site: all that the site would write is written
(rows, versions, match keys, content version, search index, statistics of the planner), only faster.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.core.management import call_command, get_commands
from django.db import connection

from benchmarks.companies import Made, companies
from benchmarks.tables import PARTS, RowMaker, Rows
from companies.models import Company
from kit.sql import statistics
from partners.columns import PARKS
from partners.models import Park
from profiles import tally
from profiles.models import ContentVersion, MatchKey
from profiles.recognising.match_keys import note_whole, stored_keys
from zgc_site.demo.content import load_content
from zgc_site.demo.terms import load_terms

CHUNK = 10_000
FAST = "PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA temp_store=MEMORY;"


def fill(count: int) -> None:
    """Migrate the database and load `count` companies, unless it has them already."""
    call_command("migrate", verbosity=0)
    there = Company.objects.count()
    if there == count:
        return
    if there:
        raise SystemExit(f"This database has {there} companies: give an empty one to load {count}.")
    load_surroundings()
    started = time.perf_counter()
    _load_companies(count)
    print(f"loaded {count} companies in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    index()


def index() -> None:
    """Build the search index, and do what the worker of a site does after many rows were written."""
    started = time.perf_counter()
    if "rebuild_search" in get_commands():
        call_command("rebuild_search", verbosity=0)
    statistics.gather()
    tally.count()
    print(f"indexed in {time.perf_counter() - started:.0f} s", file=sys.stderr)


def load_surroundings() -> None:
    """Tables, roles, metrics, sectors, zones and parks: what a file of companies needs to be there."""
    call_command("migrate", verbosity=0)
    call_command("setup_roles", verbosity=0)
    load_terms()
    if not Park.objects.exists():
        load_content(PARKS)


def _load_companies(count: int) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.executescript(FAST)
    maker = RowMaker(first_pk=1)
    links = Company.sectors.through._meta.db_table
    for chunk in _chunks(companies(count)):
        rows: Rows = {model: [] for model in PARTS}
        sectors: list[tuple[int, int]] = []
        keys: list[tuple[int, int, str]] = []
        for made in chunk:
            keys += [(key, maker.next_pk, "company") for key in _keys(made)]
            maker.add(made, rows, sectors)
        for model, table in maker.tables.items():
            _write(table.name, table.columns, rows[model])
        _write(links, ["company_id", "sector_id"], sectors)
        _write(MatchKey._meta.db_table, ["key", "object_id", "kind"], sorted(keys))
    note_whole("company")
    _after_numbers()
    ContentVersion.advance()


def _keys(made: Made) -> set[int]:
    """What an import recognises the company by."""
    names = [made.fields[name] for name in ("name_en", "name_zh", "legal_name")]
    return stored_keys(filter(None, [*names, *made.fields["aliases"].split("|")]), made.fields["website"])


def _chunks(made: Iterator[Made]) -> Iterator[list[Made]]:
    while chunk := list(islice(made, CHUNK)):
        yield chunk


def _write(table: str, columns: list[str], rows: Iterable[Any]) -> None:
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
            return
        places = ", ".join("?" * len(columns))
        # The cursor of the sqlite3 module: Django's would turn each statement's placeholders anew.
        statement = f'INSERT INTO "{table}" ({names}) VALUES ({places})'  # noqa: S608 (names of our own tables)
        raw = connection.connection
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(statement, rows)
        raw.execute("COMMIT")


def _after_numbers() -> None:
    """PostgreSQL counts on from here when the site makes the next company."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('companies_company', 'id'), (SELECT max(id) FROM companies_company))"
            )
