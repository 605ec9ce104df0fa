"""States, versions and names of profiles."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import translation

from companies.models import Company
from profiles.models import Version, WrongState
from tests.factories import make_company, make_user


@pytest.mark.django_db
def test_publish_shows_a_draft_once():
    company = make_company(published=False)
    company.publish(by=None)
    assert list(Company.objects.published()) == [company]
    with pytest.raises(WrongState):
        company.publish(by=None)


@pytest.mark.django_db
def test_withdraw_hides_a_published_profile_only():
    company = make_company()
    company.withdraw(by=None)
    assert list(Company.objects.published()) == []
    with pytest.raises(WrongState):
        company.withdraw(by=None)


@pytest.mark.django_db(transaction=True)
def test_publish_in_eight_threads_has_one_winner():
    company = make_company(published=False)
    won, start = [], threading.Barrier(8, timeout=120)

    def publish():
        start.wait()
        try:
            Company.objects.get(pk=company.pk).publish(by=None)
            won.append(True)
        except WrongState:
            pass
        finally:
            connection.close()

    threads = [threading.Thread(target=publish) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    company.refresh_from_db()
    assert (won, company.version) == ([True], 2)
    assert list(Version.objects.values_list("number", "action", "state")) == [(2, "published", "published")]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"name_en": ""},
        {"state": "shown"},
        {"state": "published"},
        {"slug": ""},
        {"latitude": 91, "longitude": 1},
        {"latitude": 10},
        {"ownership": "mine"},
    ],
)
def test_database_refuses_what_breaks_a_rule(wrong):
    company = make_company(published=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.filter(pk=company.pk).update(**wrong)


@pytest.mark.parametrize(
    ("language", "name", "lang", "second"),
    [
        ("en", "Lenovo", "en", "联想"),
        ("zh-hans", "联想", "zh-Hans", "Lenovo"),
        ("fr", "Lenovo", "en", "联想"),
    ],
)
def test_name_follows_the_language_of_the_page(language, name, lang, second):
    company = Company(name_en="Lenovo", name_zh="联想")
    with translation.override(language):
        assert (company.name, company.name.lang, company.second_name) == (name, lang, second)


# --- the verbs ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(("verb", "before", "after"), [("publish", "draft", "published"), ("withdraw", "published", "withdrawn")])  # fmt: skip
def test_verb_records_who_why_and_from_where(verb, before, after):
    company, user = make_company(published=before == "published"), make_user()
    version = company.version
    getattr(company, verb)(by=user, why="#7", origin="submission")
    company.refresh_from_db()
    assert (company.state, company.version, company.changed_by) == (after, version + 1, user)
    newest = Version.objects.filter(kind="company", object_id=company.pk).latest("number")
    assert (newest.action, newest.made_by, newest.why, newest.origin) == (after, user, "#7", "submission")
    assert (newest.number, newest.state) == (version + 1, after)


@pytest.mark.django_db
def test_first_day_of_publication_stays():
    company = make_company()
    first = company.published_at
    company.withdraw(by=None)
    company.publish(by=None)
    company.refresh_from_db()
    assert company.published_at == first


@pytest.mark.django_db
def test_verb_is_of_one_profile():
    one, other = make_company(), make_company()
    one.withdraw(by=None)
    other.refresh_from_db()
    assert other.is_published


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["publish", "withdraw"])
def test_verb_that_fails_half_way_writes_nothing(monkeypatch, verb):
    def fail(*_args, **_more):
        raise RuntimeError

    company = make_company(published=verb == "withdraw")
    was = (company.state, company.version)
    monkeypatch.setattr(Version, "record", fail)
    with pytest.raises(RuntimeError):
        getattr(company, verb)(by=None)
    company = type(company).objects.get()
    assert (company.state, company.version) == was
