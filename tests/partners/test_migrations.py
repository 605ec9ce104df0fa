"""What migrations of parks write that are there already."""

from dataclasses import replace
from importlib import import_module

import pytest
from django.apps import apps

from partners.models import Park
from profiles.content.changes import current_stamp
from profiles.documents.document import Document
from profiles.documents.history import changes_of, document_at, latest_document, versions_of
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, save
from tests.factories import make_park

pytestmark = pytest.mark.django_db
home_currency = import_module("partners.migrations.0013_home_currency")


@pytest.fixture
def park():
    make_park(slug="other", country="KR")
    fields = {"slug": "host", "name_en": "Host", "kind": "science_park", "country": "SE"}
    made = create(Document("park", fields), Actor())
    made.publish(by=None)
    made.make_host(by=None)
    return Park.objects.get(pk=made.pk)


def rename(park, name):
    base = document_of(park)
    save(park, base, replace(base, fields={**base.fields, "name_en": name}), Actor())
    park.refresh_from_db()


def test_assumed_home_currency_is_a_version_in_the_history_of_the_host(park):
    rename(park, "Renamed")
    before, stamp = park.version, current_stamp()
    home_currency.say_what_was_assumed(apps, None)
    park.refresh_from_db()
    live = document_of(park)
    assert (park.home_currency, park.version) == ("CNY", before + 1)
    assert latest_document(park, live).unrecorded(live) == []
    assert document_at("park", park.pk, before).fields.get("home_currency") is None
    assert document_at("park", park.pk, park.version) == live
    (version,) = versions_of("park", park.pk).filter(number=park.version)
    assert (version.origin, changes_of(version)) == ("outside", [(("home_currency",), None, "CNY")])
    assert current_stamp().content > stamp.content


def test_host_that_nobody_has_changed_goes_on_with_its_history(park):
    home_currency.say_what_was_assumed(apps, None)
    park.refresh_from_db()
    rename(park, "Renamed")
    assert document_at("park", park.pk, park.version) == document_of(park)
    assert not versions_of("park", park.pk).filter(number=park.version, origin="outside").exists()


def test_only_a_host_that_says_no_currency_gets_one(park):
    Park.objects.filter(pk=park.pk).update(home_currency="SEK")
    home_currency.say_what_was_assumed(apps, None)
    assert list(Park.objects.order_by("pk").values_list("home_currency", flat=True)) == ["", "SEK"]
    assert Park.objects.get(pk=park.pk).version == park.version
