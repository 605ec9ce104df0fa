"""What the shipped sources are worth, and which of them are linked."""

import csv
import shutil

import pytest

from companies.models import Company
from partners.models import Park, ParkCitation
from profiles.content import changes
from profiles.models import Evidence, Shipped, Source
from tests.all_rows import all_rows
from zgc_site.demo import content, sources
from zgc_site.demo.files import FACTS, read
from zgc_site.demo.sources import DESCRIPTIONS

ARTICLE = "Zhongguancun Science Park: innovation & excellence in the center of Beijing"


def rows():
    return read(FACTS / "sources.csv")


def test_descriptions_of_sources_can_be_translated():
    titles = {row["title"] for row in rows() if row["language"] == "en" and not row["url"]}
    assert titles - {ARTICLE} == set(DESCRIPTIONS)


def test_what_nobody_can_check_is_no_evidence():
    said = [row["title"] for row in rows() if row["evidence"] == "none"]
    assert sorted(said) == [
        "District derived from the postcode, from general knowledge",
        "General knowledge",
        "The editors’ choice, from the description and the industry that the sources give",
    ]


def test_copies_of_wikipedia_are_to_be_checked(demo):
    copies = Source.objects.filter(publisher="Wikipedia (copy)")
    assert [(row.url, row.evidence) for row in copies] == [("", Evidence.TO_CHECK)] * len(copies)
    assert ParkCitation.objects.get(park__slug="cyberjaya", field="founded").source in copies


def test_milestone_of_a_park_has_its_own_source(demo):
    milestone = Park.objects.get(slug="zgc-tel-aviv").milestones.first()
    assert milestone.source.publisher == "China Daily"


def test_further_sources_of_a_tie_stand_behind_the_summary(demo):
    """A partnership names one source; a summary may have several."""
    citations = ParkCitation.objects.filter(field="summary_en", park__slug__in=["zgc-ottawa", "tehnopol"])
    assert sorted(citations.values_list("park__slug", "source__publisher")) == [
        ("tehnopol", "Astlanda"),
        ("tehnopol", "中关村新闻网"),
        ("zgc-ottawa", "Canadian Dream"),
        ("zgc-ottawa", "Ottawa Business Journal"),
        ("zgc-ottawa", "ZDNet"),
    ]


def test_former_name_has_its_own_source(demo):
    names = Company.objects.get(slug="yonyou").other_names.order_by("name")
    assert [(row.name, row.kind, row.source.publisher) for row in names] == [
        ("UFIDA", "former", "FinanceDatabase"),
        ("UFIDA Software", "former", "FinanceDatabase"),
        ("用友软件", "former", ""),
    ]


# --- a newer release -----------------------------------------------------------------------------


@pytest.fixture
def newer(demo, tmp_path, monkeypatch):
    """Loads the sources as a next release has them: what to change, by short name; None takes one away."""
    monkeypatch.setattr(sources, "FACTS", tmp_path)

    def load(**change):
        found = {row["key"]: row for row in rows()} | {KEY: row_of(KEY)}
        for key, fields in change.items():
            found[key] = found.get(key, {"key": key}) | fields
        write(tmp_path, found.values())
        return sources.load_sources()

    return load


def write(folder, found):
    with (folder / "sources.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, row_of(KEY), restval="")
        writer.writeheader()
        writer.writerows(found)


KEY = "financedatabase"


def row_of(key):
    return next(row for row in rows() if row["key"] == key)


def the_source():
    return Source.objects.get(key=KEY)


NEW = {"title": "A new one", "evidence": "primary"}


def test_newer_release_corrects_a_source_and_moves_the_content(newer):
    before = changes.current_stamp()
    loaded = newer(**{KEY: {"title": "Corrected", "url": "https://e.example/", "evidence": "primary"}})
    source = the_source()
    assert (source.title, source.url, source.evidence) == ("Corrected", "https://e.example/", "primary")
    assert (loaded.names[KEY], loaded.kept) == (f"Corrected [{KEY}]", [])
    after = changes.current_stamp()
    assert after.content > before.content
    assert after.terms > before.terms  # its level counts in filters of lists


def test_release_that_says_the_same_moves_nothing(newer):
    before = all_rows()
    assert newer().kept == []
    assert all_rows() == before


def test_level_that_an_editor_gave_stays_whatever_else_is_new(newer):
    assert row_of(KEY)["evidence"] != "primary"
    for level in ("secondary", "primary"):
        Source.objects.filter(key=KEY).update(evidence=level)
        assert newer(brand_new=NEW).kept == []
        assert the_source().evidence == level


def test_what_an_editor_left_alone_follows_beside_what_he_changed(newer):
    Source.objects.filter(key=KEY).update(evidence="none", publisher="Somebody")
    loaded = newer(**{KEY: {"title": "Corrected", "evidence": "primary"}})
    source = the_source()
    assert (source.title, source.publisher, source.evidence) == ("Corrected", "Somebody", "none")
    assert loaded.kept == [
        f"source {KEY}, evidence: The site says “none”, the file “primary”. The site stays as it is."
    ]
    assert newer(**{KEY: {"title": "Corrected", "evidence": "primary"}}).kept == []  # told once


def test_source_that_an_editor_calls_otherwise_is_followed(newer):
    pk = the_source().pk
    Source.objects.filter(pk=pk).update(key="renamed")
    loaded = newer(**{KEY: {"title": "Corrected"}})
    assert loaded.names[KEY] == "Corrected [renamed]"
    assert Source.objects.get(title="Corrected").pk == pk


@pytest.mark.parametrize(
    ("level", "then"), [("secondary", "to_check"), ("to_check", "to_check"), ("primary", "primary")]
)
def test_source_of_a_release_before_levels_is_judged_once_and_nothing_else_of_it_is_touched(
    newer, level, then
):
    Shipped.objects.filter(kind="source").delete()
    Source.objects.filter(key=KEY).update(evidence=level, title="Own title")
    newer(**{KEY: {"evidence": "to_check"}})
    assert (the_source().evidence, the_source().title) == (then, "Own title")
    Source.objects.filter(key=KEY).update(evidence="secondary")
    newer(**{KEY: {"evidence": "to_check"}})
    assert the_source().evidence == "secondary"


@pytest.mark.parametrize(("level", "then"), [("primary", "to_check"), ("none", "none")])
def test_source_that_was_shipped_as_primary_is_judged_anew(demo, newer, level, then):
    Shipped.objects.filter(kind="source").delete()
    Source.objects.filter(key="wiki-loongson").update(evidence=level)
    newer()
    assert Source.objects.get(key="wiki-loongson").evidence == then


def test_sources_are_loaded_by_the_content_that_names_them(demo, tmp_path, monkeypatch):
    for module in (sources, content):
        monkeypatch.setattr(module, "FACTS", tmp_path / "facts")
    shutil.copytree(FACTS, tmp_path / "facts")
    title = row_of(KEY)["title"]
    write(tmp_path / "facts", [row | {"title": row["title"].replace(title, "Corrected")} for row in rows()])
    Source.objects.filter(key=KEY).update(publisher="Somebody")
    assert not content.is_loaded()
    parks, companies = content.load_content()
    assert (parks.left_out, parks.kept, companies.left_out, companies.kept) == ([], [], [], [])
    assert (the_source().title, the_source().publisher) == ("Corrected", "Somebody")
    assert Source.objects.filter(title=title).count() == 0
