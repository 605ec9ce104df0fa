"""The rules of the merge, one by one and over random documents."""

import pytest
from hypothesis import assume, given

from profiles.documents.difference import differences
from profiles.documents.document import Document
from profiles.documents.merge import merge
from tests.profiles.documents.documents import GROUPS, documents


def of(fields=None, **rows) -> Document:
    return Document("company", fields or {}, {name: of for name, of in rows.items() if of})


def merged(base, live, proposed) -> Document:
    found = merge(base, live, proposed, GROUPS)
    assert found.conflicts == []
    return found.document


@given(documents)
def test_merge_with_itself_changes_nothing(document):
    assert merged(document, document, document) == document


@given(documents, documents)
def test_merge_gives_the_proposal_where_live_stood_still(base, proposed):
    assert merged(base, base, proposed) == proposed


@given(documents, documents)
def test_merge_gives_live_where_nothing_was_asked_for(base, live):
    assert merged(base, live, base) == live


@given(documents, documents, documents)
def test_merges_without_conflict_commute(base, one, other):
    first, second = merge(base, one, other, GROUPS), merge(base, other, one, GROUPS)
    assume(not first.conflicts)
    assert not second.conflicts
    assert _without_keys(first.document) == _without_keys(second.document)


def _without_keys(document):
    """Of two rows that say the same, either key may be the one that is kept."""
    return document.fields, {
        name: sorted(str(sorted(row.items(), key=str)) for row in rows.values())
        for name, rows in document.rows.items()
    }


@given(documents, documents, documents)
def test_merge_changes_nothing_that_neither_side_asked_for(base, live, proposed):
    found = merge(base, live, proposed, GROUPS)
    asked = {change.path for change in differences(base, proposed)}
    for path, _was, _now in differences(live, found.document):
        assert any(path[: len(one)] == one or one[: len(path)] == path for one in asked)


@given(documents, documents, documents)
def test_conflict_keeps_what_is_live_until_it_is_settled(base, live, proposed):
    found = merge(base, live, proposed, GROUPS)
    mine = merge(base, live, proposed, GROUPS, lambda conflict: "proposed")
    theirs = merge(base, live, proposed, GROUPS, lambda conflict: "live")
    assert (mine.conflicts, theirs.conflicts) == ([], [])
    assert theirs.document == found.document


@given(documents, documents, documents)
def test_field_of_the_merge_is_one_of_the_three(base, live, proposed):
    found = merge(base, live, proposed, GROUPS).document
    for name in ("one", "two", "three"):
        sides = [side.fields.get(name) for side in (base, live, proposed)]
        assert found.fields.get(name) in sides


@given(documents, documents, documents)
def test_fields_that_say_one_thing_come_from_one_side(base, live, proposed):
    found = merge(base, live, proposed, GROUPS).document
    pairs = [
        (row.get("value"), row.get("unit"))
        for side in (base, live, proposed)
        for row in side.of("figures").values()
    ]
    for row in found.of("figures").values():
        assert (row.get("value"), row.get("unit")) in pairs


def test_sets_are_united():
    base, live, proposed = (of({"set": members}) for members in (["x", "y"], ["x", "y", "z"], ["y", "w"]))
    assert merged(base, live, proposed) == of({"set": ["w", "y", "z"]})


def test_row_added_by_both_with_the_same_words_is_there_once():
    live, proposed = of(names={"k1": {"name": "a"}}), of(names={"k2": {"name": "a"}})
    assert merged(of(), live, proposed) == live


def test_two_rows_of_the_same_words_from_one_side_are_two():
    proposed = of(names={"k1": {"name": "a"}, "k2": {"name": "a"}})
    assert merged(of(), of(), proposed) == proposed


@pytest.mark.parametrize("removed_by", ["live", "proposed"])
def test_row_removed_by_one_and_changed_by_the_other_is_a_conflict(removed_by):
    base, changed, gone = of(names={"k": {"name": "a"}}), of(names={"k": {"name": "b"}}), of()
    live, proposed = (gone, changed) if removed_by == "live" else (changed, gone)
    found = merge(base, live, proposed, GROUPS)
    assert [(one.path, one.names) for one in found.conflicts] == [(("names", "k"), ())]
    assert found.document == live


def test_value_changed_here_and_unit_there_is_one_conflict():
    base = of(figures={"k": {"value": 1, "unit": "a", "note": "n"}})
    live = of(figures={"k": {"value": 2, "unit": "a", "note": "n"}})
    proposed = of(figures={"k": {"value": 1, "unit": "b", "note": "m"}})
    found = merge(base, live, proposed, GROUPS)
    (conflict,) = found.conflicts
    assert (conflict.name, conflict.live, conflict.proposed) == (
        "figures/k/value+unit",
        {"value": 2, "unit": "a"},
        {"value": 1, "unit": "b"},
    )
    assert found.document.of("figures")["k"] == {"value": 2, "unit": "a", "note": "m"}
