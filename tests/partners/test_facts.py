"""What the database refuses of a park and its rows, past every form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Value

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
@pytest.mark.parametrize(
    "offers",
    [
        "castle",
        "OFFICE",
        "office|office",
        "office|training|office",
        "training|office",
        "|office",
        "office|",
        "|",
    ],
)
def test_offers_of_a_partnership_are_known_once_and_in_order(offers):
    assert refused(make_park().partnerships.create(kind="memorandum"), offers=Value(offers))


@pytest.mark.django_db
@pytest.mark.parametrize("offers", ["", "event", "office|training", "|".join(Partnership.Offer.values)])
def test_offers_of_a_partnership_that_are_in_order_are_kept(offers):
    row = make_park().partnerships.create(kind="memorandum", offers=offers)
    assert Partnership.objects.get(pk=row.pk).offers == offers


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
