"""Runs imports for tests."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

from django.core.management import call_command

from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save

LEI = "3003005OYN018DVQBG77"
OTHER_LEI = "300300NIFA1100044282"
USCI = "91110000802100433B"
FULL = (
    "slug,name_en,name_zh,name_fr,legal_name,aliases,sector,zone,ownership,founded,returnee_founded,employees,turnover_cny,"
    "turnover_year,patents,overseas,website,address,latitude,longitude,uscc,lei,listed_on,summary_en,summary_zh,summary_fr,source\n"
    'qinghe,Qinghe,清河,,清河科技有限公司,QH|en:Clear River,芯片,haidian,内资,1984-11,是,"1,200",33900000000,'
    f"2012,57,US|FR,www.qinghe.example,1 Road,39.98,116.31,{USCI},{LEI},NASDAQ: QHEX; HKEX: 992,Makes chips,制造芯片,Puces,https://source.example/1\n"
)


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


def change(company, **fields):
    """What an editor saves."""
    base = document_of(company)
    target = {name: value for name, value in {**base.fields, **fields}.items() if value is not None}
    save(company, base, type(base)(base.kind, target, base.rows, base.sources), Actor())
