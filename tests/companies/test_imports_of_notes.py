"""Columns of a file that are kept in the note for editors, of companies that have one."""

import pytest

from companies.models import Company
from profiles.imports import lanes
from profiles.models import Version
from tests.companies.imports import run
from tests.factories import make_company
from tests.profiles.edits import edit

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["plain", "bulk"], autouse=True)
def lane(request, monkeypatch):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", 500 if request.param == "plain" else 0)


def imported(tmp_path, *remarks):
    """One file; the report without lines that say nothing."""
    headers = ",".join(f"Remark {number}" for number in range(1, len(remarks) + 1))
    options = [f"--map=Remark {number}=note" for number in range(1, len(remarks) + 1)]
    text = f"slug,name,{headers}\nqinghe,Qinghe,{','.join(remarks)}\n"
    _out, rows = run(tmp_path, text.encode(), *options)
    return [(row["column"], row["message"]) for row in rows if row["question"]]


def note():
    return Company.objects.get().editors_note


def test_note_of_a_file_comes_behind_what_the_note_says(tmp_path):
    make_company(slug="qinghe", name_en="Qinghe", editors_note="Ask Li.")
    assert imported(tmp_path, "A list") == []
    assert note() == "Ask Li.\nRemark 1: A list"
    edit(Company.objects.get(), editors_note="Ask Chen.\nRemark 1: A list")
    assert imported(tmp_path, "A list", "Visited") == []
    assert note() == "Ask Chen.\nRemark 1: A list\nRemark 2: Visited"


def test_line_that_an_editor_took_out_does_not_come_again(tmp_path):
    make_company(slug="qinghe", name_en="Qinghe")
    imported(tmp_path, "A list", "Visited")
    edit(Company.objects.get(), editors_note="Remark 2: Visited")
    versions = Version.objects.count()
    assert imported(tmp_path, "A list", "Visited") == []
    assert (note(), Version.objects.count()) == ("Remark 2: Visited", versions)


def test_note_without_room_stays_and_the_row_says_so(tmp_path):
    make_company(slug="qinghe", name_en="Qinghe", editors_note="x" * 4_990)
    assert imported(tmp_path, "A list") == [
        ("editors_note", "left out: The note for editors has no room for this.")
    ]
    assert note() == "x" * 4_990
