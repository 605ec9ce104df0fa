"""What is measured inside one process: the search and facet step, export, and the floor of SQLite's own index.

    python -m benchmarks.steps search export rebuild     (the database is the environment's)

Prints JSON. Times are medians in milliseconds.
"""

from __future__ import annotations

import json
import resource
import sqlite3
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.work import CHINESE, ENGLISH, THREE, ZONES

ROUNDS = 12


def main() -> None:
    import django

    django.setup()
    steps: dict[str, Callable[[], Any]] = {"search": search, "export": export, "rebuild": rebuild}
    found = {name: steps[name]() for name in sys.argv[1:]}
    found["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(found))


def search() -> dict[str, float]:
    """The page of primary keys and the counts of all facets; no template, no rows."""
    from companies.catalogue import current

    catalogue, started = current(), time.perf_counter()
    found = {"catalogue_load_s": 0.0}
    questions: dict[str, Sequence[dict[str, Any]]] = {
        "W1": [{}],
        "W2": [{"zone": [zone]} for zone in ZONES],
        "W3": [{"q": words} for words in ENGLISH],
        "W4": [{"q": words} for words in CHINESE],
        "W5": [
            {"sector": [sector], "zone": [zone], "ownership": [ownership], "order": "-turnover"}
            for sector, zone, ownership in THREE
        ],
    }
    for name, asked in questions.items():
        found[name] = _median(asked, lambda values: _answer(values, catalogue))
    found["all_s"] = round(time.perf_counter() - started, 1)
    return found


def _answer(values: dict[str, Any], catalogue: Any) -> None:
    from profiles.lists.results import Results

    results = Results(values, catalogue)
    results.page(1, 12)
    for facet in results.listing.names:
        results.counts(facet)
    for span in results.listing.spans:
        results.years(span)


def export() -> dict[str, dict[str, float]]:
    """Rows a second of each format, by the clock and by the processor."""
    from companies.catalogue import current
    from companies.columns import COMPANIES
    from profiles.exports.answer import FORMATS
    from profiles.exports.answer import export as exported
    from profiles.lists.results import Results

    ids, found = Results({}, current()).ordered().tolist(), {}
    for kind in FORMATS:
        clock, cpu = time.perf_counter(), time.process_time()
        response = exported(COMPANIES.file, kind, ids)
        size = sum(len(piece) for piece in response)
        response.close()
        found[kind] = {
            "rows_per_second": round(len(ids) / (time.perf_counter() - clock)),
            "rows_per_cpu_second": round(len(ids) / (time.process_time() - cpu)),
            "mb": round(size / 1e6, 1),
        }
    return found


def rebuild() -> dict[str, float]:
    from django.core.management import call_command

    clock, cpu = time.perf_counter(), time.process_time()
    call_command("rebuild_search", verbosity=0)
    return {
        "seconds": round(time.perf_counter() - clock, 1),
        "cpu_seconds": round(time.process_time() - cpu, 1),
    }


def raw_fts5(path: str) -> dict[str, float]:
    """The floor: what SQLite's own index takes to count the hits of the same words, with no counts of facets."""
    database = sqlite3.connect(path)
    statement = "SELECT count(*) FROM companies_fts WHERE companies_fts MATCH ?"
    return {"W3": _median(ENGLISH, lambda words: database.execute(statement, (words,)).fetchone())}


def _median(asked: Sequence[Any], answer: Callable[[Any], Any]) -> float:
    times = []
    for _ in range(ROUNDS):
        for question in asked:
            started = time.perf_counter()
            answer(question)
            times.append(time.perf_counter() - started)
    return round(statistics.median(times) * 1000, 3)


if __name__ == "__main__":
    main()
