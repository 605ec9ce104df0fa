"""What a release brings, beside what staff changed and deleted."""

from __future__ import annotations

import pytest

from profiles.documents.reading import document_of
from profiles.documents.shipments import Shipment
from profiles.models import Shipped, Source

pytestmark = pytest.mark.django_db
KEY = "yearbook"


class Sources(Shipment[Source]):
    def document(self, said):
        return document_of(Source(**said))


class OfOurOwn(Sources):
    def first_base(self, record, said):
        return None


def said(**fields):
    return {"key": KEY, "title": "Yearbook", "publisher": "The park", **fields}


def bring(shipments=Sources, **fields):
    shipment = shipments(Source)
    return shipment.bring(KEY, said(**fields)), shipment.kept


def test_record_that_is_not_there_is_made_and_remembered():
    source, kept = bring()
    assert (source, source.title, kept) == (Source.objects.get(), "Yearbook", [])
    assert list(Shipped.objects.values_list("kind", "key", "object_id", "said")) == [
        ("source", KEY, source.pk, said())
    ]


def test_record_follows_a_release_beside_what_staff_changed():
    source, _kept = bring()
    Source.objects.update(title="Ours")
    source, kept = bring(title="Yearbook 2013", publisher="The authority")
    assert (source.title, source.publisher) == ("Ours", "The authority")
    assert kept == [
        f"source {KEY}, title: The site says “Ours”, the file “Yearbook 2013”. The site stays as it is."
    ]
    assert bring(title="Yearbook 2013", publisher="The authority")[1] == []  # told once


def test_record_that_staff_deleted_does_not_come_back_whatever_a_release_says():
    bring()
    Source.objects.all().delete()
    for title in ("Yearbook", "Yearbook 2013"):
        assert bring(title=title) == (None, [f"source {KEY}: staff deleted it, so it does not come back."])
    assert not Source.objects.exists()


def test_record_of_the_site_s_own_under_the_address_of_a_deleted_one_is_left_alone():
    bring()
    Source.objects.all().delete()
    Source.objects.create(pk=10**6, key=KEY, title="Ours")
    assert bring(title="Yearbook 2013")[0] is None
    assert Source.objects.get().title == "Ours"


def test_record_that_was_never_shipped_is_left_alone():
    Source.objects.create(key=KEY, title="Ours")
    assert bring(OfOurOwn) == (None, [f"source {KEY}: its address is that of a source of your own."])
    assert (Source.objects.get().title, Shipped.objects.exists()) == ("Ours", False)


def test_record_is_followed_under_the_key_that_staff_gave_it():
    source, _kept = bring()
    Source.objects.update(key="renamed")
    assert bring(title="Yearbook 2013")[0].pk == source.pk
    assert Source.objects.get().title == "Yearbook 2013"


def test_long_text_that_staff_changed_is_named_and_not_repeated():
    bring()
    Source.objects.update(title="Ours")
    assert bring(title="Yearbook " * 20)[1] == [
        f"source {KEY}, title: staff changed it, so it stays as it is."
    ]
