"""What facts rest on, on pages and in lists, follows what sources and their uses are taken for."""

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError

from profiles import catalogue
from profiles.documents import records
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.evidence import (
    EVIDENCE_CHOICES,
    EvidenceCount,
    count_fields,
    count_of,
    evidence_facet,
    profiles_with,
    sourced_relations,
    without_facts,
)
from profiles.models import Evidence
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


# --- one by one --------------------------------------------------------------------------------


@pytest.fixture
def cast():
    """Companies by what there is of each, in every way that a fact can rest on something."""
    sources = {level: make_source(evidence=level) for level in ("primary", "secondary", "to_check", "none")}
    cast = {name: make_company() for name in ("empty", "chosen", "named", *sources)}
    for level, source in sources.items():
        cast[level].milestones.create(on="2001", text_en="Moved", source=source)
        cast[f"founded {level}"] = make_company(founded="1984")
        cast[f"founded {level}"].citations.create(field="founded", source=source)
    cast["no source"] = make_company()
    cast["no source"].milestones.create(on="2001", text_en="Moved")
    cast["uncited"] = make_company(returnee_founded=False)
    cast["cited without a value"] = make_company()
    cast["cited without a value"].citations.create(field="address", source=sources["to_check"])
    cast["chosen"].sectors.add(make_sector())
    cast["chosen"].citations.create(field="sectors", source=sources["to_check"])
    cast["several"] = make_company(founded="1984")
    for level in ("to_check", "none"):
        cast["several"].citations.create(field="founded", source=sources[level])
    cast["several"].citations.create(field="address", source=sources["primary"])
    cast["other field"] = make_company(founded="1984")
    cast["other field"].citations.create(field="address", source=sources["primary"])
    cast["contradicted"] = make_company(founded="1984")
    cast["contradicted"].citations.create(field="founded", source=sources["primary"], says="1985")
    cast["draft"] = make_company(published=False, founded="1984")
    cast["draft"].milestones.create(on="2001", text_en="Moved", source=sources["primary"])
    cast["draft"].citations.create(field="founded", source=sources["to_check"])
    return cast


COUNTS = {
    **dict.fromkeys(("empty", "chosen", "named"), (0, 0, 0)),
    **dict.fromkeys(("primary", "secondary", "founded primary", "founded secondary"), (1, 0, 0)),
    **dict.fromkeys(("to_check", "founded to_check", "cited without a value"), (0, 1, 0)),
    **dict.fromkeys(("none", "founded none", "no source", "uncited", "contradicted"), (0, 0, 1)),
    **dict.fromkeys(("several", "draft"), (1, 1, 0)),
    "other field": (1, 0, 1),
}
AT = {
    "primary": {"primary", "founded primary", "several", "other field", "draft"},
    "secondary": {"secondary", "founded secondary"},
    "to_check": {"to_check", "founded to_check", "cited without a value", "several", "draft"},
    "none": {"none", "founded none", "no source", "uncited", "contradicted", "other field"},
}


def names_of(cast, found):
    """As often as each is found."""
    pks = [pk for rows, owner in found for pk in rows.values_list(owner, flat=True)]
    return sorted(name for pk in pks for name, company in cast.items() if company.pk == pk)


def rows_of(company):
    return lambda relation: getattr(company, relation).all()


def test_facts_of_a_profile_are_counted_by_level(cast):
    found = {name: count_of(company, rows_of(company)) for name, company in cast.items()}
    assert {name: (one.sound, one.to_check, one.unsourced) for name, one in found.items()} == COUNTS
    assert EvidenceCount(1, 2, 4).with_source == 3
    assert EvidenceCount(1, 2, 4).total == 7


@pytest.mark.parametrize("level", AT)
def test_profiles_with_a_fact_at_a_level_are_those_that_count_one(cast, level):
    make_park(founded="1984").milestones.create(
        on="2001", text_en="Moved", source=make_source(evidence=level)
    )
    assert names_of(cast, profiles_with("company", Evidence(level))) == sorted(AT[level])


def test_profiles_without_facts_have_nothing_that_a_source_could_be_given_for(cast):
    make_park()
    assert names_of(cast, [without_facts("company")]) == ["chosen", "empty", "named"]


def test_fields_of_all_published_profiles_are_counted_by_level(cast):
    make_park(founded="1984")
    assert count_fields("company") == {"primary": 3, "secondary": 1, "to_check": 3, "none": 4}
    assert +count_fields("park") == {"none": 1}


def test_list_is_narrowed_by_each_level(cast):
    found = {
        value: {name for name, one in cast.items() if one.pk in filtered(value)}
        for value, _label in EVIDENCE_CHOICES
    }
    assert found == {
        "well-sourced": {"primary", "secondary", "founded primary", "founded secondary"},
        "to-check": AT["to_check"] - {"draft"},
        "unsourced": AT["none"],
    }


def test_facet_finds_by_value_who_has_such_facts_and_who_has_none(cast):
    facet = evidence_facet("company")
    found = [(value, names_of(cast, [(rows, owner)])) for value, rows, owner in facet.data.found()]
    assert {
        value: sorted(name for one, names in found if one == value for name in names) for value, _ in found
    } == {
        "to-check": sorted(AT["to_check"]),
        "unsourced": sorted(AT["none"]),
        "empty": ["chosen", "empty", "named"],
    }
    assert (facet.key, facet.choices) == ("evidence", EVIDENCE_CHOICES)


def test_rows_with_a_source_each_are_facts_and_citations_are_not():
    assert sourced_relations("park") == ("figures", "partnerships", "statements", "other_names", "milestones")
