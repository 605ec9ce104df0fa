"""Sources and metrics in the admin: which profiles they serve."""

import pytest
from django.urls import reverse

from tests.factories import (
    make_company,
    make_figure,
    make_metric,
    make_sector,
    make_source,
    make_user,
    make_zone,
)


def url_of(record, page):
    meta = record._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{page}", args=[record.pk])


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["change", "delete"])
def test_source_names_the_profiles_that_use_it(client, page):
    source, company = make_source(), make_company(name_en="Widgets")
    company.citations.create(field="founded", source=source)
    company.milestones.create(on="2020", text_en="Moved", source=source)
    client.force_login(make_user(role="Administrator"))
    html = client.get(url_of(source, page)).content.decode()
    assert html.count(f'<a href="{url_of(company, "change")}">Widgets</a>') == 2
    assert "Milestone: 2020: Moved" in html


@pytest.mark.django_db
def test_metric_in_use_is_not_deleted(client):
    metric, company = make_metric(), make_company(name_en="Widgets")
    make_figure(company=company, metric=metric, value=12)
    client.force_login(make_user(role="Administrator"))
    client.post(url_of(metric, "delete"), {"post": "yes"})
    assert type(metric).objects.filter(pk=metric.pk).exists()
    html = client.get(url_of(metric, "delete")).content.decode()
    assert ">Widgets</a> – Figure: turnover: 12 yuan" in html


@pytest.mark.django_db
def test_unused_source_is_deleted(client):
    source = make_source()
    client.force_login(make_user(role="Administrator"))
    client.post(url_of(source, "delete"), {"post": "yes"})
    assert not type(source).objects.exists()


@pytest.mark.django_db
def test_terms_of_companies_name_them_before_anything_is_asked(client):
    zone, broad = make_zone(slug="haidian"), make_sector(slug="chips")
    narrow = make_sector(slug="memory", parent=broad)
    company = make_company(name_en="Widgets", zone=zone, sectors=(narrow,))
    client.force_login(make_user(role="Administrator"))
    for term, user in ((zone, company), (narrow, company), (broad, narrow)):
        client.post(url_of(term, "delete"), {"post": "yes"})
        html = client.get(url_of(term, "delete")).content.decode()
        assert f'<a href="{url_of(user, "change")}">' in html
        assert 'name="post"' not in html
        assert type(term).objects.filter(pk=term.pk).exists()
    company.delete()
    for term in (zone, narrow, broad):
        assert 'name="post"' in client.get(url_of(term, "delete")).content.decode()
        client.post(url_of(term, "delete"), {"post": "yes"})
        assert not type(term).objects.filter(pk=term.pk).exists()


@pytest.mark.django_db
def test_page_of_a_deletion_names_the_first_of_many_uses(client, monkeypatch):
    monkeypatch.setattr("profiles.admin.records.MAX_USES", 2)
    zone = make_zone(slug="haidian")
    companies = [make_company(zone=zone) for _number in range(3)]
    client.force_login(make_user(role="Administrator"))
    html = client.get(url_of(zone, "delete")).content.decode()
    assert sum(f'<a href="{url_of(company, "change")}">' in html for company in companies) == 2
    assert "and others" in html
