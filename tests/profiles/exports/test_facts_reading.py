"""Documents that are read in bulk for a file are those that models make."""

import pytest

from profiles.documents.document import Document
from profiles.documents.writing import Actor
from profiles.exports.answer import snapshot
from profiles.exports.facts.reading import documents_in_chunks
from profiles.models.registry import FORMER
from tests.bulk_writing import create_many
from tests.profiles.facts_files import live, make_terms
from tests.profiles.rich_profiles import rich_documents

pytestmark = pytest.mark.django_db


@pytest.fixture
def terms(db):
    make_terms()


@pytest.mark.parametrize("kind", ["company", "park"])
def test_documents_read_in_bulk_are_those_of_models(terms, kind):
    create_many(rich_documents(kind, 50), Actor(), publish=True)
    expected = live(kind)
    with snapshot() as cursor:
        chunks = list(documents_in_chunks(cursor, kind, list(expected), size=7))
    found = [document for chunk in chunks for document in chunk.documents]
    assert found == [_without_former(document) for document in expected.values()]


def _without_former(document):
    rows = {relation: rows for relation, rows in document.rows.items() if relation != FORMER}
    return Document(document.kind, document.fields, rows, document.sources)
