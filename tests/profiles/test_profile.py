"""States, versions and names of profiles."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone, translation

from companies.models import Company
from partners.models import Park
from profiles.models import ChangeSet, MustStay, Version, WrongState
from tests.factories import make_company, make_park, make_user


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


def test_name_in_one_script_has_no_second():
    for company in (Company(name_en="Lenovo"), Company(name_zh="联想")):
        assert company.second_name == ""


# --- the address ----------------------------------------------------------------------------------


def test_pages_of_a_profile_stand_below_its_own():
    company = Company(slug="lenovo")
    assert [
        company.get_history_url(),
        company.get_edit_url(),
        company.get_version_url(3),
        company.get_day_url(datetime.date(2026, 3, 1)),
    ] == [
        "/companies/lenovo/history/",
        "/companies/lenovo/edit/",
        "/companies/lenovo/history/3/",
        "/companies/lenovo/on/2026-03-01/",
    ]


@pytest.mark.django_db
def test_address_is_neither_that_of_a_page_nor_one_that_leads_to_another_profile():
    company, other = make_company(), make_company()
    company.former_slugs.create(slug="was-mine")
    other.former_slugs.create(slug="was-of-another")
    for slug, wrong in (("free", []), ("was-mine", []), ("was-of-another", ["slug"]), ("export", ["slug"])):
        company.slug = slug
        assert _wrong_fields(company) == wrong
    found = [_wrong_fields(Company(slug=slug)) for slug in ("free", "was-mine", "")]
    assert found == [[], ["slug"], []]


def _wrong_fields(company: Company) -> list[str]:
    try:
        company.clean()
    except ValidationError as error:
        return list(error.message_dict)
    return []


# --- the verbs ------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verb", "before", "after", "action"),
    [
        ("publish", "draft", "published", "published"),
        ("withdraw", "published", "withdrawn", "withdrawn"),
        ("return_to_draft", "published", "draft", "withdrawn"),
    ],
)
def test_verb_records_who_when_why_and_from_where(verb, before, after, action):
    company, user = make_company(published=before == "published"), make_user()
    version, past = company.version, timezone.now() - datetime.timedelta(days=1)
    Company.objects.update(changed_at=past)
    getattr(company, verb)(by=user, why="#7", origin="submission")
    company.refresh_from_db()
    assert (company.state, company.version, company.changed_by) == (after, version + 1, user)
    assert company.changed_at > past
    newest = Version.objects.filter(kind="company", object_id=company.pk).latest("number")
    assert (newest.action, newest.made_by, newest.why, newest.origin) == (action, user, "#7", "submission")
    assert (newest.number, newest.state) == (version + 1, after)


@pytest.mark.django_db
def test_publication_in_a_step_over_many_profiles_names_it():
    company = make_company(published=False)
    change_set = ChangeSet.objects.create(step="import", kind="company", title="a.csv")
    company.publish(by=None, change_set=change_set)
    assert Version.objects.get(object_id=company.pk, action="published").change_set == change_set


@pytest.mark.django_db
def test_publication_that_is_taken_back_never_was():
    company = make_company()
    company.return_to_draft(by=None, why="", origin="revert")
    company.refresh_from_db()
    assert company.published_at is None


@pytest.mark.django_db
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_publication_that_is_not_there_is_not_taken_back(state):
    company = make_company(published=state == "withdrawn")
    if state == "withdrawn":
        company.withdraw(by=None)
    with pytest.raises(WrongState):
        company.return_to_draft(by=None, why="", origin="revert")
    assert Company.objects.get().state == state


HIDING = {
    "withdraw": lambda park: park.withdraw(by=None),
    "return_to_draft": lambda park: park.return_to_draft(by=None, why="", origin="revert"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("hide", HIDING.values(), ids=HIDING)
def test_host_stays_and_a_partner_that_is_hidden_or_gone_is_only_not_shown(hide):
    host, partner, gone = make_park(is_host=True), make_park(), make_park()
    with pytest.raises(MustStay):
        hide(host)
    hide(partner)
    gone_pk = gone.pk
    Park.objects.filter(pk=gone_pk).delete()
    for park in (partner, gone):
        with pytest.raises(WrongState) as error:
            hide(park)
        assert error.type is WrongState
    assert Park.objects.published().get() == host


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


@pytest.mark.django_db
def test_each_change_of_state_is_a_version_though_both_had_read_the_same():
    company = make_company()
    one, other = (Company.objects.get(pk=company.pk) for _time in range(2))
    one.withdraw(by=None)
    other.publish(by=None)
    assert (one.version, other.version) == (company.version + 1, company.version + 2)
