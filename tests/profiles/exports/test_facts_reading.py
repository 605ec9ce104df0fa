"""Documents that are read in bulk for a file are those that models make."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from profiles.documents.document import Document
from profiles.documents.writing import Actor
from profiles.exports.answer import snapshot
from profiles.exports.facts.reading import documents_in_chunks
from profiles.models.registry import FORMER
from tests.bulk_writing import create_many
from tests.conftest import SLOW
from tests.profiles.facts_files import TERMS, clear, live, make_terms
from tests.profiles.rich_profiles import UNSHRUNK, rich_documents

pytestmark = pytest.mark.django_db
FUNCTION_SCOPED = [HealthCheck.function_scoped_fixture, *SLOW]


@pytest.fixture
def terms(db):
    make_terms()


@pytest.mark.parametrize("kind", ["company", "park"])
@settings(max_examples=20, phases=UNSHRUNK, suppress_health_check=FUNCTION_SCOPED)
@given(data=st.data())
def test_documents_read_in_bulk_are_those_of_models(terms, kind, data):
    clear()
    create_many(data.draw(rich_documents(kind, TERMS[kind])), Actor(), publish=True)
    expected = live(kind)
    with snapshot() as cursor:
        chunks = list(documents_in_chunks(cursor, kind, list(expected), size=2))
    found = [document for chunk in chunks for document in chunk.documents]
    assert found == [_without_former(document) for document in expected.values()]


def _without_former(document):
    rows = {relation: rows for relation, rows in document.rows.items() if relation != FORMER}
    return Document(document.kind, document.fields, rows, document.sources)
