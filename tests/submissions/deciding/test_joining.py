"""What is kept when two documents of one organisation become one."""

from __future__ import annotations

import pytest

from profiles.documents.document import Document
from submissions.deciding.joining import Joining

FIGURE = {
    "metric": "turnover", "period_kind": "year", "period_start": "2012", "coverage": "all",
    "qualifier": "exact", "value": "100", "unit": "CNY", "rank": "normal", "source": "a",
}  # fmt: skip


def joining(primary=None, duplicate=None, primary_rows=None, duplicate_rows=None):
    return Joining(
        Document("company", {"slug": "a", "name_en": "A", **(primary or {})}, primary_rows or {}),
        Document("company", {"slug": "b", "name_en": "A", **(duplicate or {})}, duplicate_rows or {}),
    )


def rows(joined, relation):
    return list(joined.document.of(relation).values())


def test_field_that_one_side_has_is_kept_without_a_question():
    both = joining({"founded": "1984"}, {"postcode": "100085"})
    assert (both.conflicts, both.gained) == ([], {"postcode": "100085"})
    fields = {"slug": "a", "name_en": "A", "founded": "1984", "postcode": "100085"}
    assert both.joined({}).document.fields == fields


def test_field_in_which_they_differ_is_as_chosen():
    both = joining({"founded": "1984"}, {"founded": "1985"})
    assert [conflict.name for conflict in both.conflicts] == ["founded"]
    found = [both.joined({"founded": pick}).document.fields["founded"] for pick in ("primary", "duplicate")]
    assert found == ["1984", "1985"]
    assert both.joined({}).document.fields["founded"] == "1984"


def test_coordinates_are_one_question():
    here = {"latitude": "1", "longitude": "2"}
    there = {"latitude": "3", "longitude": "4"}
    both = joining(here, there)
    assert [conflict.name for conflict in both.conflicts] == ["latitude+longitude+coordinate_precision"]
    fields = both.joined({"latitude+longitude+coordinate_precision": "duplicate"}).document.fields
    assert {name: fields[name] for name in there} == there


def test_sectors_of_both_are_kept():
    assert joining({"sectors": ["ai", "chips"]}, {"sectors": ["ai", "bio"]}).joined({}).document.fields[
        "sectors"
    ] == ["ai", "bio", "chips"]


def test_names_that_are_not_chosen_become_other_names():
    both = joining({"name_en": "Lenovo"}, {"name_en": "Legend", "legal_name": "Legend Ltd"})
    assert [row["name"] for row in rows(both.joined({}), "other_names")] == ["Legend"]
    assert both.joined({}).document.fields["legal_name"] == "Legend Ltd"
    turned = rows(both.joined({"name_en": "duplicate"}), "other_names")
    assert turned == [{"name": "Lenovo", "kind": "other", "language": "en"}]


def test_old_addresses_of_the_other_lead_to_the_kept_one():
    both = joining(duplicate_rows={"former_slugs": {"k": {"slug": "older"}}})
    assert sorted(row["slug"] for row in rows(both.joined({}), "former_slugs")) == ["b", "older"]


def test_equal_rows_are_there_once_and_figures_of_both_are_kept():
    newer, by_another = {**FIGURE, "period_start": "2013"}, {**FIGURE, "source": "b"}
    both = joining(
        primary_rows={"figures": {"1": FIGURE}},
        duplicate_rows={"figures": {"2": FIGURE, "3": newer, "4": by_another}},
    )
    joined = both.joined({})
    assert list(joined.document.of("figures")) == ["1", "3", "4"]
    assert joined.same == {"figures": 1}


def test_row_that_the_database_would_not_hold_twice_is_the_kept_one():
    person = {"kind": "founder", "name": "Liu"}
    primary, duplicate = {**person, "role": "chair"}, {**person, "country": "US"}
    identifier = {"scheme": "lei", "value": "X"}
    both = joining(
        primary_rows={"stakeholders": {"1": primary}, "identifiers": {"1": identifier}},
        duplicate_rows={
            "stakeholders": {"2": duplicate},
            "identifiers": {"2": {**identifier, "holder": "B"}},
        },
    )
    assert rows(both.joined({}), "stakeholders") == [primary]
    assert rows(both.joined({}), "identifiers") == [identifier]


def test_one_figure_stays_the_preferred_one():
    one, duplicate = {**FIGURE, "rank": "preferred"}, {**FIGURE, "rank": "preferred", "source": "b"}
    both = joining(primary_rows={"figures": {"1": one}}, duplicate_rows={"figures": {"2": duplicate}})
    assert rows(both.joined({}), "figures") == [one, {**duplicate, "rank": "normal"}]


def test_source_of_a_value_that_is_not_chosen_stays_with_what_it_says():
    ours = {"citations": {"1": {"field": "founded", "source": "a"}}}
    theirs = {"citations": {"2": {"field": "founded", "source": "b"}}}
    both = joining({"founded": "1984"}, {"founded": "1985"}, ours, theirs)
    said = {row["source"]: row.get("says") for row in rows(both.joined({}), "citations")}
    assert said == {"a": None, "b": "1985"}
    said = {
        row["source"]: row.get("says") for row in rows(both.joined({"founded": "duplicate"}), "citations")
    }
    assert said == {"a": "1984", "b": None}


def test_notes_of_both_are_kept_and_equal_ones_once():
    assert (
        joining({"editors_note": "Ours"}, {"editors_note": "Theirs"})
        .joined({})
        .document.fields["editors_note"]
        == "Ours\n\nTheirs"
    )
    same = joining({"editors_note": "Same"}, {"editors_note": "Same"}).joined({}).document.fields
    assert same["editors_note"] == "Same"
    long = joining({"editors_note": "a" * 3_000}, {"editors_note": "b" * 3_000}).joined({}).document.fields
    assert len(long["editors_note"]) == 5_000
    assert "editors_note" not in joining().joined({}).document.fields


def test_how_a_profile_is_kept_is_that_of_the_kept_one():
    both = joining({"verified_on": "2020-01-01"}, {"featured": True, "verified_on": "2024-01-01"})
    assert (both.conflicts, both.gained) == ([], {})
    joined = both.joined({"verified_on": "duplicate", "slug": "duplicate", "featured": "duplicate"}).document
    assert joined.fields == {"slug": "a", "name_en": "A", "verified_on": "2020-01-01"}


def test_preferred_figure_of_another_measure_stays_preferred():
    one = {**FIGURE, "rank": "preferred"}
    for name, value in (
        ("metric", "employees"), ("period_kind", "as_of"), ("period_start", "2013"), ("period_end", "2014"),
        ("coverage", "registered"), ("unit", "USD"),
    ):  # fmt: skip
        duplicate = {**one, name: value, "source": "b"}
        both = joining(primary_rows={"figures": {"1": one}}, duplicate_rows={"figures": {"2": duplicate}})
        assert rows(both.joined({}), "figures") == [one, duplicate]


@pytest.mark.parametrize(("length", "said"), [(60, True), (61, False)])
def test_source_of_a_long_value_does_not_repeat_it(length, said):
    ours = {"citations": {"1": {"field": "address", "source": "a"}}}
    both = joining({"address": "x" * length}, {"address": "y"}, ours)
    (row,) = rows(both.joined({"address": "duplicate"}), "citations")
    assert row.get("says") == ("x" * length if said else None)


def test_what_came_and_what_was_there_is_counted():
    rows_of_one = {"milestones": {"1": {"on": "1984", "text_en": "Founded"}}}
    of_other = {
        "milestones": {"2": {"on": "1984", "text_en": "Founded"}, "3": {"on": "1990", "text_en": "PC"}}
    }
    joined = joining(primary_rows=rows_of_one, duplicate_rows=of_other).joined({})
    assert joined.same == {"milestones": 1}
    assert joined.added["milestones"] == {"3": {"on": "1990", "text_en": "PC"}}


# --- fields ---------------------------------------------------------------------------------------


def test_sectors_are_no_question_and_are_gained():
    both = joining({"sectors": ["ai"]}, {"sectors": ["bio"]})
    assert (both.conflicts, both.gained) == ([], {"sectors": ["ai", "bio"]})
    assert joining({"sectors": ["ai", "bio"]}, {"sectors": ["bio"]}).gained == {}
    assert joining({}, {"sectors": ["bio"]}).joined({}).document.fields["sectors"] == ["bio"]
    assert joining({"sectors": ["bio"]}, {}).joined({}).document.fields["sectors"] == ["bio"]


def test_field_that_is_asked_about_or_the_same_is_not_gained():
    both = joining({"founded": "1984", "city": "B"}, {"founded": "1985", "city": "B", "postcode": "1"})
    assert both.gained == {"postcode": "1"}
    (question,) = both.conflicts
    assert (question.names, question.primary, question.duplicate) == (
        ("founded",), {"founded": "1984"}, {"founded": "1985"},
    )  # fmt: skip


def test_fields_that_say_one_thing_come_whole_from_one_side():
    here = {"latitude": "1", "longitude": "2", "coordinate_precision": "exact"}
    there = {"latitude": "3", "longitude": "4"}
    both, name = joining(here, there), "latitude+longitude+coordinate_precision"
    assert both.joined({name: "duplicate"}).document.fields == {"slug": "a", "name_en": "A", **there}
    assert both.joined({name: "primary"}).document.fields == {"slug": "a", "name_en": "A", **here}
    assert joining({}, there).gained == there
    assert joining(here, {}).joined({name: "duplicate"}).document.fields == {
        "slug": "a",
        "name_en": "A",
        **here,
    }


@pytest.mark.parametrize("pick", ["", "primary", "both", "Duplicate"])
def test_field_is_that_of_the_other_by_that_word_alone(pick):
    both = joining({"founded": "1984"}, {"founded": "1985"})
    assert both.joined({"founded": pick}).document.fields["founded"] == "1984"
    assert both.joined({"postcode": "duplicate"}).document.fields["founded"] == "1984"


@pytest.mark.parametrize("notes", [("", "Theirs"), ("Ours", "")])
def test_note_of_one_is_kept(notes):
    ours, theirs = ({"editors_note": note} if note else {} for note in notes)
    assert joining(ours, theirs).joined({}).document.fields["editors_note"] == "".join(notes)


def test_sources_of_both_are_known_and_those_of_the_kept_count():
    primary, duplicate = (
        Document("company", {"slug": title, "name_en": "A"}, {}, {name: {"title": title} for name in names})
        for title, names in (("primary", "ab"), ("duplicate", "bc"))
    )
    titles = {
        name: row["title"] for name, row in Joining(primary, duplicate).joined({}).document.sources.items()
    }
    assert titles == {"a": "primary", "b": "primary", "c": "duplicate"}


# --- names ----------------------------------------------------------------------------------------


def names_of(both, **picks):
    return sorted(rows(both.joined(picks), "other_names"), key=str)


def test_other_name_has_the_language_of_its_column():
    primary = {"name_en": "One", "name_zh": "一", "name_fr": "Un", "legal_name": "One Ltd"}
    duplicate = {"name_en": "Two", "name_zh": "二", "name_fr": "Deux", "legal_name": "Two Ltd"}
    assert names_of(joining(primary, duplicate)) == [
        {"name": "Deux", "kind": "other", "language": "fr"},
        {"name": "Two Ltd", "kind": "other"},
        {"name": "Two", "kind": "other", "language": "en"},
        {"name": "二", "kind": "other", "language": "zh-Hans"},
    ]


def test_name_that_is_shown_or_among_the_others_already_is_no_other_name():
    primary = {"name_en": "One", "legal_name": "Two"}
    assert names_of(joining(primary, {"name_en": "Two"})) == []
    assert names_of(joining({"name_en": "One"}, {"name_en": "Two", "name_fr": "One"})) == [
        {"name": "Two", "kind": "other", "language": "en"}
    ]
    for side in ("primary_rows", "duplicate_rows"):
        there = {side: {"other_names": {"1": {"name": "Two", "kind": "brand"}}}}
        assert names_of(joining({"name_en": "One"}, {"name_en": "Two"}, **there)) == [
            {"name": "Two", "kind": "brand"}
        ]
    twice = joining({"name_en": "One", "legal_name": "Three"}, {"name_en": "Two", "legal_name": "Two"})
    assert names_of(twice) == [{"name": "Two", "kind": "other", "language": "en"}]


# --- rows -----------------------------------------------------------------------------------------


def figures(primary, *others):
    """What the figures of the joined profile say, where one has `primary` and the duplicate `others`."""
    of_other = {str(number): {**FIGURE, **duplicate} for number, duplicate in enumerate(others, 2)}
    both = joining(
        primary_rows={"figures": {"1": {**FIGURE, **primary}}}, duplicate_rows={"figures": of_other}
    )
    return [(row["value"], row["source"]) for row in rows(both.joined({}), "figures")]


def test_figure_of_one_source_is_there_once():
    assert figures({}, {"value": "200"}) == [("100", "a")]
    assert figures({}, {"value": "200", "source": "b"}) == [("100", "a"), ("200", "b")]
    assert figures({}, {"value": "2", "source": "b"}, {"value": "3", "source": "b"}) == [
        ("100", "a"), ("2", "b"),
    ]  # fmt: skip


def test_figure_without_a_source_is_there_once():
    assert figures({"source": ""}, {"value": "200", "source": ""}) == [("100", "")]
    assert figures({"source": ""}, {"value": "200", "source": "b"}) == [("100", ""), ("200", "b")]
    assert figures({}, {"value": "200", "source": ""}) == [("100", "a"), ("200", "")]
    assert figures({"source": ""}, {"value": "200", "source": "", "unit": "USD"}) == [
        ("100", ""),
        ("200", ""),
    ]


def test_identifier_is_there_once_whatever_its_source():
    one = {"scheme": "lei", "value": "X", "source": "a"}
    duplicate = {**one, "holder": "B", "source": "b"}
    both = joining(primary_rows={"identifiers": {"1": one}}, duplicate_rows={"identifiers": {"2": duplicate}})
    assert rows(both.joined({}), "identifiers") == [one]


def test_rank_of_figures_of_the_other_stays_where_no_two_are_preferred():
    ranks = [
        ("normal", "preferred"),
        ("preferred", "normal"),
        ("normal", "disputed"),
        ("preferred", "disputed"),
    ]
    for here, there in ranks:
        one, duplicate = {**FIGURE, "rank": here}, {**FIGURE, "rank": there, "source": "b"}
        both = joining(primary_rows={"figures": {"1": one}}, duplicate_rows={"figures": {"2": duplicate}})
        assert rows(both.joined({}), "figures") == [one, duplicate]


def test_equal_rows_of_the_other_are_there_once():
    row = {"on": "1984", "text_en": "Founded"}
    joined = joining(
        duplicate_rows={"milestones": {"1": row, "2": dict(row), "3": {**row, "on": "1990"}}}
    ).joined({})
    assert joined.added["milestones"] == {"1": row, "3": {**row, "on": "1990"}}
    assert joined.same == {"milestones": 1}


def test_relations_without_rows_are_not_there():
    joined = joining(primary_rows={"milestones": {"1": {"on": "1984", "text_en": "Founded"}}}).joined({})
    assert sorted(joined.document.rows) == ["former_slugs", "milestones"]
    assert (list(joined.added), joined.same) == (["former_slugs"], {})


# --- what a source says ---------------------------------------------------------------------------


def said(name, ours, theirs, pick="primary", **row):
    cited = {"citations": {"1": {"field": name, "source": "a", **row}}}
    both = joining({name: ours}, {name: theirs}, duplicate_rows=cited)
    (found,) = rows(both.joined({name: pick}), "citations")
    return found.get("says")


def test_source_says_what_was_not_chosen_and_what_it_said_before_stays():
    assert said("founded", "1984", "1985") == "1985"
    assert said("founded", "1984", "1985", pick="duplicate") is None
    assert said("founded", "1984", "1984") is None
    assert said("founded", "1984", "1985", says="about 1985") == "about 1985"


def test_source_of_a_name_or_of_a_set_says_nothing_more():
    assert said("name_en", "One", "Two") is None
    assert said("legal_name", "One", "Two") == "Two"
    assert said("sectors", ["ai"], ["bio"]) is None
