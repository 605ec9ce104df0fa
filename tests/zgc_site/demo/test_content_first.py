"""The first run of load_demo, in a database that the editors have used already."""

import csv
import re
import shutil

import pytest
from django.core.management import CommandError, call_command

from companies.models import Company
from partners.models import Park
from zgc_site.demo import content, files


def test_profile_with_the_same_address_is_left_alone(db, capsys):
    own = Company.objects.create(slug="baidu", name_en="Our own Baidu")
    call_command("load_demo")
    said = capsys.readouterr().out
    assert (
        "Parks: 50 created, 0 updated, 0 unchanged\nCompanies: 146 created, 0 updated, 0 unchanged\n" in said
    )
    assert "  Left out:\n  baidu: its address is that of a profile of your own\n" in said
    unresolved = re.findall(r"^  story (\S+), \w+: (.*)$", said, re.MULTILINE)
    assert {slug for slug, _why in unresolved} == {"portrait-of-2013", "out-into-the-world"}
    assert {why for _slug, why in unresolved} == {
        "“[[company:baidu]]”: no published profile has this address."
    }
    own.refresh_from_db()
    assert own.name_en == "Our own Baidu"


def test_files_that_are_at_fault_are_told_in_a_sentence_and_nothing_is_loaded(db, tmp_path, monkeypatch):
    monkeypatch.setattr(content, "FACTS", tmp_path / "facts")
    shutil.copytree(files.FACTS, content.FACTS)
    rows = files.read(content.FACTS / "parks.csv")
    rows[0]["fact"] = "nonsense"
    with (content.FACTS / "parks.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows[:20])
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo")
    first, rest = str(refusal.value).split("\n", 1)
    assert first == "The shipped files are at fault; nothing was loaded."
    assert "nonsense: line 2: No fact is called so." in rest
    assert not Park.objects.exists()
