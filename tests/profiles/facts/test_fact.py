"""What follows from the declaration of a fact."""

from types import SimpleNamespace

import pytest

from profiles.facts.fact import (
    Fact,
    cited_columns,
    columns_of_choice,
    counted_columns,
    relations,
    second_reader_parts,
)
from profiles.models.registry import profile_kinds

FOUNDED = Fact("founded", "Founded", cited=True, complete=True)
NAME = Fact("name", "Name", translated=True, second_reader=True, complete=True)
SUMMARY = Fact("summary", "Summary", translated=True, complete=True)
PLACE = Fact("coordinates", "Coordinates", fields=("latitude", "longitude"), complete=True)
TURNOVER = Fact("turnover", "Turnover", metric="turnover")
FOUNDERS = Fact("founders", "Founders", rows="stakeholders", where={"kind": ("founder",)}, second_reader=True)
FACTS = (FOUNDED, NAME, SUMMARY, PLACE, TURNOVER, FOUNDERS)
SECTORS = Fact("sectors", "Sectors", cited=True, is_choice=True)


def test_fact_is_held_by_columns_or_by_rows():
    assert {fact.key: (fact.columns, fact.relation) for fact in FACTS} == {
        "founded": (("founded",), ""),
        "name": (("name_en", "name_zh", "name_fr"), ""),
        "summary": (("summary_en", "summary_zh", "summary_fr"), ""),
        "coordinates": (("latitude", "longitude"), ""),
        "turnover": ((), "figures"),
        "founders": ((), "stakeholders"),
    }


def test_form_opens_at_the_first_column_or_a_new_row():
    assert [fact.form_query for fact in FACTS] == [
        *("field=founded", "field=name_en", "field=summary_en", "field=latitude"),
        *("add=figures", "add=stakeholders"),
    ]


def test_row_is_of_a_fact_by_its_values():
    assert FOUNDERS.holds(SimpleNamespace(kind="founder"))
    assert not FOUNDERS.holds(SimpleNamespace(kind="foreign_partner"))
    assert TURNOVER.holds(SimpleNamespace())


def test_lists_of_columns_follow_from_the_facts():
    assert cited_columns(FACTS) == ("founded",)
    assert columns_of_choice((*FACTS, SECTORS)) == ("sectors",)
    assert second_reader_parts(FACTS) == {"name_en", "name_zh", "name_fr", "stakeholders"}
    assert counted_columns(FACTS) == (
        *("founded", "name_en", "name_zh", "summary_en", "summary_zh", "summary_fr", "latitude"),
    )
    assert relations(FACTS) == ("figures", "stakeholders")


@pytest.mark.parametrize("kind", profile_kinds(), ids=lambda kind: kind.name)
def test_facts_of_each_kind_have_keys_and_columns_of_their_own(kind):
    keys = [fact.key for fact in kind.facts]
    columns = [column for fact in kind.facts for column in fact.columns]
    assert len(set(keys)) == len(keys)
    assert len(set(columns)) == len(columns)
    fields = {field.name for field in kind.model._meta.get_fields()}
    assert {*columns, *kind.rows} <= fields
