"""What facts rest on, on pages and in lists, follows what sources and their uses are taken for."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from profiles import catalogue
from profiles.documents import records
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from tests.factories import make_company, make_park, make_sector, make_source

pytestmark = pytest.mark.django_db


def filtered(value, kind="company"):
    return list(catalogue.current(kind).having("evidence", value))


def judge(source, level):
    source.refresh_from_db()
    base = document_of(source)
    records.save(source, base, replace(base, fields=base.fields | {"evidence": level}))


@pytest.fixture
def source():
    return make_source(title="Report", evidence="secondary")


@pytest.fixture
def company(source):
    company = make_company(founded="1984")
    company.citations.create(field="founded", source=source)
    company.milestones.create(on="1988", text_en="Moved", source=source)
    return company


def counted(client, company):
    evidence = client.get(company.get_absolute_url()).context["profile"].sheet.evidence
    return evidence.sound, evidence.to_check, evidence.unsourced


def test_source_that_is_judged_anew_changes_lists_and_pages_at_once(client, company, source):
    assert (filtered("well-sourced"), counted(client, company)) == ([company.pk], (2, 0, 0))
    judge(source, "to_check")
    assert (filtered("well-sourced"), filtered("to-check")) == ([], [company.pk])
    assert counted(client, company) == (0, 2, 0)
    judge(source, "none")
    assert (filtered("to-check"), filtered("unsourced")) == ([], [company.pk])
    assert counted(client, company) == (0, 0, 2)


def test_use_that_is_worth_less_changes_counts_filters_and_the_badge(client, company):
    base = document_of(company)
    rows = {key: row | {"evidence": "to_check"} for key, row in base.of("milestones").items()}
    save(company, base, replace(base, rows={**base.rows, "milestones": rows}), Actor())
    assert counted(client, company) == (1, 1, 0)
    assert (filtered("well-sourced"), filtered("to-check"), filtered("unsourced")) == ([], [company.pk], [])
    html = client.get(company.get_absolute_url()).content.decode()
    assert "2 facts: 1 primary or secondary, 1 to check, 0 without a source" in html
    assert html.count('seal-check">?</span></a>') == 1


def test_best_of_the_sources_of_a_field_counts(client, company, source):
    company.citations.create(field="founded", source=make_source(evidence="to_check"))
    company.citations.create(field="founded", source=make_source(evidence="to_check"), says="1985")
    assert (counted(client, company), filtered("well-sourced")) == ((2, 0, 0), [company.pk])


def test_sectors_are_the_choice_of_the_park_and_no_fact_without_a_source(client, company):
    company.sectors.add(make_sector())
    company.citations.create(field="sectors", source=make_source(evidence="none"))
    assert (counted(client, company), filtered("well-sourced")) == ((2, 0, 0), [company.pk])


def test_field_without_a_citation_has_no_source(client, company):
    other = make_company(ownership="domestic")
    assert counted(client, other) == (0, 0, 1)
    assert (filtered("unsourced"), filtered("well-sourced")) == ([other.pk], [company.pk])


def test_profile_of_which_nothing_is_known_is_in_no_filter(client):
    company, park = make_company(), make_park(city="", founded="")
    assert [filtered(value) for value in ("well-sourced", "to-check", "unsourced")] == [[], [], []]
    assert park.pk not in filtered("well-sourced", "park")
    assert "without a source" not in client.get(company.get_absolute_url()).content.decode()


def test_list_is_narrowed_by_the_sources_of_facts(client, company):
    make_company(ownership="domestic", name_en="Nobody says it")
    html = client.get("/companies/?evidence=unsourced").content.decode()
    assert "Nobody says it" in html
    assert company.get_absolute_url() not in html
    assert company.get_absolute_url() in client.get("/companies/?evidence=well-sourced").content.decode()
    assert client.get("/companies/export.csv?evidence=hearsay").status_code == 400


@pytest.mark.parametrize("own", [None, "none"])
def test_use_of_what_is_no_source_is_refused_beside_its_field(company, own):
    base = document_of(company)
    key, row = next(iter(base.of("milestones").items()))
    cited = {"source": make_source(evidence=own).key} if own else {}
    changed = {name: row[name] for name in row if name != "source"} | {"evidence": "primary"} | cited
    proposed = replace(base, rows={**base.rows, "milestones": {key: changed}})
    with pytest.raises(ValidationError) as refused:
        save(company, base, proposed, Actor())
    assert list(refused.value.message_dict) == [f"milestones/{key}/evidence"]
    company.refresh_from_db()
    assert document_of(company) == base
