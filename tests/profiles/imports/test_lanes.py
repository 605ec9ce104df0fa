"""Both lanes make the same of a file: the same report, and the same database."""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
from pathlib import Path

import openpyxl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from companies.columns import COMPANIES
from companies.models import Company
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, save
from profiles.imports import lanes
from profiles.imports.bulk import lane
from profiles.imports.cells.problems import FileRefused
from profiles.imports.lanes import Import
from profiles.imports.plain.lane import PlainLane
from profiles.imports.plain.task import ImportTask
from profiles.imports.plan.decisions import Decisions
from profiles.imports.reports import ImportReport
from profiles.imports.rows.headers import Headers
from profiles.imports.rows.row_options import RowOptions
from profiles.imports.tables.options import Options
from profiles.models import MatchKey, SearchEntry, SearchName, SearchWord, Source, Version
from profiles.recognising.match_keys import NO_PROFILE
from tests.companies.imports import LEI, OTHER_LEI
from tests.factories import make_metric, make_sector, make_zone
from tests.profiles.imports.opening import open_table

pytestmark = pytest.mark.django_db

IMPORT = Actor(why="earlier.csv", origin=Version.Origin.IMPORT)
NOTHING = ("", "", "")
NAMES = ("Alpha Works", "ALPHA works Ltd.", "Beta", "Known Works", "Draft Works", "Once Works", "Seven", "7")
COLUMNS = {
    "slug": (*NOTHING, "alpha-works", "alpha-works-2", "known", "was-known", "7", "no slug!"),
    "name_en": (*NOTHING, *NAMES, *NAMES, "Kebeiweidianzi", "-"),
    "name_zh": (*NOTHING, *NOTHING, "科贝微电子", "可贝微电子", "贝塔科技有限公司"),
    "name_fr": (*NOTHING, *NOTHING, "Société Alpha", "Beta"),
    "aliases": (*NOTHING, *NOTHING, "Alpha Works|en:Beta", "Known Works", "Seven"),
    "sector": ("", "chips", "chips|unknown"),
    "founded": ("", "1984", "1984-11", "2999", "long ago"),
    "employees": ("", "12", "500+", "many"),
    "website": (*NOTHING, "https://alpha.example/", "known.example", "no site"),
    "summary_en": ("", "Makes robots.", "x" * 500),
    "source": ("", "Register 1", "https://register.example/"),
    "lei": (*NOTHING, LEI, OTHER_LEI, "123"),
    "wikidata": (*NOTHING, *NOTHING, "Q42", "Q43"),
    "list_number": (*NOTHING, *NOTHING, "1", "2"),
}
ROWS = st.lists(st.fixed_dictionaries({name: st.sampled_from(cells) for name, cells in COLUMNS.items()}), min_size=1, max_size=7)  # fmt: skip
OPTIONS = RowOptions(words={"sector": {"unknown": "chips"}}, source="List 9", origin="List 9")
KINDS = ("csv", "tsv", "csv.gz", "xlsx")


def row(**cells):
    return dict.fromkeys(COLUMNS, "") | cells


@pytest.fixture
def _known():
    """A published company, a draft, and one that an earlier import made and an editor gave another name."""
    make_sector(slug="chips"), make_zone(slug="haidian")
    make_metric(code="employees", kind="count", unit="count")
    fields = {"name_en": "Known Works", "slug": "was-known", "website": "https://known.example/"}
    number = {"0190a1b2-0000-7000-8000-000000000001": {"scheme": "lei", "value": LEI}}
    known = create(Document("company", fields, {"identifiers": number}), Actor())
    known.publish(by=None)
    _edit(known, slug="known")
    create(Document("company", {"name_en": "Draft Works", "slug": "draft"}), IMPORT)
    once = create(Document("company", {"name_en": "Once Works", "slug": "once"}), IMPORT)
    _edit(once, name_en="Today Works", name_zh="贝塔科技")


def _edit(company, **fields):
    base = document_of(Company.objects.get(pk=company.pk))
    save(company, base, Document(base.kind, base.fields | fields, base.rows, base.sources), Actor())


DOCS = Path(__file__).parents[3] / "docs" / "imports.md"


def documented_trip():
    """The modules of the table in the documentation, in its order."""
    steps = re.findall(r"^\| \d \| [^|]+\| `([\w/]+\.py)` \|", DOCS.read_text(), re.MULTILINE)
    return list(dict.fromkeys(f"profiles/imports/{step}" for step in steps))


@pytest.mark.usefixtures("_known")
def test_row_goes_through_the_modules_that_the_documentation_names():
    trip, entered = documented_trip(), []
    root = f"{DOCS.parents[1]}/"

    def note(frame, event, _argument):
        module = frame.f_code.co_filename.removeprefix(root)
        if event == "call" and module in trip:
            entered.append(module)

    headers = Headers(COMPANIES)
    file = written([row(slug="known", name_en="Known Works", name_zh="贝塔")], "csv")
    with open_table(file, headers.recognise, Options()) as table:
        task = ImportTask(
            COMPANIES, table, headers.columns(table.headers), Actor(origin=Version.Origin.IMPORT)
        )
        row_lane = PlainLane(task)
        sys.setprofile(note)
        try:
            (outcome,) = row_lane.run()
        finally:
            sys.setprofile(None)
    assert outcome.status == "updated"
    opening, *steps, saving = trip
    assert (opening, saving) == ("profiles/imports/tables/files.py", "profiles/imports/plain/lane.py")
    assert [module for module in dict.fromkeys(entered) if module != saving] == steps
    assert saving in entered
    assert len(trip) <= 6


@pytest.mark.usefixtures("_known")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=ROWS,
    kind=st.sampled_from(KINDS),
    on_match=st.sampled_from(["ask", "create", "update"]),
    of_line=st.dictionaries(st.integers(2, 8), st.sampled_from(["create", "leave"]), max_size=2),
    publish=st.booleans(),
    chunk=st.integers(1, 4),
)
@example([row(name_en="Alpha Works"), row(slug="alpha-works", name_en="Beta")], "csv", "ask", {}, True, 4)
@example([row(name_en="Beta", wikidata="Q42"), row(name_en="Beta", wikidata="Q43"), row(name_en="Beta")], "csv", "ask", {}, True, 1)  # fmt: skip
@example([row(slug="known", aliases="Seven"), row(name_en="Seven", name_fr="Beta"), row(name_en="Seven")], "csv", "update", {}, False, 1)  # fmt: skip
@example([row(name_en="Once Works"), row(name_en="Once Works"), row(name_en="Known Works")], "csv", "ask", {}, False, 2)  # fmt: skip
@example([row(slug="ghost", website="https://alpha.example/"), row(name_en="Beta", website="https://alpha.example/")], "csv", "ask", {}, False, 4)  # fmt: skip
@example([row(name_en="7"), row(slug="7", name_en="Seven")], "csv", "ask", {}, False, 1)
@example([row(name_en="Once Works", lei=LEI), row(name_en="Seven", source="Register 1"), row(name_en="Alpha Works", source="Register 1", lei=LEI)], "csv", "ask", {4: "create"}, False, 4)  # fmt: skip
@example([row(slug="known", wikidata="Q42"), row(slug="was-known", wikidata="Q43"), row(name_en="Alpha Works", lei=LEI, wikidata="Q43")], "csv", "update", {}, False, 1)  # fmt: skip
def test_both_lanes_come_to_the_same(rows, kind, on_match, of_line, publish, chunk):
    file = written(rows, kind)
    decisions = Decisions(on_match, of_line)
    plain = imported(file, decisions, publish=publish, plain_up_to=5_000, chunk=1)
    bulk = imported(file, decisions, publish=publish, plain_up_to=0, chunk=chunk)
    # Words of rows that were not written may stay: they are proposed only where they find something.
    assert bulk.pop("words") >= plain.pop("words")
    for what, found in plain.items():
        assert (what, bulk[what]) == (what, found)


def written(rows, kind):
    if kind == "xlsx":
        book, file = openpyxl.Workbook(), io.BytesIO()
        for cells in (COLUMNS, *(found.values() for found in rows)):
            book.active.append([cell or None for cell in cells])
        book.save(file)
        return file
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter="\t" if kind == "tsv" else ",")
    writer.writeheader()
    writer.writerows(rows)
    content = text.getvalue().encode()
    return io.BytesIO(gzip.compress(content) if kind.endswith("gz") else content)


def imported(file, decisions, *, publish, plain_up_to, chunk):
    """What the preview and the report of one lane say, and what is in the database then; it is taken back."""
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
        patch.setattr(lane, "CHUNK", chunk)
        try:
            planned = _report(file, decisions, publish, "plan")
            done = _report(file, decisions, publish, "run")
            found = {"preview": planned, "report": done, **database()}
        finally:
            transaction.set_rollback(True)
    return found


def _report(file, decisions, publish, what):
    headers = Headers(COMPANIES)
    try:
        with open_table(file, headers.recognise, Options()) as table:
            columns = headers.columns(table.headers)
            task = Import(COMPANIES, table, columns, Actor(why="companies.csv", origin=Version.Origin.IMPORT), publish, decisions, options=OPTIONS)  # fmt: skip
            text = io.StringIO()
            report = ImportReport(text)
            for outcome in getattr(task, what)():
                report.add(outcome)
            return text.getvalue().splitlines()
    except FileRefused as error:
        return str(error)


def database():
    """All that an import writes, by address instead of number; keys of rows and moments left out."""
    slugs = dict(Company.objects.values_list("pk", "slug"))
    documents = [document_of(company) for company in Company.objects.order_by("slug")]
    return {
        "documents": [
            (one.fields, {name: sorted(map(repr, found.values())) for name, found in one.rows.items()}, one.sources)
            for one in documents
        ],
        "states": sorted(Company.objects.values_list("slug", "state", "version", "changed_by")),
        "history": sorted(
            (slugs.get(pk, ""), *rest)  # a deleted one keeps its history
            for pk, *rest in Version.objects.filter(kind="company").values_list(
                "object_id", "number", "action", "state", "origin", "why", "made_by"
            )
        ),
        "keys": sorted((slugs[pk], key) for pk, key in MatchKey.objects.exclude(object_id=NO_PROFILE).values_list("object_id", "key")),
        "sources": sorted(Source.objects.values_list("key", "title", "url", "evidence")),
        "entries": sorted(SearchEntry.objects.values_list("names", "terms", "texts")),
        "names": sorted(map(str, SearchName.objects.values_list("key", flat=True))),
        "words": set(SearchWord.objects.values_list("word", flat=True)),
    }  # fmt: skip
