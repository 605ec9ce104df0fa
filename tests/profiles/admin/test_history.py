"""The history in the admin: seen, compared, reverted, brought back; and by whom."""

import random

import pytest
from django.urls import reverse

from companies.models import Company
from profiles.documents import writing
from profiles.documents.difference import differences
from profiles.documents.document import Document
from profiles.documents.history import document_at
from profiles.documents.reading import document_of
from profiles.documents.undoing import restore
from profiles.documents.writing import Actor
from profiles.models import Version
from tests.factories import make_company, make_full_company, make_source, make_user
from tests.profiles.test_merging_saves import text_of

pytestmark = pytest.mark.django_db


def url(name: str, *args) -> str:
    return reverse(f"admin:companies_company_{name}", args=args)


def change(company: Company, user=None, why="", **fields) -> int:
    """Save these fields; the number of the new version."""
    base = document_of(Company.objects.get(pk=company.pk))
    kept = {name: value for name, value in {**base.fields, **fields}.items() if value}
    proposed = Document("company", kept, base.rows, base.sources)
    return writing.save(company, base, proposed, Actor(by=user, why=why)).profile.version


@pytest.fixture
def editor(client):
    user = make_user(role="Editor", first_name="Li", last_name="Wei")
    client.force_login(user)
    client.user = user
    return client


def test_history_shows_who_when_why_and_what(editor):
    company = make_company(name_en="First")
    change(company, editor.user, "annual report", name_en="Second")
    text = text_of(editor.get(url("history", company.pk)))
    assert "Li Wei annual report Name in English First Second" in text


def test_history_of_many_versions_is_paged_with_a_constant_number_of_queries(
    editor, django_assert_max_num_queries
):
    company = make_company()
    for number in range(3):
        change(company, name_en=f"Name {number}")
    with django_assert_max_num_queries(12):
        editor.get(url("history", company.pk))
    for number in range(57):
        change(company, name_en=f"Newer {number}")
    with django_assert_max_num_queries(12):
        first = editor.get(url("history", company.pk))
    assert "Page 1 of 3" in text_of(first)
    for page in ("3", "99", "x", "-1", "\x00"):
        assert editor.get(url("history", company.pk), {"p": page}).status_code == 200


def test_version_is_kept_at_hand_through_the_pages_and_compared_with_one_of_another(editor):
    company = make_company(name_en="Company")
    for number in range(30):
        change(company, name_en=f"Name {number}")
    page = editor.get(url("history", company.pk), {"keep": 30}).content.decode()
    assert f"{url('compare', company.pk)}?old=30&amp;new=29" in page
    assert 'href="?keep=30&amp;p=2"' in page
    older = editor.get(url("history", company.pk), {"keep": 30, "p": 2}).content.decode()
    assert f"{url('compare', company.pk)}?old=30&amp;new=2" in older
    text = text_of(editor.get(url("compare", company.pk), {"old": 30, "new": 2}))
    assert text.endswith("Name in English Company Name 27")


@pytest.mark.parametrize("keep", ["", "0", "-1", "x", "99", "9" * 30, "\x00"])
def test_version_that_is_not_there_is_not_kept_at_hand(editor, keep):
    company = make_company()
    response = editor.get(url("history", company.pk), {"keep": keep})
    assert (response.status_code, response.context["kept"]) == (200, None)


def test_compare_marks_words_and_rows(editor):
    company = make_company(summary_en="A maker of small lasers")
    old = change(company, summary_en="A maker of large lasers")
    base = document_of(Company.objects.get())
    rows = {"other_names": {"01900000-0000-7000-8000-000000000001": {"name": "Laser Co", "kind": "brand"}}}
    writing.save(company, base, Document("company", base.fields, rows), Actor())
    new = change(company, summary_en="A maker of huge lasers")
    html = editor.get(url("compare", company.pk), {"old": old, "new": new}).content.decode()
    assert "<del>large </del>" in html
    assert "<ins>huge </ins>" in html
    assert "Laser Co" in html


@pytest.mark.parametrize("query", [{}, {"old": "x"}, {"old": "0"}, {"old": "9" * 30}])
def test_compare_of_nothing_goes_back_to_the_list(editor, query):
    company = make_company()
    assert editor.get(url("compare", company.pk), query).url == url("history", company.pk)


@pytest.mark.parametrize("query", [{"old": "99"}, {"old": "2", "new": "99"}])
def test_compare_of_a_missing_version_is_not_found(editor, query):
    company = make_company()
    assert editor.get(url("compare", company.pk), query).status_code == 404


def test_revert_brings_back_one_field_and_leaves_the_rest(editor):
    company = make_company(name_en="First", address="1 Street")
    old = company.version
    new = change(company, name_en="Second", address="2 Street")
    editor.post(url("revert", company.pk), {"number": old, "seen": new, "part": "name_en"})
    company.refresh_from_db()
    assert (company.name_en, company.address) == ("First", "2 Street")
    version = Version.objects.first()
    assert (version.origin, version.made_by, version.why) == ("revert", editor.user, "Back to version 2")


def test_revert_brings_back_one_row(editor):
    company = make_full_company(rows=2)
    old, before = company.version, document_of(company)
    key = min(before.rows["figures"])
    rows = {**before.rows, "figures": {key: before.rows["figures"][key] | {"value": "7"}}}
    new = writing.save(company, before, Document("company", before.fields, rows), Actor()).profile.version
    editor.post(url("revert", company.pk), {"number": old, "seen": new, "part": f"figures/{key}"})
    saved = document_of(Company.objects.get())
    assert saved.rows["figures"] == {key: before.rows["figures"][key]}


def test_revert_brings_back_a_version_and_keeps_former_addresses(editor):
    company = make_company(slug="old", name_en="First")
    old = company.version
    new = change(company, slug="newer", name_en="Second")
    editor.post(url("revert", company.pk), {"number": old, "seen": new, "why": "It was right"})
    company.refresh_from_db()
    assert (company.slug, company.name_en, company.version) == ("old", "First", new + 1)
    assert [row.slug for row in company.former_slugs.all()] == ["newer"]


def test_revert_of_what_somebody_changed_meanwhile_is_refused(editor):
    company = make_company(name_en="First")
    old = company.version
    seen = change(company, name_en="Second")
    change(company, name_en="Third")
    response = editor.post(
        url("revert", company.pk), {"number": old, "seen": seen, "part": "name_en"}, follow=True
    )
    assert "somebody changed the same meanwhile" in text_of(response)
    assert Company.objects.get().name_en == "Third"


@pytest.mark.parametrize("part", ["figures/nonsense", "nonsense", "a/b/c", "/", "figures/"])
def test_revert_of_an_unknown_part_changes_nothing(editor, part):
    company = make_company(name_en="First")
    old, new = company.version, change(company, name_en="Second")
    assert (
        editor.post(url("revert", company.pk), {"number": old, "seen": new, "part": part}).status_code == 302
    )
    assert Company.objects.get().name_en == "Second"


def test_deleted_profile_is_listed_and_comes_back(client):
    client.force_login(make_user(role="Administrator"))
    company = make_company(name_en="First", slug="first")
    company.other_names.create(name="One")
    writing.delete(company, company.version, Actor())
    assert "First" in text_of(client.get(url("deleted")))
    assert client.get(url("history", company.pk)).status_code == 200
    response = client.post(url("restore"), {"object_id": company.pk}, follow=True)
    assert "First is back as a draft." in text_of(response)
    saved = Company.objects.get()
    assert (saved.pk, saved.state, saved.other_names.get().name) == (company.pk, "draft", "One")
    assert "None is deleted." in text_of(client.get(url("deleted")))
    response = client.post(url("restore"), {"object_id": company.pk}, follow=True)
    assert "not among the deleted ones" in text_of(response)


def test_restore_that_meets_a_taken_address_says_so(client):
    client.force_login(make_user(role="Administrator"))
    company = make_company(slug="first")
    writing.delete(company, company.version, Actor())
    holder = make_company(slug="first", name_en="Holder")
    response = client.post(url("restore"), {"object_id": company.pk}, follow=True)
    assert "“first”: Holder has this by now, so it is left out." in text_of(response)
    assert reverse("admin:companies_company_change", args=[holder.pk]) in response.content.decode()
    back = Company.objects.get(pk=company.pk)
    assert (back.slug, back.state) == ("first-2", "draft")


PERMITTED = {
    "Editor": {"history": 200, "compare": 200, "deleted": 200, "revert": 302, "restore": 302},
    "Administrator": {"history": 200, "compare": 200, "deleted": 200, "revert": 302, "restore": 302},
    "Moderator": {"history": 200, "compare": 200, "deleted": 200, "revert": 403, "restore": 403},
}


@pytest.mark.parametrize("role", [*PERMITTED, "visitor", "representative"])
def test_history_pages_obey_the_roles(client, role):
    company = make_company(name_en="First")
    old, new = company.version, change(company, name_en="Second")
    if role == "representative":
        client.force_login(make_user())
    elif role != "visitor":
        client.force_login(make_user(role=role))
    expected = PERMITTED.get(role, dict.fromkeys(PERMITTED["Editor"], 302))
    answers = {
        "history": client.get(url("history", company.pk)),
        "compare": client.get(url("compare", company.pk), {"old": old}),
        "deleted": client.get(url("deleted")),
        "revert": client.post(url("revert", company.pk), {"number": old, "seen": new}),
        "restore": client.post(url("restore"), {"object_id": company.pk}),
    }
    assert {name: answer.status_code for name, answer in answers.items()} == expected
    may = expected["revert"] == 302 and role in PERMITTED
    assert Company.objects.get().name_en == ("First" if may else "Second")
    for name in ("revert", "restore"):
        assert client.get(url(name, *([company.pk] if name == "revert" else []))).status_code in (302, 405)


@pytest.mark.parametrize("seed", range(10))
def test_random_edits_reverts_and_restores_give_the_version_asked_for(client, seed):
    chance = random.Random(seed)
    company = make_full_company(rows=3)
    kept = {company.version: document_of(company)}
    for _step in range(20):
        company = Company.objects.get()
        now = document_of(company)
        if chance.random() < 0.4:
            number = chance.choice(list(kept))
            old = document_at("company", company.pk, number)
            writing.save(company, now, old, Actor(origin="revert"))
            assert differences(document_of(Company.objects.get()), kept[number]) == []
        elif chance.random() < 0.2:
            writing.delete(company, company.version, Actor())
            restore("company", company.pk, Actor())
            assert differences(document_of(Company.objects.get()), now) == []
        else:
            writing.save(company, now, _edited(now, chance), Actor())
        company = Company.objects.get()
        kept[company.version] = document_of(company)
    for number, document in kept.items():
        assert differences(document_at("company", company.pk, number), document) == []


def _edited(document: Document, chance: random.Random) -> Document:
    fields = {**document.fields, "name_zh": chance.choice("联想百度"), "address": str(chance.random())}
    rows = {relation: dict(found) for relation, found in document.rows.items()}
    for relation in ("figures", "milestones", "presences"):
        found = rows.get(relation, {})
        if found and chance.random() < 0.4:
            found.pop(chance.choice(sorted(found)))
        for key in found:
            if relation == "figures" and chance.random() < 0.5:
                found[key] = {**found[key], "value": str(chance.randint(1, 9))}
    return Document("company", fields, rows, document.sources)


def test_source_of_a_removed_row_is_named_though_it_is_gone(editor):
    company = make_company()
    source = make_source(title="The old register")
    company.other_names.create(name="Laser Co", source=source)
    change(company, name_en="Second")
    live = Company.objects.get()
    base = document_of(live)
    writing.save(live, base, Document("company", base.fields, {}, base.sources), Actor())
    live.refresh_from_db()
    writing.delete(live, live.version, Actor())  # keeps the whole document, where the row is not any more
    source.delete()
    html = editor.get(url("history", company.pk)).content.decode()
    assert "The old register" in html
