"""The host park's record says its home country and currency; only editors write them, in the administration."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from partners.models import Park
from partners.public_form import FORM
from profiles.content.changes import current_stamp
from profiles.content.home import Home, home, read_home
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.models import ContentVersion
from tests.factories import make_park, make_user
from tests.page_form import page_form

pytestmark = pytest.mark.django_db


def test_home_is_what_the_record_of_the_host_park_says():
    make_park(country="BR", home_currency="BRL")
    make_park(country="SE", home_currency="SEK", is_host=True)
    assert read_home() == home() == Home("SE", "SEK")


def test_host_park_without_a_currency_has_none():
    make_park(country="SE", is_host=True)
    assert read_home() == Home("SE", "")


def test_before_a_host_park_is_entered_the_settings_say_it(settings):
    settings.HOME_COUNTRY, settings.HOME_CURRENCY = "SE", "SEK"
    make_park(country="BR", home_currency="BRL")
    assert read_home() == Home("SE", "SEK")


def test_home_follows_the_record_and_another_host_park():
    host = make_park(country="SE", home_currency="SEK", is_host=True)
    other = make_park(country="KR", home_currency="KRW")
    assert home() == Home("SE", "SEK")
    base = document_of(host)
    save(host, base, replace(base, fields={**base.fields, "home_currency": "EUR"}), Actor())
    assert home() == Home("SE", "EUR")
    other.make_host(by=None)
    assert home() == Home("KR", "KRW")


def test_home_is_read_once_for_each_version_of_the_content(django_assert_num_queries):
    park = make_park(country="SE", home_currency="SEK", is_host=True)
    stamp = current_stamp()
    for known in (stamp, None):
        home(known)
        with django_assert_num_queries(0):
            home(known)
    ContentVersion.advance()
    with django_assert_num_queries(1):
        assert [home(), home()] == [Home("SE", "SEK")] * 2
    assert park.is_host


def test_home_that_is_taken_back_with_its_savepoint_is_forgotten():
    make_park(country="SE", is_host=True)
    with suppress(InterruptedError), transaction.atomic():
        make_park(country="KR").make_host(by=None)
        assert home().country == "KR"
        raise InterruptedError
    assert home().country == "SE"


@pytest.mark.django_db(transaction=True)
def test_home_outside_of_transactions_follows_what_is_committed(django_assert_num_queries):
    make_park(country="SE", is_host=True)
    assert home().country == "SE"
    other = make_park(country="KR")
    other.make_host(by=None)
    assert home().country == "KR"
    with django_assert_num_queries(0):
        assert {home().country for _time in range(100)} == {"KR"}


@pytest.mark.parametrize("code", ["XXQ", "sek", "SE", "元", "S K", "SEK "])
def test_home_currency_is_a_code_of_the_list(code):
    host = make_park(country="SE", is_host=True)
    base = document_of(host)
    with pytest.raises(ValidationError) as refused:
        save(host, base, replace(base, fields={**base.fields, "home_currency": code}), Actor())
    assert set(refused.value.message_dict) == {"home_currency"}


@pytest.mark.parametrize("code", ["sek", "SE", " "])
def test_database_refuses_what_is_no_code(code):
    host = make_park(country="SE", is_host=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        Park.objects.filter(pk=host.pk).update(home_currency=code)


def test_editor_sets_the_home_currency_of_the_host_park(client):
    host = make_park(country="SE", is_host=True)
    client.force_login(make_user(role="Editor"))
    address = f"/admin/partners/park/{host.pk}/change/"
    form = page_form(client.get(address), "park_form")
    client.post(address, form | {"home_currency": "SEK"})
    host.refresh_from_db()
    assert (host.home_currency, home()) == ("SEK", Home("SE", "SEK"))


def test_form_of_another_park_neither_shows_nor_takes_a_home_currency(client):
    make_park(country="SE", home_currency="SEK", is_host=True)
    park = make_park(country="FR")
    client.force_login(make_user(role="Editor"))
    address = f"/admin/partners/park/{park.pk}/change/"
    form = page_form(client.get(address), "park_form")
    assert "home_currency" not in form
    client.post(address, form | {"home_currency": "EUR", "city": "Lyon"})
    park.refresh_from_db()
    assert (park.city, park.home_currency) == ("Lyon", "")


def test_visitors_propose_no_home_currency():
    assert "home_currency" not in FORM.fields


def test_place_of_the_host_park_is_at_home():
    make_park(country="SE", home_currency="SEK", is_host=True, latitude=57.7, longitude=12)
    assert read_home() == Home("SE", "SEK", (57.7, 12.0))
