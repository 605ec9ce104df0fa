"""The rules of the merge, one by one and over random documents."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

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


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow])  # most of three conflict
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


def test_new_row_is_compared_with_new_rows_of_the_other_side_alone():
    """Neither with one that it takes the place of, nor with one that both sides have."""
    one, other = of(names={"k1": {"name": "a"}}), of(names={"k2": {"name": "a"}})
    assert merged(one, one, other) == other
    both = of(names={"k1": {"name": "a"}, "k2": {"name": "a"}})
    assert merged(of(), one, both) == both


def test_each_side_adds_a_row_and_both_are_there():
    live, proposed = of(names={"k1": {"name": "a"}}), of(names={"k2": {"name": "b"}})
    assert merged(of(), live, proposed) == of(names={"k1": {"name": "a"}, "k2": {"name": "b"}})


def test_of_two_equal_new_rows_one_is_that_of_the_other_side():
    live, proposed = of(names={"k1": {"name": "a"}}), of(names={"k2": {"name": "a"}, "k3": {"name": "a"}})
    assert merged(of(), live, proposed) == of(names={"k1": {"name": "a"}, "k3": {"name": "a"}})


def test_new_row_that_says_the_same_as_an_old_one_is_added():
    base = of(names={"k1": {"name": "a"}})
    proposed = of(names={"k1": {"name": "a"}, "k2": {"name": "a"}})
    assert merged(base, base, proposed) == proposed
    live = of(names={"k1": {"name": "b"}})
    assert merged(base, live, proposed) == of(names={"k1": {"name": "b"}, "k2": {"name": "a"}})


def test_row_that_both_removed_is_gone_and_leaves_no_empty_relation():
    base = of({"one": "a"}, names={"k1": {"name": "a"}})
    assert merged(base, of({"one": "a"}), of({"one": "b"})) == of({"one": "b"})


@pytest.mark.parametrize("removed_by", ["live", "proposed"])
def test_row_removed_by_one_and_left_by_the_other_is_gone(removed_by):
    base = of(names={"k": {"name": "a"}})
    live, proposed = (of(), base) if removed_by == "live" else (base, of())
    assert merged(base, live, proposed) == of()


def test_row_changed_by_both_in_other_fields_has_both():
    base = of(figures={"k": {"value": 1, "unit": "a", "note": "n", "source": "s"}})
    live = of(figures={"k": {"value": 1, "unit": "a", "note": "m", "source": "s"}})
    proposed = of(figures={"k": {"value": 2, "unit": "b", "note": "n", "source": "s"}})
    expected = of(figures={"k": {"value": 2, "unit": "b", "note": "m", "source": "s"}})
    assert merged(base, live, proposed) == expected


def test_row_that_both_added_under_one_key_is_merged_field_by_field():
    live, proposed = of(names={"k": {"name": "a"}}), of(names={"k": {"name": "b", "kind": "c"}})
    found = merge(of(), live, proposed, GROUPS)
    assert [one.name for one in found.conflicts] == ["names/k/name"]
    assert found.document == of(names={"k": {"name": "a", "kind": "c"}})


@pytest.mark.parametrize(
    ("base", "live", "proposed", "expected"),
    [
        ("a", "a", "b", "b"),
        ("a", "b", "a", "b"),
        ("a", "b", "b", "b"),
        ("a", None, "a", None),
        ("a", "a", None, None),
        (None, "b", None, "b"),
        (None, None, "b", "b"),
    ],
)
def test_field_that_one_side_changed_is_that_sides(base, live, proposed, expected):
    sides = (of({"one": value} if value else {}) for value in (base, live, proposed))
    assert merged(*sides) == of({"one": expected} if expected else {})


@pytest.mark.parametrize(("live", "proposed"), [("b", "c"), (None, "c"), ("b", None)])
def test_field_that_both_changed_otherwise_is_asked_about_and_is_as_chosen(live, proposed):
    base, now, asked = (of({"one": value} if value else {}) for value in ("a", live, proposed))
    seen = []
    for side, expected in ((None, now), ("live", now), ("proposed", asked)):
        found = merge(base, now, asked, GROUPS, lambda conflict, side=side: seen.append(conflict) or side)
        assert found.document == expected
        assert len(found.conflicts) == (side is None)
    assert {(one.name, one.path, one.names) for one in seen} == {("one", (), ("one",))}
    assert (seen[0].base, seen[0].live, seen[0].proposed) == (base.fields, now.fields, asked.fields)


@pytest.mark.parametrize(
    ("base", "live", "proposed", "expected"),
    [
        ("xy", "xyz", "", "z"),
        ("xy", "", "xyz", "z"),
        ("", "x", "y", "xy"),
        ("xyz", "xy", "yz", "y"),
        ("x", "xy", "xz", "xyz"),
    ],
)
def test_set_has_what_either_added_and_not_what_either_took_out(base, live, proposed, expected):
    sides = (of({"set": list(members)} if members else {}) for members in (base, live, proposed))
    assert merged(*sides) == of({"set": list(expected)})


@pytest.mark.parametrize("place", range(3))
def test_set_beside_a_text_is_asked_about(place):
    values = [["x"], ["x", "y"], ["x", "z"]]
    values[place] = "text"
    found = merge(*(of({"set": value}) for value in values), GROUPS)
    assert [one.name for one in found.conflicts] == ["set"]
    assert found.document == of({"set": values[1]})


def test_set_that_is_emptied_by_both_together_is_not_there():
    base, live, proposed = (of({"set": list(members)}) for members in ("xy", "x", "y"))
    assert merged(base, live, proposed) == of()


def test_sources_of_all_three_are_known_and_those_of_live_count():
    sides = [
        Document("company", {}, {}, {name: {"title": title} for name in names})
        for title, names in (("base", "abc"), ("live", "bd"), ("proposed", "bce"))
    ]
    titles = {name: row["title"] for name, row in merged(*sides).sources.items()}
    assert titles == {"a": "base", "b": "live", "c": "proposed", "d": "live", "e": "proposed"}


@pytest.mark.parametrize("removed_by", ["live", "proposed"])
def test_row_removed_by_one_and_changed_by_the_other_is_a_conflict(removed_by):
    base, changed, gone = of(names={"k": {"name": "a"}}), of(names={"k": {"name": "b"}}), of()
    live, proposed = (gone, changed) if removed_by == "live" else (changed, gone)
    found = merge(base, live, proposed, GROUPS)
    assert [(one.path, one.names) for one in found.conflicts] == [(("names", "k"), ())]
    assert found.document == live
    assert [one.name for one in found.conflicts] == ["names/k"]
    assert merge(base, live, proposed, GROUPS, lambda conflict: "proposed").document == proposed


def test_row_that_was_changed_is_not_taken_for_a_new_one():
    """It says the same as a row that the other side added, but the other side took out the row itself."""
    base, live = of(names={"k": {"name": "a"}}), of(names={"n": {"name": "b"}})
    found = merge(base, live, of(names={"k": {"name": "b"}}), GROUPS)
    assert [conflict.path for conflict in found.conflicts] == [("names", "k")]


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
