"""A run as a table, with what is asked of the site beside what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

# Work -> how many times the requests a second of the tutorial's list, and of Datasette, at eight clients.
ASKED = {
    **dict.fromkeys(("W1", "W2", "W3", "W4", "W6"), (40, 10)),
    "W5": (20, 5),
    "W8": (20, 2),
}
MAX_MS = 10  # the median of a page for one client
SYSTEMS = ("site", "site on PostgreSQL", "tutorial", "datasette")


def table(found: dict[str, Any]) -> str:
    return "\n".join([*_pages(found), "", *_goals(found), "", *_rest(found)])


def _pages(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['size']} companies, {found['cores']} cores. Median ms of one client / requests a second of eight."
    there = [name for name in SYSTEMS if name in found["pages"]["W1"]]
    yield f"{'':4}" + "".join(f"{name:>24}" for name in there)
    for work, systems in sorted(found["pages"].items()):
        if work != "-":
            cells = (
                f"{systems[name]['1']['median_ms']:.1f} / {systems[name]['8']['per_second']:.0f}"
                for name in there
            )
            yield f"{work:4}" + "".join(f"{cell:>24}" for cell in cells)


def _goals(found: dict[str, Any]) -> Iterator[str]:
    yield "What is asked of the site, in this run:"
    for work, asked in ASKED.items():
        systems = found["pages"][work]
        own = systems["site"]["8"]["per_second"]
        for name, times in zip(("tutorial", "datasette"), asked, strict=True):
            if name in systems:
                yield _goal(f"{work}: times {name}", own / (systems[name]["8"]["per_second"] or 1), times)
        yield _goal(f"{work}: median ms", systems["site"]["1"]["median_ms"], MAX_MS, at_most=True)
    hello = found["pages"]["-"]["hello"]["8"]
    for work in ("W1", "W7"):
        for name, share in (("cached", 0.65), ("cached, gzip", 0.65), ("304", 0.75)):
            kept = found["pages"][work][name]["8"]
            yield _goal(
                f"{work} {name}: share of hello-world", kept["per_second"] / hello["per_second"], share
            )
            yield f"    by CPU time of the server: {hello['cpu_ms'] / (kept['cpu_ms'] or 1):.2f}"


def _goal(name: str, value: float, asked: float, *, at_most: bool = False) -> str:
    met = value <= asked if at_most else value >= asked
    sign = "at most" if at_most else "at least"
    return f"  {'met    ' if met else 'NOT MET'} {name:32} {value:9.2f}  ({sign} {asked})"


def _rest(found: dict[str, Any]) -> Iterator[str]:
    names = (
        "memory_mb_a_worker",
        "database_mb",
        "cold_ms",
        "steps",
        "raw_fts5_ms",
        "import",
        "import_beside_visitors",
    )
    for name in names:
        if name in found:
            yield f"{name}: {found[name]}"
