"""Columns that hold several keys of a list: what goes in in any order comes out in one."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kit.key_lists import KeyListField, key_list

FIELD = KeyListField("seats", max_length=40, choices=[("b", "Bench"), ("a", "Armchair"), ("s", "Stool")])


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("", ""),
        (None, ""),
        ([], ""),
        ("a", "a"),
        ("a|b", "b|a"),
        (["s", "a", "b", "a"], "b|a|s"),
        (" a | |b ", "b|a"),
        ("a|b|a", "b|a"),
        (("s",), "s"),
    ],
)
def test_keys_are_kept_once_and_in_the_order_of_the_list(given_, kept):
    assert FIELD.clean(given_, None) == FIELD.formfield().clean(FIELD.to_python(given_).split("|")) == kept


@pytest.mark.parametrize("value", ["x", "A", "a|x", ["a", "x"], "a,b", "a\x00", "<b>", "a" * 10_000])
def test_what_is_not_in_the_list_is_refused(value):
    with pytest.raises(ValidationError):
        FIELD.clean(value, None)
    with pytest.raises(ValidationError):
        FIELD.formfield().clean(value if isinstance(value, list) else [value])


def test_column_that_must_hold_a_key_takes_no_empty_one():
    with pytest.raises(ValidationError):
        KeyListField("seats", blank=False, choices=[("a", "A")], max_length=9).clean("", None)


@pytest.mark.parametrize(
    ("initial", "sent", "changed"),
    [
        ("", [""], False),
        ("b|a", ["", "a", "b"], False),
        ("b|a", ["", "a"], True),
        ("", ["s"], True),
        ("b", [], True),
    ],
)
def test_form_tells_whether_the_boxes_were_ticked_otherwise(initial, sent, changed):
    assert FIELD.formfield().has_changed(initial, sent) == changed


def test_labels_are_in_the_order_of_the_list():
    assert FIELD.labels("s|b") == ["Bench", "Stool"]


@given(st.lists(st.sampled_from(FIELD.known)))
def test_same_keys_are_the_same_text(keys):
    assert key_list(keys, FIELD.known) == key_list(reversed(keys), FIELD.known)
