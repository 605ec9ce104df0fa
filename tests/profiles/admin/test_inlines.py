"""The rows of a profile in the admin: few queries, and sources chosen by the name of the field."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse

from companies.models import Company
from tests.factories import (
    make_company,
    make_figure,
    make_full_company,
    make_metric,
    make_source,
    make_user,
)
from tests.page_form import page_form


def change_url(company: Company) -> str:
    return reverse("admin:companies_company_change", args=[company.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Editor", "Moderator"])
def test_change_page_takes_few_queries_whatever_the_number_of_rows(
    client, role, django_assert_max_num_queries
):
    client.force_login(make_user(role=role))
    ContentType.objects.get_for_model(Company)  # asked for once in the life of a process
    counts = []
    for rows in (1, 3):
        company = make_full_company(rows=rows)
        with django_assert_max_num_queries(27) as queries:
            assert client.get(change_url(company)).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_saving_thirty_untouched_rows_takes_few_queries(client, django_assert_max_num_queries):
    company = make_full_company(rows=30)
    client.force_login(make_user(role="Editor"))
    form = page_form(client.get(change_url(company)), "company_form") | {"name_en": "Renamed"}
    with django_assert_max_num_queries(77):
        assert client.post(change_url(company), form).status_code == 302
    assert Company.objects.get().name_en == "Renamed"


CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "SET LOCAL")


@pytest.mark.django_db
def test_save_takes_at_most_66_queries_history_and_search_included(client, django_assert_max_num_queries):
    company = make_full_company(rows=2)
    client.force_login(make_user(role="Editor"))
    for number in range(3):  # the first save keeps the whole document as well
        form = page_form(client.get(change_url(company)), "company_form")
        form |= {"summary_en": f"Summary {number}", "other_names-1-name": f"Renamed {number}"}
        with django_assert_max_num_queries(100) as queries:
            assert client.post(change_url(company), form).status_code == 302
    asked = [query["sql"] for query in queries.captured_queries if not query["sql"].startswith(CONTROL)]
    assert len(asked) <= 66


@pytest.mark.django_db
def test_source_of_a_fact_is_chosen_by_the_name_of_the_field(client):
    company = make_company(founded="1984")
    company.citations.create(field="founded", source=make_source())
    company.citations.create(field="name_of_old", source=make_source())
    client.force_login(make_user(role="Editor"))
    response = client.get(change_url(company))
    html = response.content.decode()
    assert '<option value="founded" selected>Founded</option>' in html
    form = page_form(response, "company_form")
    assert {form["citations-0-field"][0], form["citations-1-field"][0]} == {"founded", "name_of_old"}
    assert client.post(change_url(company), form).status_code == 302
    assert set(company.citations.values_list("field", flat=True)) == {"founded", "name_of_old"}


@pytest.mark.django_db
@pytest.mark.parametrize(("value", "shown"), [("21600000000", "21600000000"), ("0.65", "0.65"), ("0", "0")])
def test_value_of_a_figure_is_shown_without_empty_decimals(client, value, shown):
    company = make_company()
    figure = make_figure(company=company, metric=make_metric(), value=value)
    client.force_login(make_user(role="Editor"))
    form = page_form(client.get(change_url(company)), "company_form")
    assert form["figures-0-value"] == [shown]
    assert client.post(change_url(company), form).status_code == 302
    figure.refresh_from_db()
    assert str(figure.value) == f"{float(value):.6f}"
