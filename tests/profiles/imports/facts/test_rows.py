"""Rows of a file of facts, checked before a profile is made of them."""

import pytest
from django.db import models
from django.db.models.expressions import RawSQL

from profiles.exports.facts.names import RowName
from profiles.imports.cells.problems import BadValue
from profiles.imports.facts import rows
from profiles.imports.facts.rows import RowChecks, RowOfLines

pytestmark = pytest.mark.django_db


def checked(relation, **fields):
    return RowChecks("company", {}).checked(RowOfLines(RowName(relation, relation, {}), 2, fields))


def test_row_that_keeps_all_rules_of_its_table_is_asked_about_once(django_assert_num_queries):
    row = {"scheme": "wikidata", "value": "Q1", "since": "1999-05", "until": "2011"}
    with django_assert_num_queries(3):  # with the savepoint around it
        assert checked("identifiers", **row) == row


def test_row_that_breaks_a_rule_of_its_table_is_refused_in_the_words_of_that_rule():
    with pytest.raises(BadValue) as refused:
        checked("milestones", on="2005")
    assert str(refused.value) == "Say what happened in at least one language."


def test_row_of_a_table_without_rules_is_not_asked_about(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert checked("citations", field="summary_en") == {"field": "summary_en"}


def test_rules_are_asked_one_by_one_where_the_database_cannot_answer_for_all(monkeypatch):
    failing = models.Q(RawSQL("no_such_function(1)", [], output_field=models.BooleanField()))
    together = models.CheckConstraint(condition=failing, name="all")
    monkeypatch.setattr(rows, "_together", lambda *_about: together)
    with pytest.raises(BadValue) as refused:
        checked("milestones", on="2005")
    assert str(refused.value) == "Say what happened in at least one language."
