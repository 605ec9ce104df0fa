"""Scores the search: how often what people type leads to what they mean, on the shipped content.

    search_score.py [--misses] [--data FOLDER] [--beside FILE ...] [FILE ...]

Each query is sent as a visitor sends it, and its answer is read from the page. The files are TSV: the kind of query,
the query, and the answers of which any is right, separated by blanks. Queries of the first files go to the list of companies, and
an answer is the address of a profile; those of visitors.tsv go to the search over the whole site, and an answer is a company, as
before, partners/<address> or figures/<metric>/<year>, where a figure of any year is right without the year.
With --beside, files of companies are imported and published beside the shipped content first, by the site's own import: a
right answer is then one among many.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

ROOT = Path(__file__).resolve().parents[1]
QUERIES = ROOT / "benchmarks" / "queries"
FILES = ("development.tsv", "held_out.tsv", "visitors.tsv")
LIST, WHOLE_SITE = "/companies/", "/search/"
ON_WHOLE_SITE = "answers on the whole site"  # how such a file calls its third column
_RESULT = re.compile(r'<h3>\s*<a href="([^"]+)"')
_FIGURES = "/figures/"

Find = Callable[[str], list[str]]  # a query -> the addresses of what is found, best first


@dataclass(frozen=True)
class Query:
    kind: str
    text: str
    answers: frozenset[str]


@dataclass
class Score:
    """Of some queries: how many have a right answer first, among the first five, and how many no answer at all."""

    queries: int = 0
    first: int = 0
    among_five: int = 0
    nothing: int = 0

    def add(self, found: list[str], answers: frozenset[str]) -> None:
        self.queries += 1
        self.first += is_right(found[:1], answers)
        self.among_five += is_right(found[:5], answers)
        self.nothing += not found

    def __str__(self) -> str:
        shares = (f"{part / (self.queries or 1):.1%}" for part in (self.first, self.among_five, self.nothing))
        return " | ".join([str(self.queries), *shares])


def is_right(found: Iterable[str], answers: frozenset[str]) -> bool:
    return any(one == answer or one.startswith(f"{answer}/") for one in found for answer in answers)


def read_queries(path: Path) -> tuple[str, list[Query]]:
    """The page that they are sent to, and the queries."""
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
    page = WHOLE_SITE if head[2] == ON_WHOLE_SITE else LIST
    return page, [Query(kind, text, frozenset(answers.split())) for kind, text, answers in rows]


def score(
    queries: Iterable[Query], find: Find, missed: Callable[[Query, list[str]], None]
) -> dict[str, Score]:
    """The score of each kind of query, and of all; `missed` hears of each whose first answer is not right."""
    scores: dict[str, Score] = defaultdict(Score)
    for query in queries:
        found = find(query.text)
        for kind in (query.kind, "all"):
            scores[kind].add(found, query.answers)
        if not is_right(found[:1], query.answers):
            missed(query, found)
    return scores


def table(scores: dict[str, Score]) -> str:
    """In Markdown."""
    kinds = [*sorted(scores.keys() - {"all"}), "all"]
    head = "| kind | queries | right first | right among five | nothing found |\n|---|---|---|---|---|\n"
    return head + "".join(f"| {kind} | {scores[kind]} |\n" for kind in kinds)


def on_the_page(text: str, page: str = LIST) -> list[str]:
    """What a page answers to these words, best first."""
    from django.test import Client

    response = Client().get(page, {"q": text})
    links = _RESULT.findall(response.content.decode()) if response.status_code == 200 else []
    return [_answer(unescape(link)) for link in links]


def _answer(link: str) -> str:
    """As the files name it: "lenovo", "partners/kista", "figures/area/2018"."""
    parts = urlsplit(link)
    if parts.path == _FIGURES:
        query = dict(parse_qsl(parts.query))
        return "/".join(["figures", *(query[name] for name in ("metric", "from") if name in query)])
    return parts.path.removeprefix(LIST).strip("/")


def load_content(data: Path, beside: Iterable[Path]) -> None:
    """The shipped content and companies of files in a database in this folder; what is there already stays."""
    os.environ |= {"DATA_DIR": str(data), "SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "*", "HTTPS": "0"}
    os.environ["DJANGO_SETTINGS_MODULE"] = "zgc_site.settings"
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from django.core.management import call_command

    call_command("collectstatic", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0)
    silence = open(os.devnull, "w")  # noqa: SIM115 (until the process ends)
    call_command("load_demo", verbosity=0, stdout=silence)
    for path in beside:
        call_command("import_companies", str(path), publish=True, stdout=silence, stderr=silence)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, default=[QUERIES / name for name in FILES])
    parser.add_argument(
        "--misses", action="store_true", help="print the queries whose first answer is not right"
    )
    parser.add_argument(
        "--data", type=Path, help="a folder whose database has the shipped content, or is to have it"
    )
    parser.add_argument(
        "--beside", nargs="+", type=Path, default=[], help="files of companies that are imported first"
    )
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        load_content(arguments.data or Path(folder), arguments.beside)
        for path in arguments.files:
            missed: list[str] = []

            def note(query: Query, found: list[str], missed: list[str] = missed) -> None:
                missed.append(f"{query.kind}\t{query.text}\t{' '.join(found[:5]) or '-'}")

            page, queries = read_queries(path)
            scores = score(queries, partial(on_the_page, page=page), note)
            print(f"{path.stem}, {page}\n\n{table(scores)}")
            if arguments.misses:
                print("\n".join(missed) + "\n")


if __name__ == "__main__":
    main()
