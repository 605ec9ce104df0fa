"""Profiles read in bulk say what their documents say."""

import pytest

from kit.keys import new_key
from profiles.documents.document import Document
from profiles.documents.reading import documents_of
from profiles.documents.writing import Actor
from profiles.imports.bulk.current_values import current_values
from profiles.models import Source
from tests.bulk_writing import create_many
from tests.factories import make_company, make_metric, make_park, make_sector, make_zone

pytestmark = pytest.mark.django_db


def rows(*found):
    return {str(new_key()): row for row in found}


def test_glance_says_what_the_document_says():
    make_sector(slug="chips"), make_sector(slug="cloud"), make_zone(slug="haidian")
    make_metric(code="employees", kind="count", unit="count")
    Source.objects.create(key="known", title="Known")
    figure = {"metric": "employees", "value": "12.5", "unit": "count", "source": "known"}
    figure |= {"period_kind": "year", "period_start": "2012", "coverage": "all", "qualifier": "exact"}
    fields = {"slug": "lenovo", "name_zh": "联想", "sectors": ["chips", "cloud"], "zone": "haidian"}
    fields |= {"founded": "1984-11", "returnee_founded": False, "latitude": "39.98", "longitude": "116.3"}
    facts = {
        "figures": rows({**figure, "rank": "normal"}),
        "presences": rows({"country": "FR", "kind": "branch"}),
        "other_names": rows({"name": "Legend", "kind": "former", "language": "en"}),
    }
    pks = create_many([Document("company", fields, facts)], Actor())
    pks.append(make_company(featured=True, verified_on="2024-05-01").pk)
    found = current_values("company", pks)
    for pk, (company, document) in documents_of("company", pks).items():
        assert (found[pk].document.fields, found[pk].document.rows) == (document.fields, document.rows)
        assert found[pk][:3] == (company.slug, str(company), company.state == "draft")


def test_glance_at_parks_and_at_what_is_gone():
    park = make_park()
    found = current_values("park", [park.pk, park.pk + 1])
    assert list(found) == [park.pk]
    assert found[park.pk].document.fields == documents_of("park", [park.pk])[park.pk][1].fields
    assert current_values("park", []) == {}


def test_number_of_queries_does_not_depend_on_the_profiles(django_assert_max_num_queries):
    pks = [make_company().pk for _number in range(12)]
    with django_assert_max_num_queries(25):
        assert len(current_values("company", pks)) == 12
