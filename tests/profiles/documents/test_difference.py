"""Differences between documents, and back."""

import json

import pytest
from hypothesis import given

from profiles.documents.difference import Change, DoesNotFit, differences, patched
from profiles.documents.document import Document, pack, unpack
from tests.profiles.documents.documents import documents


@given(documents, documents)
def test_patched_with_the_differences_is_the_target(before, after):
    assert patched(before, differences(before, after)) == after


@given(documents)
def test_differences_with_itself_are_none(document):
    assert differences(document, document) == []


@given(documents, documents)
def test_patched_leaves_the_document_it_started_from_alone(before, after):
    kept = json.dumps(before.as_json())
    patched(before, differences(before, after))
    assert json.dumps(before.as_json()) == kept


@given(documents, documents)
def test_differences_survive_being_packed(before, after):
    changes = [[list(path), was, now] for path, was, now in differences(before, after)]
    found = [Change(tuple(path), was, now) for path, was, now in unpack(pack(changes))]
    assert patched(before, found) == after


@given(documents)
def test_document_survives_being_packed(document):
    assert Document.from_json(unpack(pack(document.as_json()))) == document


def test_differences_name_fields_rows_and_fields_of_rows():
    before = Document("company", {"one": "a"}, {"figures": {"k1": {"value": 1}, "k2": {"value": 2}}})
    after = Document("company", {"two": "b"}, {"figures": {"k1": {"value": 3}, "k3": {"value": 4}}})
    assert differences(before, after) == [
        (("one",), "a", None),
        (("two",), None, "b"),
        (("figures", "k1", "value"), 1, 3),
        (("figures", "k2"), {"value": 2}, None),
        (("figures", "k3"), None, {"value": 4}),
    ]


@pytest.mark.parametrize(
    "change",
    [
        Change(("one",), "b", "c"),
        Change(("figures", "k1"), None, {"value": 1}),
        Change(("figures", "k9", "value"), 1, 2),
    ],
)
def test_patched_refuses_a_change_that_starts_elsewhere(change):
    document = Document("company", {"one": "a"}, {"figures": {"k1": {"value": 1}}})
    with pytest.raises(DoesNotFit):
        patched(document, [change])
