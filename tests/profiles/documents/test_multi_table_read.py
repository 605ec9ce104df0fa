"""Records that are read in one query are those of ordinary queries."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from profiles.documents.multi_table_read import read_together
from profiles.documents.reading import document_of, profiles_with_terms, read_part
from profiles.documents.shape import shape_of
from profiles.models import Image, Metric, Source
from tests.factories import make_company, make_source
from tests.submissions.moderation.test_desk_queries import with_many_kinds

pytestmark = pytest.mark.django_db


def test_document_that_is_read_together_is_the_same(django_assert_num_queries):
    company, _submission = with_many_kinds()
    shape = shape_of("company")
    names = {*shape.rows, *shape.profile.sets}
    again = profiles_with_terms("company").get(pk=company.pk)
    with django_assert_num_queries(1):
        read_part(again, names, {})
        found = document_of(again)
    assert found == document_of(company)
    assert len(found.sources) == len(found.rows) > 5


def test_records_are_equal_in_every_column_and_in_their_order(django_assert_num_queries):
    call_command("setup_metrics", verbosity=0)
    source = make_source(title="Second", accessed_on="2020-01-02")
    make_source(title="First")
    source.refresh_from_db()
    with django_assert_num_queries(1):
        found = read_together({"sources": Source.objects.all(), "metrics": Metric.objects.all()})
    for name, model in (("sources", Source), ("metrics", Metric)):
        columns = [field.attname for field in model._meta.concrete_fields]
        assert [[getattr(one, column) for column in columns] for one in found[name]] == [
            [getattr(one, column) for column in columns] for one in model.objects.all()
        ]


@pytest.mark.parametrize("value", ["0.1", "33900000000", "1234567890.123456", "123456789012345"])
def test_decimal_is_exact(value):
    company = make_company()
    call_command("setup_metrics", verbosity=0)
    company.figures.create(
        metric=Metric.objects.get(code="turnover"), value=value, unit="CNY", period_kind="year",
        period_start="2012",
    )  # fmt: skip
    (found,) = read_together({"figures": company.figures.select_related("metric", "source")})["figures"]
    plain = company.figures.get()
    assert (found.value, found.pk, found.metric, found.source) == (plain.value, plain.pk, plain.metric, None)


def test_nothing_asked_takes_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert read_together({}) == {}


def test_sizes_of_a_picture_are_a_list():
    sizes = [{"name": "a.webp", "width": 64, "height": 64}]
    image = Image.objects.create(kind="logo", sha256="0" * 64, width=64, height=64, renditions=sizes)
    (found,) = read_together({"images": Image.objects.filter(pk=image.pk)})["images"]
    assert found.renditions == sizes
