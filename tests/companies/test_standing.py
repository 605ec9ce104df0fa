"""What became of a company: its standing, when it was in the park, and whom it is tied to."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from companies.models import Company, FormerCompanySlug, Tie
from companies.ties import linked_companies
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, SaveConflict, delete, save
from submissions.deciding import merging, unmerging
from tests.companies.imports import run
from tests.factories import make_company, make_source, make_user
from tests.page_form import page_form
from tests.submissions.proposals import changed

pytestmark = pytest.mark.django_db


def tied(company, **fields):
    return Tie.objects.create(company=company, **{"kind": "parent", "name": "Group", **fields})


def merged(primary, duplicate):
    for profile in (primary, duplicate):
        profile.refresh_from_db()
    seen = (primary.version, duplicate.version)
    return merging.merge(primary, duplicate, {}, seen=seen, by=make_user(role="Moderator"))


def page(client, slug):
    return client.get(f"/companies/{slug}/").content.decode()


# --- what the database holds --------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"standing": "asleep"},
        {"standing_on": "2019"},
        {"standing": "dissolved", "standing_on": "2019-02-30"},
        {"in_park_since": "2010", "in_park_until": "2009"},
        {"in_park_since": "2010", "in_park_seen": "2009-12-31"},
        {"in_park_seen": "2010-06", "in_park_until": "2010-05"},
    ],
)
def test_company_is_refused_by_the_database_and_in_words(values):
    company = make_company()
    with pytest.raises(IntegrityError), transaction.atomic():
        Company.objects.filter(pk=company.pk).update(**values)
    with pytest.raises(ValidationError):
        Company(slug="other", name_en="Other", **values).full_clean()


@pytest.mark.parametrize(
    "values",
    [
        {"standing": "moved-away", "standing_on": "2019", "in_park_since": "1988", "in_park_until": "2019"},
        {"standing": "operating"},
        {"in_park_seen": "2002"},
        {"in_park_since": "2002-05", "in_park_until": "2002", "in_park_seen": "2002"},
    ],
)
def test_company_is_taken(values):
    company = Company(slug="taken", name_en="Taken", **values)
    company.full_clean()
    company.save()


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "rival"},
        {"name": ""},
        {"name": " \u3000"},
        {"since": "2010", "until": "2009"},
        {"since": "2013-02-31"},
    ],
)
def test_tie_is_refused_by_the_database(values):
    tie = tied(make_company())
    with pytest.raises(IntegrityError), transaction.atomic():
        Tie.objects.filter(pk=tie.pk).update(**values)


def test_tie_is_there_once():
    company = make_company()
    tied(company)
    with pytest.raises(IntegrityError), transaction.atomic():
        tied(company)
    tied(company, kind="acquirer")


def test_company_is_not_tied_to_itself():
    company = make_company(slug="alpha")
    with pytest.raises(ValidationError, match="company itself"):
        Tie(company=company, name="Alpha", slug="alpha").full_clean()


# --- to whose page a tie leads ------------------------------------------------------------------


def test_tie_leads_to_a_published_company_by_its_present_or_a_former_address():
    company, parent, moved = make_company(), make_company(slug="parent"), make_company(slug="now")
    FormerCompanySlug.objects.create(company=moved, slug="once")
    ties = [tied(company, slug="parent"), tied(company, name="B", slug="once"), tied(company, name="C")]
    assert linked_companies(company, ties) == {"parent": parent, "once": moved}


def test_tie_leads_to_no_draft_no_withdrawn_page_and_nowhere(client):
    make_company(slug="hidden", name_en="Hidden Plan", published=False)
    withdrawn = make_company(slug="withdrawn", name_en="Withdrawn Plan")
    FormerCompanySlug.objects.create(company=withdrawn, slug="earlier")
    withdrawn.withdraw(by=None)
    company = make_company(slug="alpha")
    for name, slug in (("One", "hidden"), ("Two", "withdrawn"), ("Three", "earlier"), ("Four", "nobody")):
        tied(company, name=name, slug=slug)
    html = page(client, "alpha")
    assert [name for name in ("One", "Two", "Three", "Four") if f"<bdi>{name}</bdi>" in html] == [
        "One",
        "Two",
        "Three",
        "Four",
    ]
    assert "Plan" not in html
    assert not any(f"/companies/{slug}/" in html for slug in ("hidden", "withdrawn", "earlier", "nobody"))


def test_companies_that_are_each_others_parent_lead_to_each_other(client):
    one, other = make_company(slug="one", name_en="One"), make_company(slug="other", name_en="Other")
    tied(one, name="O", slug="other")
    tied(other, name="I", slug="one")
    assert '<a href="/companies/other/"><bdi lang="en">Other</bdi></a>' in page(client, "one")
    assert '<a href="/companies/one/"><bdi lang="en">One</bdi></a>' in page(client, "other")


def test_deleted_parent_leaves_its_name(client):
    parent, company = make_company(slug="parent"), make_company(slug="alpha")
    tied(company, name="The Group", slug="parent")
    delete(parent, parent.version, Actor())
    assert "<bdi>The Group</bdi>" in page(client, "alpha")
    assert "/companies/parent/" not in page(client, "alpha")


def test_tie_follows_a_merged_parent_and_comes_back_with_it(client):
    parent, kept = make_company(slug="parent", name_en="Parent"), make_company(slug="kept", name_en="Kept")
    company = make_company(slug="alpha")
    tied(company, slug="parent")
    record = merged(kept, parent)
    assert '<a href="/companies/kept/"><bdi lang="en">Kept</bdi></a>' in page(client, "alpha")
    unmerging.undo(record, by=make_user(role="Moderator"))
    assert '<a href="/companies/parent/"><bdi lang="en">Parent</bdi></a>' in page(client, "alpha")


def test_company_merged_with_its_parent_is_not_linked_to_itself(client):
    parent, company = make_company(slug="parent", name_en="Parent"), make_company(slug="alpha")
    tied(company, name="Old Group", slug="parent")
    merged(company, parent)
    assert "<bdi>Old Group</bdi>" in page(client, "alpha")


def test_merge_keeps_the_ties_of_both_once():
    primary, duplicate = make_company(), make_company()
    tied(primary, name="Group", since="1999")
    tied(duplicate, name="Group")
    tied(duplicate, name="Successor Ltd", kind="successor")
    merged(primary, duplicate)
    assert list(primary.ties.values_list("kind", "name", "since").order_by("name")) == [
        ("parent", "Group", "1999"),
        ("successor", "Successor Ltd", ""),
    ]


@pytest.mark.parametrize(("slug", "status"), [("draft", 302), ("once", 302), ("nobody", 200), ("a/b", 200)])
def test_editor_who_mistypes_an_address_is_told(client, slug, status):
    company, now = make_company(slug="alpha"), make_company(slug="now")
    make_company(slug="draft", published=False)
    FormerCompanySlug.objects.create(company=now, slug="once")
    client.force_login(make_user(role="Editor"))
    url = f"/admin/companies/company/{company.pk}/change/"
    form = page_form(client.get(url), "company_form")
    form |= {"ties-TOTAL_FORMS": 1, "ties-0-kind": "parent", "ties-0-name": "Group", "ties-0-slug": slug}
    response = client.post(url, form)
    assert response.status_code == status
    assert [tie.slug for tie in company.ties.all()] == ([slug] if status == 302 else [])


# --- saves and files ----------------------------------------------------------------------------


def test_two_editors_never_mix_a_standing_and_a_date():
    company = make_company(slug="alpha", standing="operating", standing_on="2020")
    base = document_of(company)
    save(company, base, changed(base, {"standing": "moved-away", "standing_on": "2021"}, {}), Actor())
    with pytest.raises(SaveConflict) as conflict:
        save(company, base, changed(base, {"standing_on": "2022"}, {}), Actor())
    assert [found.name for found in conflict.value.conflicts] == ["standing+standing_on"]
    company.refresh_from_db()
    assert (company.standing, company.standing_on) == ("moved-away", "2021")


HEAD = "slug,name_en,standing,standing_on,in_park_since,in_park_until,in_park_seen,parent,acquirer,successor,source\n"


def test_file_says_what_became_of_a_company(tmp_path):
    content = (
        HEAD + "alpha,Alpha,已迁出,2019年5月,1988,2019,2002,Group A|Group B,Buyer,Next,https://s.example/1\n"
    )
    run(tmp_path, content, "--publish")
    company = Company.objects.get(slug="alpha")
    fields = ("standing", "standing_on", "in_park_since", "in_park_until", "in_park_seen")
    assert [getattr(company, name) for name in fields] == ["moved-away", "2019-05", "1988", "2019", "2002"]
    assert sorted(company.ties.values_list("kind", "name", "source__url")) == [
        ("acquirer", "Buyer", "https://s.example/1"),
        ("parent", "Group A", "https://s.example/1"),
        ("parent", "Group B", "https://s.example/1"),
        ("successor", "Next", "https://s.example/1"),
    ]
    assert sorted(company.citations.values_list("field", flat=True)) == [
        "in_park_seen",
        "in_park_since",
        "in_park_until",
        "standing",
    ]


def test_cells_that_say_nothing_clear_cost_themselves(tmp_path):
    run(tmp_path, HEAD + "alpha,Alpha,asleep,2019,not a date,,2999,!!,,,\n", "--publish")
    company = Company.objects.get(slug="alpha")
    assert (company.standing, company.standing_on, company.in_park_since, company.in_park_seen) == ("",) * 4
    assert not company.ties.exists()


@pytest.mark.parametrize("name", ["export.csv", "export.xlsx", "facts.csv", "facts.jsonl"])
def test_file_that_comes_back_changes_nothing(client, tmp_path, name):
    source = make_source(title="Register", url="https://s.example/1")
    company = make_company(
        slug="alpha", name_en="Alpha", standing="acquired", standing_on="2016-05", in_park_since="1988",
        in_park_until="2016", in_park_seen="2002",
    )  # fmt: skip
    tied(company, kind="acquirer", name="Buyer", name_zh="买方", slug="buyer", since="2016", source=source)
    tied(company, name="A | B", until="2016")
    content = b"".join(client.get(f"/companies/{name}").streaming_content)
    before = document_of(company)
    out, _rows = run(tmp_path, content, "--publish", name=name)
    assert "1 unchanged" in out
    assert document_of(company) == before


def test_facts_make_the_company_anew(client, tmp_path):
    company = make_company(slug="alpha", name_en="Alpha", standing="dissolved", standing_on="2016")
    tied(company, kind="successor", name="Next", name_zh="下一家", slug="next", since="2016-01")
    content = b"".join(client.get("/companies/facts.csv").streaming_content)
    rows = {(row.kind, row.name, row.name_zh, row.slug, row.since) for row in company.ties.all()}
    Company.objects.all().delete()
    run(tmp_path, content, "--publish", name="facts.csv")
    again = Company.objects.get(slug="alpha")
    assert (again.standing, again.standing_on) == ("dissolved", "2016")
    assert {(row.kind, row.name, row.name_zh, row.slug, row.since) for row in again.ties.all()} == rows
