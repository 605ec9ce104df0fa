"""Migrations whose way back stops where rows hold what the former release has no word for."""

import pytest
from django.apps import apps
from django.db import connection, migrations

from kit.sql.going_back import CannotGoBack, only_back_without
from tests.factories import make_company

pytestmark = pytest.mark.django_db


def go_back(operation):
    with connection.schema_editor() as editor:
        operation.reverse_code(apps, editor)


@pytest.mark.django_db(transaction=True)
def test_way_back_stops_with_a_sentence_where_there_are_such_rows():
    operation = only_back_without("companies", "presence", kind__in=["office", "plant"])
    company = make_company()
    company.presences.create(country="FR", kind="branch")
    go_back(operation)
    company.presences.create(country="FR", kind="plant")
    with pytest.raises(
        CannotGoBack, match=r"1 rows of companies\.presence hold .*office.*restore the backup"
    ):
        go_back(operation)


def test_way_forth_does_nothing():
    assert only_back_without("companies", "presence", kind="plant").code == migrations.RunPython.noop
