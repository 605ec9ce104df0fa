"""What lies below the pages: exports, documents of all versions, the search index, answers to queries."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.core.management import CommandError, call_command

from golden_parts.browser import Links, client_of

QUERIES = {"all": "", "filtered": "?sector=electronics&order=-founded", "none": "?q=nothing+at+all+like+it"}


def exports(folder: Path) -> Iterator[tuple[str, str]]:
    """(name of a file, its text); a workbook gives a text for each of its parts."""
    visitor = client_of()
    for name, query_string in QUERIES.items():
        for kind in ("csv", "json"):
            content = _content(visitor.get(f"/companies/export.{kind}{query_string}"))
            yield f"{name}.{kind}", content.decode()
            (folder / f"{name}.{kind}").write_bytes(content)
        yield from _workbook(name, _content(visitor.get(f"/companies/export.xlsx{query_string}")))
    yield "read-back.txt", _read_back(folder / "all.csv")


def _content(response: Any) -> bytes:
    return b"".join(response) if response.streaming else response.content


def _workbook(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        for part in sorted(workbook.namelist()):
            text = workbook.read(part).decode()
            # A row a line, so that a comparison shows which one differs.
            yield f"{name}.xlsx/{part.replace('/', '_')}", text.replace("<row", "\n<row")


def _read_back(path: Path) -> str:
    """What an import says of our own export."""
    said = io.StringIO()
    try:
        call_command("import_companies", path, "--dry-run", stdout=said)
    except CommandError as error:
        said.write(f"{error}\n")
    return said.getvalue()


def documents() -> Iterator[tuple[str, str]]:
    """Every profile at every version that was kept, those of deleted profiles too."""
    from profiles.documents.history import document_at
    from profiles.models import Version

    found: dict[tuple[str, int], list[dict[str, Any]]] = {}
    for version in Version.objects.order_by("kind", "object_id", "number"):
        document = document_at(version.kind, version.object_id, version.number).as_json()
        made = {
            "number": version.number,
            "action": version.action,
            "origin": version.origin,
            "why": version.why,
        }
        found.setdefault((version.kind, version.object_id), []).append({**made, "document": document})
    for (kind, pk), versions in found.items():
        yield f"{kind}-{pk}.json", json.dumps(versions, indent=1, sort_keys=True, ensure_ascii=False)


def index() -> Iterator[tuple[str, str]]:
    """The entries of the search index, and what hangs on them, a token a line."""
    from profiles.models import SearchEntry, SearchName, SearchWord

    for entry in SearchEntry.objects.order_by("pk"):
        parts = ("names", "terms", "texts")
        lines = [line for part in parts for line in (f"[{part}]", *getattr(entry, part).split())]
        yield f"{entry.pk}.txt", "\n".join(lines)
    yield "beginnings.txt", "\n".join(f"{row.pk} {row.key}" for row in SearchName.objects.order_by("pk"))
    yield "words.txt", "\n".join(f"{row.word} {row.backwards}" for row in SearchWord.objects.order_by("word"))


def answers(queries: Path) -> Iterator[tuple[str, str]]:
    """For each query, the profiles that are found, in their order."""
    visitor = client_of()
    lines = []
    for query in _queries(queries):
        query_string = urlencode({"q": query})
        found = visitor.get(f"/companies/export.json?{query_string}")
        slugs = [row["slug"] for row in json.loads(_content(found))] if found.status_code == 200 else []
        lines.append(
            f"{query}\n  companies: {' '.join(slugs)}\n  parks: {' '.join(_parks(visitor, query_string))}"
        )
        suggested = visitor.get(f"/companies/suggest/?{query_string}").content.decode()
        lines.append(f"  suggested: {suggested}")
    yield "answers.txt", "\n".join(lines)


def _queries(path: Path) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    column = rows[0].index("query") if "query" in rows[0] else 0
    first = 1 if "query" in rows[0] else 0
    return [row[column] for row in rows[first:] if len(row) > column]


def _parks(visitor: Any, query_string: str) -> list[str]:
    """From the list, page by page; none leads beyond its last one."""
    found: dict[str, None] = {}
    for number in range(1, 100):
        page = Links(visitor.get(f"/partners/?{query_string}&page={number}").content.decode())
        slugs = [parts[2] for parts in (link.split("/") for link in page.links) if _is_park(parts)]
        if not set(slugs) - found.keys():
            break
        found |= dict.fromkeys(slugs)
    return list(found)


def _is_park(parts: list[str]) -> bool:
    return len(parts) == 4 and parts[1] == "partners" and not parts[3]
