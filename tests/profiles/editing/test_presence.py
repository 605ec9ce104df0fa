"""Who else has the form of a profile open: said early, to those who may know, and never in anybody's way."""

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, verify
from profiles.editing import presence
from profiles.editing.drafts import begin
from profiles.models import OpenForm
from tests.factories import make_company, make_park, make_user
from tests.page_form import page_form
from tests.profiles.test_merging_saves import open_form, text_of, url_of
from zgc_site.middleware import _QueryCount

pytestmark = pytest.mark.django_db


def open_url(profile) -> str:
    meta = profile._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_open", args=[profile.pk])


def sign_in(name: str = "", role: str = "Editor", **fields) -> Client:
    client = Client()
    client.user = make_user(role=role, username=name, **fields)
    client.force_login(client.user)
    return client


def beat(client: Client, profile, **data):
    return client.post(open_url(profile), {"seen_version": profile.version, **data})


def note(company, client: Client, *, opened: int, seen: int | None) -> OpenForm:
    """That `client` opened the form so many minutes ago, and its script last spoke then."""
    ago = [timezone.now() - datetime.timedelta(minutes=minutes, seconds=1) for minutes in (opened, seen or 0)]
    seen_at = ago[1] if seen is not None else None
    return OpenForm.objects.create(
        kind="company", object_id=company.pk, user=client.user, opened_at=ago[0], seen_at=seen_at
    )


@pytest.fixture
def company() -> Company:
    return make_company(name_en="First")


@pytest.fixture
def chen() -> Client:
    return sign_in("chen", first_name="Chen")


@pytest.fixture
def li() -> Client:
    return sign_in("li", first_name="Li")


# --- what is said ------------------------------------------------------------------------


def test_who_else_has_the_form_open_is_said_to_the_second(company, chen, li):
    assert "Also open" not in text_of(chen.get(url_of(company)))
    OpenForm.objects.update(opened_at=timezone.now() - datetime.timedelta(minutes=3, seconds=5))
    assert "Also open: Chen , for 3 minutes" in text_of(li.get(url_of(company)))
    assert "Also open: Li , for less than a minute" in text_of(chen.get(url_of(company)))


def test_other_profiles_are_other_forms(company, chen, li):
    park = make_park(pk=company.pk)
    chen.get(url_of(company))
    chen.get(url_of(make_company()))
    assert "Also open" not in text_of(li.get(reverse("admin:partners_park_change", args=[park.pk])))
    assert beat(li, park).json()["open"] == []


@pytest.mark.parametrize(
    ("opened", "seen", "is_said"),
    [(14, None, True), (15, None, False), (60, 1, True), (60, 2, False), (1, 0, True)],
)
def test_form_is_over_after_a_while_of_silence(company, chen, li, opened, seen, is_said):
    note(company, chen, opened=opened, seen=seen)
    assert bool(beat(li, company).json()["open"]) == is_said


@pytest.mark.parametrize(
    ("opened", "words"),
    [
        (0, "for less than a minute"),
        (1, "for 1 minute"),
        (59, "for 59 minutes"),
        (60, "for 1 hour"),
        (121, "for 2 hours"),
    ],
)
def test_time_is_said_in_words(company, chen, li, opened, words):
    note(company, chen, opened=opened, seen=0)
    assert beat(li, company).json()["open"] == [{"name": "Chen", "since": words}]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", "其他正在编辑的人： Chen ， 已3分钟"),
        ("fr", "Également ouvert par : Chen , depuis 3 minutes"),
    ],
)
def test_note_is_in_the_language_of_the_page(company, chen, li, language, words):
    note(company, chen, opened=3, seen=0)
    assert words in text_of(li.get(f"/{language}{url_of(company)}"))


def test_newer_save_is_said_with_the_name_of_who_saved(company, chen, li):
    li.get(url_of(company))
    verify(company, Actor(by=chen.user))
    answer = beat(li, company).json()
    assert answer["version"] == company.version + 1
    assert "Chen has saved since you opened it." in answer["html"]
    assert "You saved it elsewhere" in beat(chen, company).json()["html"]
    company.refresh_from_db()
    assert "since you opened it" not in beat(li, company).json()["html"]


def test_deletion_is_said(company, li):
    li.get(url_of(company))
    Company.objects.filter(pk=company.pk).delete()
    answer = beat(li, company).json()
    assert answer["version"] is None
    assert "was deleted since you opened it" in answer["html"]


def test_names_are_escaped(company, li):
    note(company, sign_in("x", first_name="<i>"), opened=1, seen=0)
    assert "&lt;i&gt;" in beat(li, company).json()["html"]
    assert "<i>" not in li.get(url_of(company)).content.decode()


# --- how long a note lasts ---------------------------------------------------------------


def test_form_that_is_saved_or_left_is_open_no_more(company, chen):
    form = open_form(chen, company) | {"name_en": "Second"}
    assert OpenForm.objects.count() == 1
    assert chen.post(url_of(company), form).status_code == 302
    assert not OpenForm.objects.exists()
    chen.get(url_of(company))
    assert beat(chen, company, left="1").status_code == 204
    assert not OpenForm.objects.exists()


def test_form_that_could_not_be_saved_is_still_open(company, chen):
    form = open_form(chen, company) | {"website": "no address"}
    response = chen.post(url_of(company), form)
    assert response.status_code == 200
    assert "data-open-url" in response.content.decode()
    assert OpenForm.objects.count() == 1


def test_one_person_is_noted_once_and_closing_takes_old_notes_along(company, chen, li):
    note(make_company(), li, opened=60, seen=50)
    for _time in range(2):
        chen.get(url_of(company))
        beat(chen, company)
    assert OpenForm.objects.filter(user=chen.user).count() == 1
    beat(chen, company, left="1")
    assert not OpenForm.objects.exists()


def test_draft_is_not_the_profile(company, chen):
    form = open_form(chen, company) | {"_draft": "1", "name_en": "Second"}
    page = chen.post(url_of(company), form, follow=True)
    assert "This is a draft." in text_of(page)
    assert not OpenForm.objects.of("company", company.pk).exists()
    assert OpenForm.objects.get().kind == "draft"


# --- who may know ------------------------------------------------------------------------


def test_names_are_for_those_who_may_change(company, chen):
    chen.get(url_of(company))
    moderator = sign_in(role="Moderator")
    page = moderator.get(url_of(company))
    assert page.status_code == 200
    assert "Also open" not in text_of(page)
    assert "data-open-url" not in page.content.decode()
    assert beat(moderator, company).status_code == 403
    assert beat(moderator, company, left="1").status_code == 403
    assert set(OpenForm.objects.values_list("user", flat=True)) == {chen.user.pk}


def test_others_are_sent_to_sign_in(company):
    visitor, anonymous = Client(), Client()
    visitor.force_login(make_user())
    for client in (visitor, anonymous):
        answer = client.post(open_url(company))
        assert answer.status_code == 302
        assert "/login/" in answer["Location"]
    assert not OpenForm.objects.exists()


def test_address_takes_posts_with_the_token_of_the_page_only(company, chen):
    assert chen.get(open_url(company)).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(chen.user)
    assert strict.post(open_url(company)).status_code == 403
    token = page_form(strict.get(url_of(company)), "company_form")["csrfmiddlewaretoken"]
    data = {"csrfmiddlewaretoken": token, "seen_version": "1"}
    assert strict.post(open_url(company), data).status_code == 200


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 30, "١"])
def test_broken_requests_are_answered(company, chen, seen):
    assert beat(chen, company, seen_version=seen).status_code == 200
    huge = open_url(company).replace(str(company.pk), "9" * 30)
    assert chen.post(huge, {"seen_version": seen}).status_code == 200


# --- in nobody's way ---------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_page_takes_three_more_queries_at_most(company, chen, li, monkeypatch):
    for client in (li, chen):  # what is looked up once for each process
        client.get(url_of(company))
    queries = _QueryCount()
    with connection.execute_wrapper(queries):
        chen.get(url_of(company))
        counted = queries.count
        monkeypatch.setattr(presence, "opened", lambda *args: None)
        monkeypatch.setattr(presence, "others", lambda *args: [])
        chen.get(url_of(company))
    assert counted - (queries.count - counted) <= 3


@pytest.mark.django_db(transaction=True)
def test_note_that_would_have_to_wait_is_left_out(company, chen, li):
    """Somebody else holds what the note would be written to, for longer than anybody would wait."""
    li.get(url_of(company))
    is_held, may_go = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic():
            OpenForm.objects.update(seen_at=timezone.now())
            is_held.set()
            may_go.wait(120)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    is_held.wait(120)
    started = timezone.now()
    try:
        assert beat(li, company).status_code == 200
        assert li.get(url_of(company)).status_code == 200
        assert beat(li, company, left="1").status_code == 204
    finally:
        took = (timezone.now() - started).total_seconds()
        may_go.set()
        holder.join()
    assert took < 15
    assert OpenForm.objects.filter(user=li.user).exists()


@pytest.mark.django_db(transaction=True)
def test_eight_editors_at_once_save_everything(company):
    """Each opens, lets the script speak, saves a field of their own row and leaves, over and over."""
    clients = [sign_in() for _number in range(8)]
    start, answers = threading.Barrier(8, timeout=120), []

    def work(place: int):
        client, own = clients[place], make_names[place]
        start.wait()
        for turn in range(2):
            form = open_form(client, company)
            answers.append(beat(client, company).status_code)
            index = next(n for n in range(8) if form[f"other_names-{n}-key"] == [own])
            form |= {f"other_names-{index}-name": f"{place} at {turn}"}
            answers.append(client.post(url_of(company), form).status_code)
            answers.append(beat(client, company, left="1").status_code)
        connection.close()

    make_names = [str(company.other_names.create(name=f"Name {n}").pk) for n in range(8)]
    threads = [threading.Thread(target=work, args=(place,)) for place in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(set(answers)) == [200, 204, 302]
    assert answers.count(302) == 16
    names = set(company.other_names.values_list("name", flat=True))
    assert names == {f"{place} at 1" for place in range(8)}


# --- drafts ------------------------------------------------------------------------------


def draft_url(name: str, draft) -> str:
    return reverse(f"admin:companies_company_{name}", args=[draft.object_id, draft.pk])


def test_draft_says_who_else_has_it_open_and_not_who_has_the_profile(chen, li, company):
    draft = begin(company, company.version, document_of(company), Actor())
    sign_in("wang", first_name="Wang").get(url_of(company))
    chen.get(draft_url("draft", draft))
    text = text_of(li.get(draft_url("draft", draft)))
    assert "Also open: Chen" in text
    assert "Wang" not in text
    assert "Chen" not in text_of(li.get(url_of(company)))
    answer = li.post(draft_url("draft_open", draft), {"seen_version": company.version}).json()
    assert [person["name"] for person in answer["open"]] == ["Chen"]
    chen.post(draft_url("draft_open", draft), {"left": "1"})
    answer = li.post(draft_url("draft_open", draft), {"seen_version": company.version}).json()
    assert answer["open"] == []


def test_draft_of_another_profile_or_none_has_no_note(chen, company):
    draft = begin(company, company.version, document_of(company), Actor())
    for pk, draft_pk in ((company.pk, draft.pk + 1), (make_company().pk, draft.pk)):
        address = reverse("admin:companies_company_draft_open", args=[pk, draft_pk])
        assert chen.post(address).status_code == 404
    assert sign_in(role="Moderator").post(draft_url("draft_open", draft)).status_code == 403
