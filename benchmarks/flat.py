"""The made-up companies as one wide table, as a tutorial would keep them, with a full-text index beside it."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from benchmarks.companies import Made, companies
from companies.facets import EMPLOYEE_BANDS

COLUMNS = [
    "id",
    "slug",
    "name_en",
    "name_zh",
    "summary_en",
    "summary_zh",
    "description_en",
    "description_zh",
    "sector",
    "zone",
    "ownership",
    "founded",
    "employees",
    "size",
    "turnover",
    "returnee",
]
SEARCHED = "name_en,name_zh,summary_en,summary_zh,description_en,description_zh"
SCHEMA = f"""
CREATE TABLE companies (id INTEGER PRIMARY KEY, {", ".join(COLUMNS[1:])});
CREATE VIRTUAL TABLE companies_fts USING fts5({SEARCHED}, content='companies', content_rowid='id');
"""
INDEXES = """
CREATE INDEX by_name ON companies (name_en);
CREATE INDEX by_sector ON companies (sector);
CREATE INDEX by_zone ON companies (zone);
CREATE INDEX by_ownership ON companies (ownership);
CREATE INDEX by_turnover ON companies (turnover);
INSERT INTO companies_fts (companies_fts) VALUES ('rebuild');
INSERT INTO companies_fts (companies_fts) VALUES ('optimize');
ANALYZE;
"""


def flat_database(path: Path, count: int) -> None:
    """Make the file unless it is there."""
    if path.exists():
        return
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    database = sqlite3.connect(unfinished)
    database.executescript(SCHEMA)
    places = ", ".join("?" * len(COLUMNS))
    database.executemany(f"INSERT INTO companies VALUES ({places})", map(_row, companies(count)))  # noqa: S608
    database.commit()
    database.executescript(INDEXES)
    database.close()
    unfinished.rename(path)


def _row(made: Made) -> tuple[Any, ...]:
    fields = made.fields
    return (
        made.number, fields["slug"], fields["name_en"], fields["name_zh"], fields["summary_en"], fields["summary_zh"],
        made.description_en, made.description_zh, fields["sector"].partition("|")[0], fields["zone"],
        fields["ownership"], int(fields["founded"][:4] or 0), fields["employees"] or None,
        _band(fields["employees"]), fields["turnover_cny"] or None, fields["returnee_founded"],
    )  # fmt: skip


def _band(employees: Any) -> str:
    if employees == "":
        return ""
    return [band for band, least in EMPLOYEE_BANDS.items() if employees >= least][-1]
