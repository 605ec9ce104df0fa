"""What the database refuses of a park and its rows, past every form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.models import Partnership
from tests.factories import make_park


def refused(row, **values):
    with pytest.raises(IntegrityError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(**values)
    return True


@pytest.mark.django_db
@pytest.mark.parametrize(
    "values",
    [
        {"kind": "friendship"},
        {"status": "perhaps"},
        {"since": "2010", "until": "2009"},
        {"since": "2010-13"},
    ],
)
def test_partnership(values):
    assert refused(make_park().partnerships.create(kind="memorandum"), **values)


@pytest.mark.django_db
@pytest.mark.parametrize("values", [{"kind": "mall"}, {"country": ""}, {"founded": "1969-02-29"}])
def test_park(values):
    assert refused(make_park(), **values)


@pytest.mark.django_db
def test_there_is_one_host_park():
    make_park(is_host=True)
    assert refused(make_park(), is_host=True)


@pytest.mark.django_db
def test_statement_and_milestone_say_something():
    park = make_park()
    assert refused(park.statements.create(text_en="Built"), text_en="")
    assert refused(park.milestones.create(on="2020", text_en="Built"), text_en="")


@pytest.mark.django_db
def test_host_park_is_no_partner_of_itself():
    with pytest.raises(ValidationError, match="itself"):
        Partnership(park=make_park(is_host=True), kind="memorandum").full_clean()
