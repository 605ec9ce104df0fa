"""Hostile questions to the lists of the admin, and hostile forms."""

from urllib.parse import unquote

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.factories import make_company, make_figure, make_metric, make_source, make_user
from tests.page_form import page_form

# On one database or the other, each of these ended in an error of the server.
QUESTIONS = [
    "id__range=1", "id__in=9223372036854775808", "pk__in=9223372036854775808", "id__regex=(",
    "date_joined__year=0", "changed_at__year=10000", "name_en__regex=[", "slug__in=a%00b", "state__exact=a%00b",
    "kind__exact=%00", "zone=9223372036854775808", "zone__id__in=9223372036854775808", "q=a%00b", "q=" + "x" * 60_000,
]  # fmt: skip


@pytest.fixture
def administrator(client):
    make_company()
    make_source()
    client.force_login(make_user(role="Administrator"))
    return client


@pytest.mark.django_db
@pytest.mark.parametrize("question", QUESTIONS)
def test_lists_refuse_what_they_do_not_offer(administrator, question):
    for model in admin.site._registry:
        if model._meta.app_label in ("companies", "partners", "profiles", "accounts"):
            address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
            assert administrator.get(f"{address}?{question}").status_code in (200, 302, 400), model


@pytest.mark.django_db
@pytest.mark.parametrize("term", ["a%00b", "x" * 60_000])
def test_fields_that_suggest_find_nothing_for_hostile_terms(administrator, term):
    fields = "app_label=companies&model_name=companyfigure&field_name=source"
    response = administrator.get(f"/admin/autocomplete/?{fields}&term={term}")
    assert response.json()["results"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "question",
    ["state__exact=draft", "facts=unsourced", "featured__exact=1", "zone__id__exact=1", "zone__isnull=True"],
)
def test_lists_answer_what_they_offer(administrator, question):
    assert administrator.get(f"/admin/companies/company/?{question}").status_code == 200


HOSTILE_KEYS = [
    "a%00b",
    "x",
    "-1",
    "1e400",
    "NaN",
    "99999999999999999999",
    "9" * 5_000,
    "²",
    "<script>alert(1)</script>",
]


@pytest.mark.django_db
@pytest.mark.parametrize("key", HOSTILE_KEYS)
@pytest.mark.parametrize("action", ["publish_selected", "delete_selected"])
def test_actions_take_keys_only(administrator, action, key):
    data = {"action": action, "_selected_action": [unquote(key)]}
    for model in ("companies/company", "companies/sector", "accounts/user"):
        assert administrator.post(f"/admin/{model}/", data).status_code == 400


@pytest.mark.django_db
@pytest.mark.parametrize("key", HOSTILE_KEYS)
def test_autocomplete_fields_report_what_is_no_key(administrator, key):
    company = make_company()
    make_figure(company=company, metric=make_metric(), value=1, source=make_source())
    address = f"/admin/companies/company/{company.pk}/change/"
    form = page_form(administrator.get(address), "company_form")
    for field in ("sectors", "zone", "figures-0-source", "figures-0-metric"):
        response = administrator.post(address, form | {field: unquote(key)})
        assert response.status_code == 200, field
        assert "errorlist" in response.content.decode(), field
    for address, field in (("companies/sector", "parent"), ("accounts/representative", "company")):
        response = administrator.post(f"/admin/{address}/add/", {field: unquote(key)})
        assert field in response.context["adminform"].form.errors
