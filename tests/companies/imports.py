"""Runs imports for tests."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

LEI = "3003005OYN018DVQBG77"
OTHER_LEI = "300300NIFA1100044282"
USCI = "91110000802100433B"


def run(
    folder: Path,
    content: str | bytes,
    *arguments: str,
    name: str = "companies.csv",
    command: str = "import_companies",
) -> Any:
    """Import a file; what the command printed, and the rows of its report."""
    path, report = folder / name, folder / "report.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    out = StringIO()
    call_command(command, str(path), "--report", str(report), *arguments, stdout=out)
    with report.open(encoding="utf-8-sig", newline="") as file:
        return out.getvalue(), list(csv.DictReader(file))


def results(rows: list[dict[str, str]]) -> list[tuple[int, str]]:
    """(line, result) of each row of a report, once."""
    return list(dict.fromkeys((int(row["line"]), row["result"]) for row in rows))
