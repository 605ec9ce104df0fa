"""A list as a file of facts, as a response or on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone

from profiles.exports.answer import FORMATS, download, snapshot, too_many
from profiles.exports.columns import ExportColumns
from profiles.exports.facts.files import Guard, csv_facts, facts_workbook, json_lines

WriteFacts = Callable[[Any, ExportColumns, Sequence[int], Guard], Iterator[bytes]]
FACT_FORMATS: dict[str, tuple[str, WriteFacts]] = {
    "csv": (FORMATS["csv"][0], csv_facts),
    "xlsx": (FORMATS["xlsx"][0], facts_workbook),
    "jsonl": ("application/jsonl; charset=utf-8", json_lines),
}
# A sheet holds a million lines; the facts of a profile are rarely more than fifty.
MAX_IN_WORKBOOK = 20_000


def export_facts(
    columns: ExportColumns, kind: str, ids: Sequence[int]
) -> HttpResponse | StreamingHttpResponse:
    """What is known of the published profiles among `ids`, in this order, as a file of one of FACT_FORMATS."""
    content_type, write = FACT_FORMATS[kind]
    if kind == "xlsx" and len(ids) > MAX_IN_WORKBOOK:
        return too_many(MAX_IN_WORKBOOK)
    name = f"{columns.name}-facts-{timezone.localdate().isoformat()}.{kind}"
    return download(name, content_type, lambda cursor, in_time: write(cursor, columns, ids, in_time))


def facts_file(columns: ExportColumns, kind: str, ids: Sequence[int]) -> Iterator[bytes]:
    """The same for a command, which has no reader who waits."""
    _content_type, write = FACT_FORMATS[kind]
    with snapshot() as cursor:
        yield from write(cursor, columns, ids, iter)
