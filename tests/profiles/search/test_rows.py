"""What a row is found by, and what it says for itself, is what its fact declares."""

from __future__ import annotations

import re

import pytest
from django.utils.translation import override

from companies.facts.identifiers import identifier_words
from companies.models import Company, CompanyName, Stakeholder
from profiles.facts.fact import Fact, Words
from profiles.models.registry import profile_kinds
from profiles.search import reindex
from profiles.search.rows import RowWords, SearchedRows
from profiles.search.sources import searched_columns
from tests.factories import make_company, make_park

NAMES = ("name", "name_zh")


def of(relation):
    return searched_columns("company").rows[relation]


def row(relation, **values):
    return [values.get(name, "") for name in of(relation).columns]


@pytest.mark.parametrize("kind", [kind.name for kind in profile_kinds()])
def test_fact_in_rows_that_is_searched_says_by_which_columns(kind):
    facts = next(one for one in profile_kinds() if one.name == kind).facts
    assert [fact.key for fact in facts if fact.rows and fact.weight and fact.words is None] == []
    assert [fact.key for fact in facts if fact.words and not fact.weight] == []


def test_founder_is_a_person_and_a_partner_an_organisation():
    founder = row("stakeholders", kind="founder", name="Lei Jun", name_zh="雷军", role="chair")
    words = of("stakeholders").words(founder)
    assert words.others == ["Lei Jun", "Jun Lei", "雷军", "lei jun", "jun lei"]
    assert words.terms == ["founder", "创办人", "fondateur", "chair"]
    partner = row("stakeholders", kind="foreign_partner", name="Nokia", name_zh="诺基亚")
    assert of("stakeholders").words(partner).others == ()
    assert of("stakeholders").words(partner).terms[:2] == ["Nokia", "诺基亚"]


def test_row_of_no_searched_fact_adds_nothing():
    assert of("stakeholders").words(row("stakeholders", kind="neighbour", name="Nokia")) == RowWords()


def test_presence_that_is_closed_is_not_found():
    place = {"country": "FI", "city": "Helsinki", "kind": "not_stated"}
    assert "芬兰" in of("presences").words(row("presences", **place)).terms
    assert of("presences").words(row("presences", **place, closed="2020")) == RowWords()


def test_kind_that_is_not_stated_is_no_word():
    place = {"country": "FI", "city": "Helsinki"}
    stated = of("presences").words(row("presences", **place, kind="office")).terms
    not_stated = of("presences").words(row("presences", **place, kind="not_stated")).terms
    assert set(stated) - set(not_stated) >= {"office"}
    assert {*not_stated} - {""} < {*stated}


def test_identifier_has_its_exchange_and_no_zeros():
    (words,) = identifier_words("hkex", "0992")
    assert {"hk992", "00992", "0992", "sehk"} <= set(words.split())


def test_label_and_text_of_a_row_are_those_of_its_fact():
    values = row("presences", country="FI", city="Helsinki")
    fact = of("presences").fact_of(values)
    assert (fact.label(values), fact.shown(values)) == ("Present abroad", "Helsinki, Finland")
    values = row("identifiers", scheme="hkex", value="0992")
    fact = of("identifiers").fact_of(values)
    assert (fact.label(values), fact.shown(values)) == ("Hong Kong Exchange", "0992")
    values = row("stakeholders", kind="founder", name="Lei Jun", name_zh="雷军")
    fact = of("stakeholders").fact_of(values)
    with override("zh-hans"):
        assert (fact.label(values), fact.shown(values)) == ("创办人", "Lei Jun 雷军")


@pytest.mark.parametrize(
    ("weight", "words"),
    [
        ("name", RowWords(names=["Lei Jun", "雷军"])),
        ("product", RowWords(others=["Lei Jun", "雷军"])),
        ("term", RowWords(terms=["Lei Jun", "雷军"])),
        ("text", RowWords(texts=["Lei Jun", "雷军"])),
    ],
)
def test_words_have_the_weight_of_the_fact(weight, words):
    fact = Fact("names", rows="stakeholders", weight=weight, words=Words(NAMES))
    found = SearchedRows(Company, Stakeholder, [fact]).words(["Lei Jun", "雷军"])
    assert [list(part) for part in found] == [list(part) for part in words]


def test_reason_is_the_label_where_a_fact_has_one():
    fact = Fact("names", "Names", rows="other_names", weight="name", words=Words(("name",)))
    searched = SearchedRows(Company, CompanyName, [fact])
    assert searched.fact_of(["Legend"]).label(["Legend"]) == "Names"
    fact = Fact("names", "Names", rows="other_names", weight="name", words=Words(("name",)), reason="Name")
    searched = SearchedRows(Company, CompanyName, [fact])
    assert searched.fact_of(["Legend"]).label(["Legend"]) == "Name"


@pytest.mark.django_db
def test_place_in_another_language_is_a_reason(client):
    reindex(make_park(name_en="Adlershof", city="Berlin", country="DE"))
    html = client.get("/partners/", {"q": '"Allemagne"'}).content.decode()
    assert "Country: <bdi>Germany</bdi>" in html


@pytest.mark.django_db
def test_address_is_found_by_the_pinyin_of_its_street(client):
    reindex(make_company(slug="near", name_en="Near", address="海淀区知春路6号"))
    html = client.get("/companies/", {"q": "zhichun road"}).content.decode()
    assert "Address: <bdi>海淀区知春路6号</bdi>" in re.sub("</?mark>", "", html)
