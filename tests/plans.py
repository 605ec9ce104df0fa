"""What SQLite plans to do for the statements that a page asks."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db import connection
from django.test.utils import CaptureQueriesContext

# What SQLite calls a scan and is none: the index of the search, numbers given as a list, a subquery of one row.
NO_TABLES = (
    *("profiles_searchindex", "json_each", "constant row", "subquery", "("),
    *("word_like", "backwards_like"),  # what was found of each
)
# The park's own lists, its partners, and messages that wait do not grow with its directory.
SHORT_TABLES = ("companies_sector", "companies_zone", "profiles_metric", "partners_", "submissions_notice")


def forget_statistics() -> None:
    """As a database that nothing was counted of yet, whatever an import of another test has left behind."""
    with connection.cursor() as cursor:
        if "sqlite_stat1" in connection.introspection.table_names(cursor):
            cursor.execute("DELETE FROM sqlite_stat1")
        cursor.execute("ANALYZE sqlite_master")  # the open connection reads again what is there: nothing


def walks_of(client, addresses: Iterable[str]) -> set[str]:
    """The tables that are walked for these pages, with the statements that do so."""
    found: set[str] = set()
    for address in addresses:
        with CaptureQueriesContext(connection) as queries:
            response = client.get(address)
            assert response.status_code == 200, address
            if response.streaming:
                b"".join(response.streaming_content)
        found |= {f"{address}: {line}" for query in queries for line in walks(query["sql"])}
    return found


def walks(sql: str) -> list[str]:
    """The steps of a plan that look at each row of a table, or at each that is published."""
    if not sql.lstrip().upper().startswith(("SELECT", "WITH")):
        return []
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + sql.replace("%", "%%"))
        lines = [row[3] for row in cursor.fetchall()]
    return [f"{line}: {sql[:300]}" for line in lines if _is_walk(line, sql)]


def _is_walk(line: str, sql: str) -> bool:
    """Nearly all profiles are published; drafts are few, or their index is read as far as a LIMIT says."""
    by_state = "'published'" in sql and re.search(r" USING (COVERING )?INDEX \w+ \(state=\?\)$", line)
    scan = re.match(r"SCAN (?!.*USING)", line) and not _is_no_table(line)
    return bool(by_state or scan)


def _is_no_table(line: str) -> bool:
    return line.removeprefix("SCAN ").lower().startswith((*NO_TABLES, *SHORT_TABLES))
