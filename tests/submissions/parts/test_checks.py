"""What a machine says about a proposal."""

from __future__ import annotations

import datetime

import pytest

from profiles.documents.document import Document
from submissions.parts.checks import sentences

TODAY = datetime.date(2026, 1, 1)
FIGURE = {
    "metric": "turnover", "period_kind": "year", "period_start": "2012", "coverage": "all",
    "qualifier": "exact", "value": "33900000000", "unit": "USD", "rank": "normal", "source": "a",
}  # fmt: skip


def of(proposed, base=None):
    return sentences(base or Document("company"), base or Document("company"), proposed, TODAY)


def with_figures(*figures):
    return Document("company", {}, {"figures": {f"k{place}": row for place, row in enumerate(figures)}})


@pytest.mark.parametrize(
    ("value", "word"),
    [
        ("34000000000", None),
        ("340000000000", "more than ten times"),
        ("3000000000", "less than a tenth"),
        ("339000000", "a hundred times"),
        ("3390000", "ten thousand times"),
        ("33900", "a million times"),
        ("339", "a hundred million times"),
    ],
)
def test_figure_is_held_against_the_last_one(value, word):
    newer = {**FIGURE, "period_start": "2013", "value": value}
    said = of(with_figures(FIGURE, newer), with_figures(FIGURE)).get("figures/k1", [])
    assert [word in sentence for sentence in said] == ([] if word is None else [True])


def test_figures_in_two_currencies_are_not_compared():
    newer = {**FIGURE, "period_start": "2013", "value": "339", "unit": "CNY"}
    assert of(with_figures(FIGURE, newer), with_figures(FIGURE)) == {}


def test_part_is_not_larger_than_its_whole():
    whole = {**FIGURE, "metric": "patents_granted", "unit": "count", "value": "100"}
    part = {**whole, "metric": "patents_international", "value": "120"}
    assert of(with_figures(whole, part), with_figures(whole)) == {
        "figures/k1": ["A part is larger than its whole: 120 of 100."]
    }


@pytest.mark.parametrize(("founded", "said"), [("2027", True), ("2026-01-02", True), ("2026", False)])
def test_date_in_the_future_is_named(founded, said):
    found = of(Document("company", {"founded": founded})).get("founded", [])
    assert any("future" in sentence for sentence in found) is said


def test_value_whose_source_stayed_is_named_and_one_with_a_new_source_is_not():
    base = Document("company", {"founded": "1984"}, {"citations": {"c": {"field": "founded", "source": "a"}}})
    changed = Document("company", {"founded": "1985"}, base.rows)
    cited = {"citations": {**base.rows["citations"], "d": {"field": "founded", "source": "b"}}}
    assert of(changed, base) == {"founded": ["The value changed, but its source did not."]}
    assert of(Document("company", {"founded": "1985"}, cited), base) == {}


@pytest.mark.parametrize("value", ["", "NaN", "Infinity", "x", "-1", "0"])
def test_odd_value_breaks_nothing(value):
    of(with_figures({**FIGURE, "value": value}), with_figures(FIGURE))


@pytest.mark.parametrize(
    ("source", "period"),
    [
        ({"published_on": "2013-05"}, "in a source of 2013"),
        ({"published_on": "2013-05", "evidence": "none"}, "undated"),
        ({}, "undated"),
    ],
)
def test_undated_figure_is_named_by_the_date_of_its_source(source, period):
    undated = {**FIGURE, "period_kind": "undated", "period_start": ""}
    rows = {"figures": {"k0": undated}}
    base = Document("company", {}, rows, {"a": source})
    proposed = Document("company", {}, {"figures": {**rows["figures"], "k1": {**FIGURE, "value": "1"}}})
    [sentence] = of(proposed, base)["figures/k1"]
    assert sentence.endswith(f"({period}).")
