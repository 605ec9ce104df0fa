"""Each fact of each kind of profile is in each of those who use facts, or its declaration says why not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Q

from companies import fact_sheet
from profiles.comparing.comparison import Comparison
from profiles.facts.columns import FromField, FromFigure, FromRows, FromTerm, FromTerms
from profiles.facts.fact import Fact
from profiles.models.registry import ProfileKind, profile_kinds
from profiles.search.sources import searched_columns
from profiles.sheets.sheet import Sheet

KINDS = {kind.name: kind for kind in profile_kinds()}
# What a park's page compares with the host park; see partners/profile.py.
COMPARED = {"founded"}

# What is told from founders about another fact: that the company was founded by returnees.
DERIVED = {"returnee", "returnee_derived"}


def flat(fields: Iterable[Any]) -> set[str]:
    return {name for one in fields for name in (flat(one) if isinstance(one, list | tuple) else {one})}


def in_table(kind: ProfileKind, fact: Fact) -> bool:
    if kind.name == "park":
        return fact.relation == "figures" or fact.key in COMPARED
    by_key = fact.key in fact_sheet.PARTICULAR or fact.key in fact_sheet.OF_ROWS
    return fact in fact_sheet.TABLE_FACTS and bool(by_key or fact.columns or fact.relation == "figures")


def in_file(kind: ProfileKind, fact: Fact) -> bool:
    columns = [column for column in admin_of(kind).import_kind.columns if column.name not in DERIVED]
    written = [column.write for column in columns]
    if fact.metric:
        return any(isinstance(cell, FromFigure) and cell.metric == fact.metric for cell in written)
    if fact.relation:
        rows = [cell for cell in written if isinstance(cell, FromRows) and cell.relation == fact.relation]
        return any(
            set(flat(cell.where.values())) & set(flat(fact.where.values())) or not fact.where for cell in rows
        )
    fields = {cell.field for cell in written if isinstance(cell, FromField | FromTerm | FromTerms)}
    return bool(set(fact.columns) & fields)


def in_form(kind: ProfileKind, fact: Fact) -> bool:
    form = kind.pages.form
    return fact.relation in form.by_relation if fact.relation else set(fact.columns) <= set(form.fields)


def in_admin(kind: ProfileKind, fact: Fact) -> bool:
    model_admin = admin_of(kind)
    if fact.relation:
        model = kind.model._meta.get_field(fact.relation).related_model
        return any(inline.model is model for inline in model_admin.inlines)
    shown = flat(options["fields"] for _title, options in model_admin._all_fieldsets(None, None))
    return all(column in shown or f"new_{column}" in shown for column in fact.columns)


def in_filter(kind: ProfileKind, fact: Fact) -> bool:
    facet_data = [
        data
        for name, data in kind.pages.listing.facet_data.items()
        if name not in DERIVED or not fact.relation
    ]
    if fact.metric:
        return any(metric == fact.metric for data in facet_data for metric, _unit in data.figures)
    columns = {name for data in facet_data for name in data.columns}
    rows = [row for data in facet_data for row in data.rows]
    if fact.relation:
        return any(row.relation == fact.relation and may_hold(row.where, fact.where) for row in rows)
    return bool(set(fact.columns) & (columns | {row.relation for row in rows}))


def may_hold(narrowed: Q, where: Mapping[str, Any]) -> bool:
    """Whether rows that a facet looks at may be among those of a fact."""
    said = dict(child for child in narrowed.children if isinstance(child, tuple))
    return all(
        set(values) & {*(said.get(f"{name}__in") or [said.get(name, values[0])])}
        for name, values in where.items()
    )


def in_search(kind: ProfileKind, fact: Fact) -> bool:
    plan = searched_columns(kind.name)
    if fact.relation:
        return any(searched.fact is fact for rows in plan.rows.values() for searched in rows.facts)
    own = {column for rows in plan.own for searched in rows.facts for column in searched.fact.columns}
    return bool(set(fact.columns) & {*own, *plan.links, *plan.sets})


def in_citation(kind: ProfileKind, fact: Fact) -> bool:
    model = kind.model._meta.get_field("citations").related_model
    inline = next(one for one in admin_of(kind).inlines if one.model is model)(kind.model, admin.site)
    offered = {name for name, _label in inline._facts()}
    return set(fact.columns) <= offered


def admin_of(kind: ProfileKind) -> Any:
    return admin.site._registry[kind.model]


def in_comparison(kind: ProfileKind, fact: Fact) -> bool:
    comparison = Comparison(kind.name, [], "")
    if fact not in comparison.facts or not fact.rows or fact.relation == "figures":
        return fact in comparison.facts
    sheet = kind.pages.sheet or Sheet
    return fact.key in {*sheet.particular, *sheet.of_rows}


CONSUMERS = {
    "table": in_table,
    "comparison": in_comparison,
    "file": in_file,
    "form": in_form,
    "admin": in_admin,
    "filter": in_filter,
    "search": in_search,
    "citation": in_citation,
}


@pytest.mark.parametrize("consumer", CONSUMERS)
@pytest.mark.parametrize("kind", KINDS)
def test_fact_is_in_each_consumer_or_says_why_not(kind, consumer):
    facts = [fact for fact in KINDS[kind].facts if consumer != "citation" or fact.columns]
    there = {fact.key: CONSUMERS[consumer](KINDS[kind], fact) for fact in facts}
    said = {fact.key: consumer not in fact.absent for fact in facts}
    assert there == said


@pytest.mark.parametrize("kind", KINDS)
def test_facts_name_no_other_consumers(kind):
    assert {name for fact in KINDS[kind].facts for name in fact.absent} <= CONSUMERS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_each_column_of_a_profile_is_of_a_fact_or_keeps_house(kind):
    """A column that nobody declared would be in no file, form or filter, and nobody would notice."""
    from profiles.documents.shape import shape_of

    declared = {column for fact in KINDS[kind].facts for column in fact.columns}
    keeps_house = {"slug", "verified_on", "editors_note", "featured", "is_host"}
    assert set(shape_of(kind).profile.fields) - declared <= keeps_house
