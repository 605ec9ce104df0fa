"""The list of imports, and the page of one."""

import pytest
from django.urls import reverse

from companies.models import Company
from profiles.models import ChangeSet
from tests.companies.imports import run
from tests.factories import make_user

pytestmark = pytest.mark.django_db

LIST = reverse("admin:profiles_changeset_changelist")


def page_of(change_set):
    return reverse("admin:profiles_changeset_change", args=[change_set.pk])


@pytest.fixture
def change_set(tmp_path):
    run(tmp_path, "name,founded\nAlpha,1984\nBeta,never\n")
    return ChangeSet.objects.get()


def test_imports_are_listed_and_lead_to_their_profiles(client, change_set):
    client.force_login(make_user(role="Editor"))
    assert page_of(change_set) in client.get(LIST).content.decode()
    text = client.get(page_of(change_set)).content.decode()
    for company in Company.objects.all():
        assert reverse("admin:companies_company_history", args=[company.pk]) in text
    assert "Open questions: 1" in text
    assert LIST in client.get(reverse("admin:companies_company_changelist")).content.decode()
    assert LIST in client.get(reverse("admin:index")).content.decode()
    history = reverse("admin:companies_company_history", args=[Company.objects.first().pk])
    assert page_of(change_set) in client.get(history).content.decode()


def test_list_is_narrowed_to_a_kind(client, change_set):
    client.force_login(make_user(role="Editor"))
    assert page_of(change_set) in client.get(f"{LIST}?kind=company").content.decode()
    for other in ("park", "nothing"):
        assert page_of(change_set) not in client.get(f"{LIST}?kind={other}").content.decode()


@pytest.mark.parametrize("role", ["Moderator", ""])
def test_who_may_not_import_sees_no_imports(client, change_set, role):
    client.force_login(make_user(role=role))
    report = reverse("admin:profiles_changeset_report", args=[change_set.pk])
    for address in (LIST, page_of(change_set), report):
        assert client.get(address).status_code in (302, 403)


def test_strange_numbers_find_nothing(client):
    client.force_login(make_user(role="Editor"))
    for number in ("x", "0", 10**30):
        assert client.get(f"{LIST}{number}/change/").status_code == 404
    assert client.get(f"{LIST}?p=x&kind=%00").status_code == 200


def test_page_of_a_large_import_takes_a_few_queries(client, tmp_path, django_assert_max_num_queries):
    run(tmp_path, "name,founded\n" + "".join(f"Company {number},x\n" for number in range(120)))
    client.force_login(make_user(role="Editor"))
    with django_assert_max_num_queries(20):
        page = client.get(page_of(ChangeSet.objects.get()) + "?p=2&q=3")
    assert (page.context["profiles"].number, page.context["questions"].number) == (2, 3)
    assert len(page.context["listed"]) == 50
