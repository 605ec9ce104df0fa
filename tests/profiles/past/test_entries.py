"""What visitors read of a profile's history, and what they never do."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from companies.models import Company
from kit.keys import new_key
from kit.text_difference import CONTEXT
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.models import Source, Version
from profiles.models.registry import profile_kinds
from profiles.models.source import Cited
from profiles.past.entries import entries
from profiles.past.timeline import Timeline
from profiles.past.visible import NEVER_SHOWN, visible
from tests.factories import make_company, make_figure, make_metric, make_park, make_source, make_user
from tests.profiles.edits import edit, move

HISTORY_QUERIES = 12


def history_of(profile):
    timeline = Timeline(profile)
    return entries(timeline.public, None)


def told(entry) -> list[tuple[str, str, str]]:
    return [(part.what, part.kind, part.title) for part in entry.parts]


def text(pieces) -> str:
    return "".join(f"[{piece.text}]" if piece.differs else piece.text for piece in pieces)


@pytest.fixture
def company(db):
    return make_company(slug="one", name_en="One", summary_en="Makes small chips.", summary_zh="制造芯片。")


def test_words_are_compared_and_chinese_characters(company):
    edit(company, summary_en="Makes large chips.", summary_zh="制造大芯片。")
    newest, first = history_of(company)
    assert first.is_first
    assert not first.parts
    lines = {part.title: part.lines[0] for part in newest.parts}
    english, chinese = lines["Summary in English"], lines["Summary in Chinese"]
    assert (text(english.before), text(english.after)) == ("Makes [small ]chips.", "Makes [large ]chips.")
    assert (text(chinese.before), text(chinese.after), chinese.lang) == (
        "制造芯片。",
        "制造[大]芯片。",
        "zh-Hans",
    )


def test_row_is_named_with_its_source(company):
    source, key = make_source(title="The report"), str(new_key())
    figure = make_figure(company=company, metric=make_metric(), value=5, source=source)
    edit(company, rows={"milestones": {key: {"on": "2001", "text_en": "Moved", "source": source.key}}})
    edit(
        company, rows={"milestones": {key: None}, "figures": {str(figure.pk): {**row(company), "value": "7"}}}
    )
    newest, older, _first = history_of(company)
    assert told(newest) == [("changed", "Figure", "turnover, 2012"), ("removed", "Milestone", "2001: Moved")]
    assert told(older) == [("added", "Milestone", "2001: Moved")]
    assert [part.source for part in (*newest.parts, *older.parts)] == [Cited(source)] * 3
    assert [(text(line.before), text(line.after)) for line in newest.parts[0].lines] == [("[5]", "[7]")]


def row(company) -> dict:
    return next(iter(document_of(Company.objects.get(pk=company.pk)).of("figures").values()))


def test_source_of_a_removed_row_is_known_after_it_was_deleted(company):
    source = make_source(title="A lost book")
    name = company.other_names.create(name="Uno", source=source)
    edit(company, legal_name="One Ltd")
    edit(company, rows={"other_names": {str(name.pk): None}})
    Source.objects.all().delete()
    part = history_of(company)[0].parts[0]
    assert (part.what, part.title, part.source.source.title, part.source.source.pk) == (
        "removed",
        "Uno",
        "A lost book",
        None,
    )


def test_edits_of_a_draft_or_withdrawn_profile_are_one_with_the_next_publication(db):
    company = make_company(published=False, name_en="Secret name")
    edit(company, name_en="Still secret")
    edit(company, name_en="Public", summary_en="First")
    move(company, "publish")
    move(company, "withdraw")
    edit(company, summary_en="Hidden")
    edit(company, summary_en="Second")
    move(company, "publish")
    newest, first = history_of(Company.objects.get(pk=company.pk))
    assert first.is_first
    assert [text(side) for side in (newest.parts[0].lines[0].before, newest.parts[0].lines[0].after)] == [
        "[First]",
        "[Second]",
    ]


@pytest.mark.django_db
def test_nothing_hidden_is_told(client):
    author = make_user(role="Editor", username="zhang-min")
    company = make_company(published=False, slug="one", name_en="Secret name")
    edit(company, name_en="Public")
    company = Company.objects.get(pk=company.pk)
    company.publish(by=author, why="Zhang told me why")
    edit(company, editors_note="A secret note", featured=True, summary_en="Hello")
    edit(company, editors_note="Another secret note")
    edit(company, slug="two")
    edit(
        company, rows={"citations": {str(new_key()): {"field": "editors_note", "source": make_source().key}}}
    )
    html = client.get("/companies/two/history/").content.decode()
    for word in ("secret", "Secret", "zhang", "Zhang", "Note for editors", "home page", "Former address"):
        assert word not in html, word
    assert html.count("Nothing that visitors see changed.") == 3
    assert "Hello" in html


def test_fields_that_say_so_are_never_shown():
    said = {
        field.name
        for kind in profile_kinds()
        for field in kind.model._meta.fields
        if "Never shown to visitors" in str(field.help_text)
    }
    assert said
    assert said <= NEVER_SHOWN


def test_visible_document_has_no_unknown_fields(company):
    found = visible(Document("company", {"name_en": "One", "old_column": "x", "editors_note": "n"}))
    assert found.fields == {"name_en": "One"}


def test_checking_is_a_sentence_of_its_own(company):
    edit(company, verified_on="2026-11-01")
    newest = history_of(company)[0]
    assert (newest.parts, newest.checked_on.isoformat()) == ([], "2026-11-01")


def test_long_text_is_cut_around_what_changed(company):
    words = " ".join(f"word{number}" for number in range(500))
    edit(company, description_en=f"{words} old {words}")
    edit(company, description_en=f"{words} new {words}")
    line = history_of(company)[0].parts[0].lines[0]
    assert "[new ]" in text(line.after)
    assert len(text(line.after)) < 3 * CONTEXT


def test_other_languages_say_it_in_theirs(company):
    edit(company, legal_name="One Ltd")
    with translation.override("fr"):
        assert history_of(company)[0].parts[0].title == "Raison sociale"


def test_park_names_its_partnerships(db):
    park = make_park(name_en="There")
    edit(park, rows={"partnerships": {str(new_key()): {"kind": "memorandum", "status": "active"}}})
    assert told(history_of(park)[0]) == [("added", "Partnership", "There: memorandum")]


@pytest.mark.django_db
def test_profile_without_recorded_versions_has_one(client):
    company = make_company(slug="one")
    Version.objects.all().delete()
    assert "First published" in client.get("/companies/one/history/").content.decode()
    assert client.get(f"/companies/one/history/{company.version}/").status_code == 200


# --- the page ------------------------------------------------------------------------


def queries(client, path: str) -> int:
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.django_db
def test_page_takes_the_same_queries_for_three_versions_and_for_seventy(client, company):
    metric, keys = make_metric(), [str(new_key()) for _row in range(70)]
    for number, key in enumerate(keys):
        figure = {"metric": metric.code, "value": str(number), "unit": "CNY", "period_kind": "year"}
        figure |= {"period_start": str(1900 + number), "coverage": "all", "qualifier": "exact"}
        figure |= {"rank": "normal", "source": make_source().key}
        edit(company, rows={"figures": {key: figure}}, summary_en=f"Version {number}")
        if number == 1:
            few = queries(client, "/companies/one/history/")
    assert few == queries(client, "/companies/one/history/") <= HISTORY_QUERIES
    assert few == queries(client, "/companies/one/history/?page=3")
    assert queries(client, "/companies/one/history/40/") <= HISTORY_QUERIES


@pytest.mark.django_db
def test_pages_of_twenty(client, company):
    for number in range(25):
        edit(company, summary_en=f"Version {number}")
    pages = [client.get(f"/companies/one/history/?page={page}").context["history"] for page in (1, 2)]
    assert [len(page.entries) for page in pages] == [20, 6]
    # The oldest entry of a page is compared with the newest of the next.
    assert text(pages[0].entries[-1][0].parts[0].lines[0].before) == "Version [4]"
    assert pages[1].entries[-1][0].is_first


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["0", "-1", "x", "9" * 5000, "%00", ""])
def test_bad_page_numbers_give_a_page(client, company, page):
    assert client.get(f"/companies/one/history/?page={page}").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/companies/one/", "/partners/there/", "/"])
def test_profile_leads_to_its_history(client, company, path):
    make_park(slug="there")
    make_park(slug="host", is_host=True, country="CN")
    address = f"{path}history/"
    assert f'href="{address}"' in client.get(path).content.decode()
    response = client.get(address)
    assert response.status_code == 200
    assert re.search(rf'href="{address}\d+/"', response.content.decode())


@pytest.mark.django_db
def test_history_of_the_host_is_at_the_top(client, company):
    assert client.get("/history/").status_code == 404
    make_park(slug="host", is_host=True, country="CN")
    response = client.get("/partners/host/history/")
    assert (response.status_code, response["Location"]) == (302, "/history/")


@pytest.mark.django_db
def test_history_of_a_hidden_profile_is_not_found(client, company):
    move(company, "withdraw")
    make_company(slug="draft", published=False)
    for slug in ("one", "draft", "nothing"):
        assert client.get(f"/companies/{slug}/history/").status_code == 404
