"""What of an old document visitors never see."""

from __future__ import annotations

import pytest

from profiles.documents.document import Document
from profiles.past.visible import NEVER_SHOWN, visible

FIELDS = {"name_en": "Lens", "founded": "1984"}
HIDDEN = {"editors_note": "Secret", "featured": True, "slug": "lens"}


def test_notes_of_editors_and_the_arrangement_of_the_site_are_hidden():
    assert frozenset(HIDDEN) == NEVER_SHOWN


@pytest.mark.parametrize("name", HIDDEN)
def test_hidden_field_is_not_there(name):
    found = visible(Document("company", {**FIELDS, name: HIDDEN[name]}))
    assert found.fields == FIELDS


def test_field_that_the_product_has_no_more_is_not_there():
    rows = {"milestones": {"k": {"on": "1984", "text_en": "Founded", "gone": "x"}}, "gone": {"k": {"a": "b"}}}
    found = visible(Document("company", {**FIELDS, "gone": "x"}, rows))
    assert (found.fields, found.rows) == (
        FIELDS,
        {"milestones": {"k": {"on": "1984", "text_en": "Founded"}}},
    )


def test_former_addresses_and_sources_of_hidden_fields_are_not_there():
    shown = {"field": "founded", "source": "a"}
    rows = {
        "citations": {"1": shown, **{name: {"field": name, "source": "b"} for name in HIDDEN}},
        "former_slugs": {"1": {"slug": "old"}},
    }
    found = visible(Document("company", FIELDS, rows))
    assert found.rows == {"citations": {"1": shown}}


def test_sources_stay():
    sources = {"a": {"title": "Report"}}
    found = visible(Document("company", FIELDS, {}, sources))
    assert (found.kind, found.sources) == ("company", sources)
