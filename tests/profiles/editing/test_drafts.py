"""Drafts of published profiles, previews, and what is done at a set time."""

import datetime
import threading

import pytest
from django.core import signing
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from companies.models import Company
from profiles.admin.drafts import PlanForm
from profiles.documents import writing
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, ProfileGone, SaveConflict
from profiles.editing import drafts, schedule
from profiles.models import Draft, Plan, Version
from tests.factories import make_company, make_figure, make_metric, make_user
from tests.page_form import page_form
from tests.profiles.admin.test_history import change
from tests.profiles.test_merging_saves import chosen, text_of

pytestmark = pytest.mark.django_db

NEXT_YEAR = f"{datetime.date.today().year + 1}-12-31T09:30"


def url(name: str, *args) -> str:
    return reverse(f"admin:companies_company_{name}", args=args)


def make_draft(company: Company, user=None, **fields) -> Draft:
    base = document_of(company)
    proposed = type(base)(base.kind, {**base.fields, **fields}, base.rows, base.sources)
    return drafts.begin(company, company.version, proposed, Actor(by=user))


def make_plan(company: Company, action: str, user, draft: Draft | None = None, minutes: int = -1) -> Plan:
    due_at = timezone.now() + datetime.timedelta(minutes=minutes)
    return Plan.objects.create(
        kind="company", object_id=company.pk, action=action, draft=draft, due_at=due_at, asked_by=user
    )


@pytest.fixture
def editor(client):
    client.user = make_user(role="Editor")
    client.force_login(client.user)
    return client


@pytest.fixture
def company():
    company = make_company(name_en="First")
    company.other_names.create(name="One")
    return company


# --- the form ----------------------------------------------------------------------------


def begin_in_form(editor, company: Company, **typed) -> Draft:
    form = page_form(editor.get(url("change", company.pk)), "company_form") | typed
    response = editor.post(url("change", company.pk), form | {"_draft": "on"})
    draft = Draft.objects.get()
    assert response.url == url("draft", company.pk, draft.pk)
    return draft


def test_draft_begun_in_the_form_leaves_the_live_page_alone(editor, company):
    draft = begin_in_form(editor, company, **{"name_en": "Second", "other_names-0-name": "Uno"})
    company.refresh_from_db()
    assert (company.name_en, company.version, company.other_names.get().name) == ("First", 2, "One")
    form = page_form(editor.get(url("draft", company.pk, draft.pk)), "company_form")
    assert (form["name_en"], form["other_names-0-name"]) == (["Second"], ["Uno"])


def test_draft_is_saved_again_and_put_on_the_live_page(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    address = url("draft", company.pk, draft.pk)
    form = page_form(editor.get(address), "company_form") | {"name_zh": "第二", "why": "new name"}
    assert editor.post(address, form | {"_save": "on"}).url == address
    assert Company.objects.get().name_en == "First"
    form = page_form(editor.get(address), "company_form")
    assert form["name_zh"] == ["第二"]
    assert editor.post(address, form | {"_apply": "on"}).url == url("change", company.pk)
    saved = Company.objects.get()
    assert (saved.name_en, saved.name_zh, Draft.objects.count()) == ("Second", "第二", 0)
    version = Version.objects.first()
    assert (version.origin, version.made_by, version.why) == ("draft", editor.user, "new name")


def test_draft_merges_with_what_was_saved_on_the_page_meanwhile(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    change(company, address="1 Street")
    address = url("draft", company.pk, draft.pk)
    response = editor.get(address)
    assert "saved once since the draft was begun" in text_of(response)
    editor.post(address, page_form(response, "company_form") | {"_apply": "on"})
    saved = Company.objects.get()
    assert (saved.name_en, saved.address) == ("Second", "1 Street")


def test_draft_that_meets_the_same_change_asks(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    change(company, name_en="Third")
    address = url("draft", company.pk, draft.pk)
    form = page_form(editor.get(address), "company_form") | {"_apply": "on"}
    response = editor.post(address, form)
    assert "Name in English Before First Theirs, saved Third Yours Second" in text_of(response)
    assert (Company.objects.get().name_en, Draft.objects.count()) == ("Third", 1)
    editor.post(address, chosen(response, "proposed") | {"_apply": "on"})
    assert Company.objects.get().name_en == "Second"


def test_two_people_on_one_draft_merge(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    address = url("draft", company.pk, draft.pk)
    stale = page_form(editor.get(address), "company_form") | {"name_zh": "二"}
    theirs = page_form(editor.get(address), "company_form") | {"address": "2 Street"}
    editor.post(address, theirs)
    editor.post(address, stale)
    fields = drafts.document_in(Draft.objects.get()).fields
    assert (fields["name_en"], fields["name_zh"], fields["address"]) == ("Second", "二", "2 Street")
    clash = stale | {"address": "3 Street"}
    response = editor.post(address, clash)
    assert response.status_code == 200
    assert "Address Before – Theirs, saved 2 Street Yours 3 Street" in text_of(response)


def test_field_in_question_with_the_draft_and_with_the_page_is_asked_twice(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    address = url("draft", company.pk, draft.pk)
    mine = page_form(editor.get(address), "company_form") | {"name_en": "Mine", "_apply": "on"}
    editor.post(address, page_form(editor.get(address), "company_form") | {"name_en": "Colleague"})
    change(company, name_en="Live")
    first = editor.post(address, mine)
    assert "Name in English Before Second Theirs, saved Colleague Yours Mine" in text_of(first)
    second = editor.post(address, chosen(first, "proposed") | {"_apply": "on"})
    assert "Name in English Before First Theirs, saved Live Yours Mine" in text_of(second)
    assert editor.post(address, chosen(second, "proposed") | {"_apply": "on"}).status_code == 302
    assert (Company.objects.get().name_en, Draft.objects.count()) == ("Mine", 0)


def test_draft_that_names_a_deleted_metric_asks_for_another(editor, company):
    metric = make_metric()
    make_figure(company=company, metric=metric, value=1)
    draft = make_draft(company)
    company.figures.all().delete()
    metric.delete()
    address = url("draft", company.pk, draft.pk)
    form = page_form(editor.get(address), "company_form")
    response = editor.post(address, form | {"name_en": "Typed"})
    assert "This field is required." in text_of(response)
    assert page_form(response, "company_form")["name_en"] == ["Typed"]
    assert editor.post(address, form | {"figures-0-DELETE": "on", "_apply": "1"}).status_code == 302
    assert not Draft.objects.exists()


def test_discarded_draft_is_gone_and_the_page_stays(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    editor.post(url("discard", company.pk, draft.pk), {"seen": draft.number})
    assert (Draft.objects.count(), Company.objects.get().name_en) == (0, "First")
    assert editor.get(url("draft", company.pk, draft.pk)).status_code == 404
    assert editor.post(url("discard", company.pk, draft.pk)).status_code == 404


def test_draft_is_discarded_only_after_a_look_at_what_is_lost(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    make_plan(company, "apply", editor.user, draft, minutes=5)
    text = text_of(editor.get(url("discard", company.pk, draft.pk)))
    assert "Name in English First Second" in text
    assert "which will not happen" in text
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [("Editor", 200), ("Moderator", 403), ("", 302)])
def test_page_of_discarding_is_for_those_who_may_change(client, company, role, status):
    draft = make_draft(company, name_en="Second")
    client.force_login(make_user(role=role))
    assert client.get(url("discard", company.pk, draft.pk)).status_code == status


def test_draft_that_somebody_saved_meanwhile_is_discarded_only_after_another_look(editor, company):
    draft = begin_in_form(editor, company, name_en="Second")
    assert url("discard", company.pk, draft.pk) in editor.get(url("plans", company.pk)).content.decode()
    page = editor.get(url("discard", company.pk, draft.pk))
    assert f'name="seen" value="{draft.number}"' in page.content.decode()
    address = url("draft", company.pk, draft.pk)
    editor.post(address, page_form(editor.get(address), "company_form") | {"name_zh": "二"})
    response = editor.post(url("discard", company.pk, draft.pk), {"seen": draft.number}, follow=True)
    assert "Nothing was deleted, because somebody saved" in text_of(response)
    assert drafts.document_in(Draft.objects.get()).fields["name_zh"] == "二"


def test_plans_name_the_clock_that_they_go_by(editor, company):
    assert "By the clock of the park, where it is" in text_of(editor.get(url("plans", company.pk)))


def test_drafts_are_told_apart_where_one_is_chosen(editor, company):
    draft = begin_in_form(editor, company, name_en="Second", why="Rename & move")
    listed = text_of(editor.get(url("plans", company.pk)))
    when = date_format(timezone.localtime(draft.changed_at), "DATETIME_FORMAT")
    assert listed.count(f"{when}, {draft.changed_by}: Rename & move") == 2, "in the list and in the form"


# --- applying ----------------------------------------------------------------------------


def test_apply_publishes_a_withdrawn_profile_for_those_who_may(company):
    company.withdraw(by=None)
    drafts.apply(make_draft(company, name_en="Second"), Actor(), publish=False)
    company.refresh_from_db()
    assert (company.name_en, company.state) == ("Second", "withdrawn")
    drafts.apply(make_draft(company, name_en="Third"), Actor(), publish=True)
    company.refresh_from_db()
    assert (company.name_en, company.state) == ("Third", "published")


def test_apply_of_a_draft_that_is_gone_says_so(company):
    draft = make_draft(company, name_en="Second")
    Draft.objects.all().delete()
    with pytest.raises(ProfileGone):
        drafts.apply(draft, Actor(), publish=True)
    draft = make_draft(company, name_en="Second")
    writing.delete(company, company.version, Actor())
    with pytest.raises(ProfileGone):
        drafts.apply(draft, Actor(), publish=True)


def test_apply_that_conflicts_writes_nothing(company):
    draft = make_draft(company, name_en="Second")
    change(company, name_en="Third")
    with pytest.raises(SaveConflict):
        drafts.apply(draft, Actor(), publish=True)
    assert (Company.objects.get().name_en, Draft.objects.count()) == ("Third", 1)


# --- previews ----------------------------------------------------------------------------


def test_preview_token_names_the_draft_until_it_is_old(company, settings, monkeypatch):
    draft = make_draft(company, name_en="Second")
    token = drafts.preview_token(draft, company)
    assert drafts.previewed(token) == ("company", company.pk, draft.pk)
    monkeypatch.setattr(drafts, "PREVIEW_DAYS", -1)
    assert drafts.previewed(token) is None


def test_preview_token_that_is_false_names_nothing():
    for token in ("", "x", "a:b:c", signing.dumps(["company", 1, 1], salt="other")):
        assert drafts.previewed(token) is None


# --- plans -------------------------------------------------------------------------------


def planned(days: int) -> str:
    return (timezone.localtime() + datetime.timedelta(days=days)).strftime("%Y-%m-%dT%H:%M")


def test_same_plan_is_made_once(editor, company):
    data = {"action": "withdraw", "due_at": planned(days=1)}
    assert editor.post(url("plans", company.pk), data).status_code == 302
    response = editor.post(url("plans", company.pk), data)
    assert "This is planned for that moment already." in text_of(response)
    assert Plan.objects.count() == 1
    for other in ({"due_at": planned(days=2)}, {"action": "publish"}):
        editor.post(url("plans", company.pk), data | other)
    assert Plan.objects.count() == 3


def test_same_plan_by_two_people_at_once_is_made_once(company):
    due_at, user = timezone.now() + datetime.timedelta(days=1), make_user(role="Editor")
    values = {"action": "withdraw", "draft": None, "due_at": due_at}
    forms = [PlanForm(profile=company, user=user) for _person in range(2)]
    for form in forms:
        form.cleaned_data = values
    assert forms[0].save() == forms[1].save()


def test_database_refuses_the_same_plan_twice(company):
    plan = make_plan(company, "withdraw", None, minutes=5)
    plan.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        plan.save()
    plan.done_at = timezone.now()
    plan.save()


def test_drafts_of_plans_for_one_moment_may_both_go(company):
    drafts_of_both = [make_draft(company, name_en=name) for name in ("Second", "Third")]
    moment = make_plan(company, "apply", None, drafts_of_both[0], minutes=5).due_at
    other = make_plan(company, "apply", None, drafts_of_both[1], minutes=5)
    Plan.objects.filter(pk=other.pk).update(due_at=moment)
    for draft in drafts_of_both:
        draft.delete()
    assert Plan.objects.filter(draft=None).count() == 2


@pytest.mark.parametrize("due_at", ["9999-12-31T23:59", planned(days=5 * 365 + 2)])
def test_plan_for_a_distant_year_is_refused_in_words(editor, company, due_at):
    response = editor.post(url("plans", company.pk), {"action": "withdraw", "due_at": due_at})
    assert "Plan for the next five years at most." in text_of(response)
    assert Plan.objects.count() == 0


def test_plan_is_made_in_the_form_and_cancelled(editor, company):
    data = {"action": "withdraw", "due_at": NEXT_YEAR}
    assert editor.post(url("plans", company.pk), data).status_code == 302
    plan = Plan.objects.get()
    assert (timezone.localtime(plan.due_at).isoformat(), plan.asked_by) == (
        f"{NEXT_YEAR}:00+08:00",
        editor.user,
    )
    assert "Cancel" in editor.get(url("plans", company.pk)).content.decode()
    editor.post(url("cancel", company.pk, plan.pk))
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"action": "withdraw", "due_at": "2001-01-01T09:30"}, "This moment has passed."),
        ({"action": "withdraw", "due_at": "xTy"}, "Enter a valid date/time."),
        ({"action": "burn", "due_at": NEXT_YEAR}, "Select a valid choice."),
        ({"action": "apply", "due_at": NEXT_YEAR}, "Choose the draft"),
        ({}, "This field is required."),
    ],
)
def test_plan_that_cannot_be_is_refused_in_words(editor, company, data, message):
    response = editor.post(url("plans", company.pk), data)
    assert message in text_of(response)
    assert not Plan.objects.exists()


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [("publish", "draft", "published"), ("withdraw", "published", "withdrawn")],
)
def test_due_plan_moves_the_state(action, before, after):
    company = make_company(published=before == "published")
    user = make_user(role="Editor")
    plan, later = make_plan(company, action, user), make_plan(company, action, user, minutes=5)
    assert schedule.run_due() == 1
    company.refresh_from_db()
    plan.refresh_from_db()
    later.refresh_from_db()
    assert (company.state, company.changed_by, plan.problem, later.done_at) == (after, user, "", None)
    assert schedule.run_due() == 0


def test_due_draft_is_put_on_the_page_and_merged(company):
    user = make_user(role="Editor")
    plan = make_plan(company, "apply", user, make_draft(company, user, name_en="Second"))
    change(company, address="1 Street")
    schedule.run_due()
    plan.refresh_from_db()
    saved = Company.objects.get()
    assert (saved.name_en, saved.address, plan.problem) == ("Second", "1 Street", "")


def test_due_draft_that_conflicts_changes_nothing_and_says_so(company):
    user = make_user(role="Editor")
    plan = make_plan(company, "apply", user, make_draft(company, user, name_en="Second"))
    change(company, name_en="Third")
    schedule.run_due()
    plan.refresh_from_db()
    assert (Company.objects.get().name_en, plan.problem, Draft.objects.count()) == ("Third", "conflict", 1)


@pytest.mark.parametrize("why", ["inactive", "no role", "deleted user", "deleted profile", "same state"])
def test_due_plan_that_may_not_be_done_says_why(company, why):
    user = make_user(role="Moderator" if why == "no role" else "Editor", is_active=why != "inactive")
    plan = make_plan(company, "withdraw", user)
    if why == "deleted user":
        user.delete()
    elif why == "deleted profile":
        writing.delete(company, company.version, Actor())
    elif why == "same state":
        company.withdraw(by=None)
    schedule.run_due()
    plan.refresh_from_db()
    expected = {"deleted profile": "gone", "same state": "state"}.get(why, "forbidden")
    assert plan.problem == expected
    if why in ("inactive", "no role", "deleted user"):
        assert Company.objects.get().is_published


@pytest.mark.django_db(transaction=True)
def test_due_plan_is_done_once_by_four_workers():
    company = make_company()
    make_plan(company, "withdraw", make_user(role="Editor"))
    start, done = threading.Barrier(4, timeout=120), []

    def work():
        start.wait()
        done.append(schedule.run_due())
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == [0, 0, 0, 1]
    assert Version.objects.filter(action="withdrawn").count() == 1


@pytest.mark.django_db(transaction=True)
def test_plan_that_fails_unforeseen_stays_due_and_holds_up_no_other(monkeypatch):
    editor, broken, other = make_user(role="Editor"), make_company(), make_company()
    draft = make_draft(broken, name_en="Second")
    failing = make_plan(broken, "apply", editor, draft, minutes=-2)
    make_plan(other, "withdraw", editor)
    with monkeypatch.context() as patch:
        patch.setattr(drafts, "document_in", lambda draft: 1 / 0)
        assert schedule.run_due() == 1
    other.refresh_from_db()
    assert (other.state, Plan.objects.waiting().get()) == ("withdrawn", failing)
    assert schedule.run_due() == 1
    broken.refresh_from_db()
    assert broken.name_en == "Second"


def test_first_page_names_drafts_and_plans_that_failed_to_those_who_may_change(client, company):
    user = make_user(role="Editor")
    plan = make_plan(company, "apply", user, make_draft(company, user, name_en="Second"))
    change(company, name_en="Third")
    schedule.run_due()
    client.force_login(user)
    html = client.get("/admin/").content.decode()
    assert url("draft", company.pk, Draft.objects.get().pk) in html
    assert f"{plan.Problem.CONFLICT.label}" in text_of(client.get("/admin/"))
    client.force_login(make_user(role="Moderator"))
    assert url("draft", company.pk, Draft.objects.get().pk) not in client.get("/admin/").content.decode()


# --- who may -------------------------------------------------------------------------------

EXPECTED = {
    "Editor": (200, 200, 302, 302),
    "Moderator": (403,) * 4,
    "visitor": (302,) * 4,
    "user": (302,) * 4,
}


@pytest.mark.parametrize("role", EXPECTED)
def test_draft_pages_obey_the_roles(client, company, role):
    draft = make_draft(company, name_en="Second")
    plan = make_plan(company, "withdraw", None, minutes=60)
    if role != "visitor":
        client.force_login(make_user(role="" if role == "user" else role))
    answers = (
        client.get(url("draft", company.pk, draft.pk)),
        client.get(url("plans", company.pk)),
        client.post(url("cancel", company.pk, plan.pk)),
        client.post(url("discard", company.pk, draft.pk), {"seen": draft.number}),
    )
    assert tuple(answer.status_code for answer in answers) == EXPECTED[role]
    left = (Draft.objects.count(), Plan.objects.count())
    assert left == ((0, 0) if role == "Editor" else (1, 1))
