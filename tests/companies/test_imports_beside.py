"""A large file is read by a second process; what comes of it is the same."""

import csv
import gc
import os
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError
from django.urls import reverse

from companies.models import Company
from profiles.documents import records
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create
from profiles.imports import lanes
from profiles.imports.bulk import lane, processes
from profiles.imports.bulk.batches import Batch
from profiles.imports.bulk.large import large_import
from profiles.imports.plan.slugs import Slugs
from profiles.models import MatchKey, SearchEntry, SearchName, SearchWord, Source, Version
from profiles.models.profile import RESERVED_SLUGS
from profiles.search.rebuilding import IndexReport, check, rebuild
from tests.factories import make_company, make_metric, make_sector, make_user, make_zone

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _any_file_is_large(monkeypatch):
    monkeypatch.setattr(lane, "TWO_PROCESSES_FROM", 0)


MONEY = "Revenue (US$ m)"
ROWS = [
    {
        "name": f"Company {number}" if number % 5 else "",  # a row without a name is rejected
        "name_zh": f"公司第{number}号" if number % 5 else "",
        "sector": "chips" if number % 7 else "unknown",  # and a cell that cannot be read left out
        "zone": "haidian",
        "employees": str(number),
        MONEY: f"${number} m" if number % 11 else "5 €",
        "founded": "1984-11",
        "website": f"https://company{number}.example.com/",
        "source": f"Register {number % 3}",
    }
    for number in range(60)
]


def imported(path, *options):
    out = StringIO()
    call_command("import_companies", str(path), *options, stdout=out)
    lines = [line for line in out.getvalue().splitlines() if not line.startswith("Import ")]  # its number
    return lines[:-1], lines[-1].rpartition(" (")[0]


def content():
    companies = Company.objects.order_by("slug")
    return [
        (
            document.fields,
            {name: list(found.values()) for name, found in document.rows.items()},
            document.sources,
        )
        for document in map(document_of, companies)
    ]


@pytest.fixture
def path(tmp_path, monkeypatch):
    monkeypatch.setattr(lane, "CHUNK", 8)
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {0, 1})
    make_sector(slug="chips"), make_zone(slug="haidian")
    make_metric(code="employees", kind="count", unit="count")
    make_metric(code="turnover")
    path = tmp_path / "companies.csv"
    write(path, ROWS)
    return path


def write(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ROWS[0])
        writer.writeheader()
        writer.writerows(rows)


def test_two_processes_write_what_one_writes(path, monkeypatch):
    said = imported(path, "--publish")
    alone = content()
    for model in (Company, Source, Version, MatchKey, SearchEntry, SearchName):
        model.objects.all().delete()
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    assert imported(path, "--publish") == said
    assert content() == alone
    assert check(lambda done, total: None) == IndexReport()


def test_same_file_twice_changes_nothing_in_two_processes(path, monkeypatch):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    imported(path)
    versions = Version.objects.count()
    assert (
        "0 created, 0 updated, 48 unchanged, 12 rejected, 0 to decide, 6 with cells left out, "
        "9 cells that say nothing is known taken as empty" in imported(path)[1]
    )
    assert Version.objects.count() == versions


def test_sector_renamed_after_rows_were_made_is_searched_by_its_new_name():
    sector = make_sector(slug="cloud", name_en="Clouds")
    batch = Batch([Document("company", {"slug": "one", "name_en": "One", "sectors": ["cloud"]})])
    base = document_of(sector)
    records.save(sector, base, Document(base.kind, base.fields | {"name_en": "Weather"}))
    batch.write(Actor())
    assert check(lambda done, total: None) == IndexReport()


def _die(rows, as_new):
    os._exit(1)


def test_rows_are_made_here_where_the_other_process_dies(path, monkeypatch):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    monkeypatch.setattr(processes, "_prepare", _die)
    assert "48 created" in imported(path)[1]


def test_row_among_new_ones_changes_a_profile_in_two_processes(path, monkeypatch):
    """Its proposal was not sent along."""
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    there = create(Document("company", {"slug": "there", "name_en": "Company 8"}), Actor())
    assert "47 created, 1 updated" in imported(path, "--on-match", "update")[1]
    assert len(document_of(there).of("figures")) == 2
    assert Company.objects.get(pk=there.pk).name_zh == "公司第8号"


def test_words_that_were_written_are_written_once():
    batches = [
        Batch([Document("company", {"slug": name, "name_en": f"{name} Robots"})])
        for name in ("alpha", "beta")
    ]
    batches[0].write(Actor())
    batches[1].write(Actor(), known_words=batches[0].words)
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"alpha", "beta", "robots"}
    batches[1].prepared[0].values[batches[1].columns.index("slug")] = "third"
    SearchWord.objects.all().delete()
    batches[1].write(Actor(), known_words={"beta"})
    assert set(SearchWord.objects.values_list("word", flat=True)) == {"robots"}


@pytest.mark.parametrize("rows", [1, 2, 1_000])
def test_rows_are_recognised_alike_in_chunks_of_any_size(tmp_path, monkeypatch, rows):
    """科贝 and 可贝 only sound alike; Kebei is how the first is written, and KB too short to be asked by."""
    monkeypatch.setattr(lane, "CHUNK", rows)
    path = tmp_path / "names.csv"
    lines = [
        "name_en,name_zh,aliases,founded",
        ",科贝微电子,KB,2001",
        ",可贝微电子,,2002",
        "Kebeiweidianzi,,,2003",
        "KB,,,2004",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    assert "2 created, 0 updated, 0 unchanged, 0 rejected, 2 to decide" in imported(path)[1]


def test_settings_of_a_large_import_end_with_it():
    own, before = gc.get_threshold(), (700, 10, 10)
    gc.set_threshold(*before)
    with large_import():
        assert gc.get_threshold() != before
    assert (gc.get_threshold(), gc.get_freeze_count()) == (before, 0)
    gc.set_threshold(*own)


def test_strict_import_writes_all_or_nothing_in_two_processes(path, monkeypatch):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    with pytest.raises(CommandError, match="16 rows"):
        imported(path, "--strict")
    assert not Company.objects.exists()
    assert not Source.objects.exists()
    good = [row for row in ROWS if row["sector"] == "chips" and row["name"] and "€" not in row[MONEY]]
    write(path, good)
    assert "37 created" in imported(path, "--strict", "--publish")[1]
    assert Source.objects.count() == 3
    assert check(lambda done, total: None) == IndexReport()


def test_worker_that_serves_pages_starts_no_process(path, monkeypatch, client):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    monkeypatch.setattr(processes, "prepared_beside", None)
    client.force_login(make_user(role="Editor"))
    file = SimpleUploadedFile("companies.csv", path.read_bytes())
    url = client.post(reverse("admin:companies_company_import"), {"file": file}).url.removesuffix("columns/")
    client.post(url, {"seen": client.get(url).context["seen"], "_import": "1"})
    assert Company.objects.count() == 48


# A row that gives an address and no name is rejected when all of it is known, and not while it is read.
FILES = {
    # What the file says, and what is to become of its rows wherever its chunks end.
    "the same row three times": (
        ["Twin Works,,,", "Twin Works,,,", "Twin Works,,,"],
        "1 created",
        "2 to decide",
    ),
    "a row like one that is rejected": (
        [",ghost,https://ghost.example/,", "Ghost Works,,https://ghost.example/,"],
        "1 created",
        "1 rejected",
    ),
    "the number of one that is rejected": ([",a-works,,Q42", "B Works,,,Q42"], "1 created", "1 rejected"),
    "a name of one with and of one without a number": (
        ["Edge Works,,,Q42", "Edge Works,,,", "Edge Works,,,Q43"],
        "2 created",
        "1 to decide",
    ),
}


@pytest.mark.parametrize("in_two", [False, True])
@pytest.mark.parametrize("rows", [1, 2, 1_000])
@pytest.mark.parametrize("name", FILES)
def test_same_rows_come_to_the_same_wherever_chunks_end(tmp_path, monkeypatch, name, rows, in_two):
    lines, *expected = FILES[name]
    monkeypatch.setattr(lane, "CHUNK", rows)
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0 if in_two else 1_000)
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["name_en,slug,website,wikidata", *lines]), encoding="utf-8")
    planned = imported(path, "--dry-run")[1].replace(", nothing was written", "")
    done = imported(path)[1]
    assert done == planned
    assert set(expected) <= set(done.split(", "))


def test_words_of_a_chunk_that_was_not_written_are_written_with_the_next(tmp_path, monkeypatch):
    monkeypatch.setattr(lane, "CHUNK", 1)
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 0)
    path = tmp_path / "words.csv"
    path.write_text("name_en,slug,aliases\n,nobody,Zyxxo Works\nZyxxo Later,,\n", encoding="utf-8")
    assert "1 created" in imported(path)[1]
    assert SearchWord.objects.filter(word="zyxxo").exists()


def test_missing_word_is_noticed_and_brought_back():
    create(Document("company", {"slug": "lenovo", "name_en": "Lenovo"}), Actor())
    SearchWord.objects.all().delete()
    assert check(lambda done, total: None) == IndexReport(names=1)
    rebuild(lambda done, total: None)
    assert SearchWord.objects.filter(word="lenovo").exists()


def test_rows_of_one_name_are_given_addresses_in_their_order():
    make_company(slug="same-3")
    slugs, given = Slugs("company", {"same"}), ["same-5"]
    for _row in range(120):
        given.append(slugs.give("same", given))
    taken = {3, 5}
    names = ["same" if number == 1 else f"same-{number}" for number in range(1, 123) if number not in taken]
    assert given[1:] == names


@pytest.mark.parametrize("slug", RESERVED_SLUGS)
def test_address_of_another_page_is_left_out(tmp_path, slug):
    path = tmp_path / "slug.csv"
    path.write_text(f"name_en,slug\nTaken,{slug}\n", encoding="utf-8")
    assert "1 created" in imported(path)[1]
    assert Company.objects.get().slug == "taken"
    with pytest.raises(ValidationError, match="another page"):
        Company(name_en="Taken", slug=slug).full_clean()
    with pytest.raises(IntegrityError):
        make_company(slug=slug)
