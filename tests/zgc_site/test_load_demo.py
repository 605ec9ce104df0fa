"""The shipped content: complete, sourced, and loaded once."""

import pytest
from django.apps import apps
from django.core import serializers
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from companies.models import Company, CompanyCitation
from partners.models import Park, Partnership
from profiles.metrics import metric
from profiles.models import Metric, Source
from profiles.reports import fact_models
from tests.factories import make_user
from zgc_site.demo.companies import script_language
from zgc_site.demo.parks import area_words, as_of


@pytest.fixture(scope="module")
def _content(django_db_setup, django_db_blocker):
    """Loading takes seconds, so the tests of this module share it; what each one changes is rolled back."""
    with django_db_blocker.unblock():
        call_command("load_demo", verbosity=0)
    yield
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def demo(_content, db):
    return None


def dump() -> str:
    """Every row of every table."""
    managers = [model._default_manager for model in apps.get_models()]
    return "".join(serializers.serialize("json", manager.order_by("pk")) for manager in managers)


def test_content_is_complete(demo):
    assert (Company.objects.published().count(), Park.objects.published().count()) == (66, 40)
    assert Partnership.objects.count() == 12
    assert list(User.objects.order_by("pk").values_list("username", flat=True)) == [
        "editor",
        "moderator",
        "administrator",
    ]


def test_host_keeps_both_contradictory_counts(demo):
    host = Park.objects.host()
    counts = host.figures.filter(metric__code="companies").order_by("value")
    assert [(int(row.value), row.qualifier, row.coverage) for row in counts] == [
        (2300, "exact", "all"),
        (3000, "over", "registered"),
    ]
    assert (host.figures.count(), host.statements.count()) == (12, 9)


def test_every_row_has_a_source(demo):
    assert {model.__name__: model.objects.filter(source=None).count() for model, _owner in fact_models()} == {
        model.__name__: 0 for model, _owner in fact_models()
    }


def test_general_knowledge_is_to_be_checked(demo):
    doubtful = Source.objects.filter(title__icontains="general knowledge")
    assert doubtful.count() >= 1
    assert not doubtful.filter(needs_check=False).exists()


def test_differing_founding_years_are_kept(demo):
    says = CompanyCitation.objects.exclude(says="").order_by("company__slug")
    assert [(row.company.slug, row.company.founded, row.says) for row in says] == [
        ("meituan", "2010", "2003"),
        ("sinovac", "2001", "1993"),
    ]


def test_general_knowledge_name_of_host_is_to_be_checked(demo):
    citation = Park.objects.host().citations.get(field="name_zh")
    assert citation.source.needs_check


def test_every_shown_field_of_a_company_is_cited(demo):
    fields = ("name_en", "name_zh", "legal_name", "founded", "ownership", "website", "zone", "summary_en")
    for company in Company.objects.prefetch_related("citations").select_related("zone"):
        cited = {row.field for row in company.citations.all()}
        shown = {field for field in fields if getattr(company, field)}
        shown |= {"address"} if company.address or company.postcode else set()
        assert shown - cited == set(), company.slug


def test_nobody_has_verified_the_content(demo):
    for model in (Company, Park):
        assert not model.objects.exclude(verified_on=None).exists()
    featured = Company.objects.filter(featured=True).order_by("slug").values_list("slug", flat=True)
    assert list(featured) == ["baidu", "intel-china-research", "lenovo", "merck-serono-beijing"]


def test_second_run_changes_nothing(demo):
    before = dump()
    with CaptureQueriesContext(connection) as queries:
        call_command("load_demo", verbosity=0)
    assert dump() == before
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []


def test_profile_that_an_editor_changed_is_left_alone(demo):
    lenovo = Company.objects.get(slug="lenovo")
    lenovo.former_slugs.create(slug="lenovo")
    Company.objects.filter(pk=lenovo.pk).update(slug="lenovo-group", name_en="Lenovo Group")
    before = dump()
    call_command("load_demo", verbosity=0)
    assert dump() == before


def test_deleted_profile_comes_back(demo, capsys):
    Company.objects.filter(slug="baidu").delete()
    call_command("load_demo")
    assert "Companies: 1 created, 65 unchanged\nParks: 0 created, 40 unchanged\n" in capsys.readouterr().out
    assert Company.objects.get(slug="baidu").is_published


def test_metrics_follow_the_shipped_file(demo):
    Metric.objects.filter(code="area").update(name_en="Changed")
    call_command("setup_metrics", verbosity=0)
    assert metric("area").name_en == "Area"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('March 2016, "more than 60"', ("as_of", "2016-03", "over", "more than 60")),
        ('April 2014, "almost 3,500"', ("as_of", "2014-04", "about", "almost 3,500")),
        ("December 2024, in companies", ("as_of", "2024-12", "exact", "in companies")),
        ("end of 2022", ("as_of", "2022-12", "exact", "")),
        ("about 2014", ("as_of", "2014", "exact", "about 2014")),
        ("undated (tenants)", ("undated", "", "exact", "tenants")),
        ('undated, "about 160"', ("undated", "", "about", "about 160")),
    ],
)
def test_as_of(text, expected):
    found = as_of(text)
    keys = ("period_kind", "period_start", "qualifier", "as_published")
    assert tuple(found.get(key, "") for key in keys) == expected


def test_area_words():
    site = "Area: site of more than 6,500 square metres."
    assert area_words(site) == {"qualifier": "over", "as_published": "site of more than 6,500 square metres"}
    assert area_words("662.54 acres converted.") == {"as_published": "662.54 acres"}


@pytest.mark.parametrize(
    ("name", "language"),
    [("联想集团", "zh-Hans"), ("聯想", "zh-Hant"), ("联想（北京）ABC", "zh-Hans"), ("UFIDA", "en")],
)
def test_script_language(name, language):
    assert script_language(name) == language


def test_all_texts_are_translated(demo):
    for model in (Company, Park):
        assert not model.objects.filter(summary_zh="").exists()
        assert not model.objects.filter(summary_fr="").exists()


def test_real_users_are_left_alone(demo):
    make_user(username="somebody")
    Company.objects.filter(slug="baidu").delete()
    before = dump()
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", verbosity=0)
    assert refusal.value.returncode == 1
    assert dump() == before


PAGES = (
    "/",
    "/companies/",
    "/companies/lenovo/",
    "/partners/",
    "/partners/matam/",
    "/sources/",
    "/privacy/",
    "/accessibility/",
)


def test_pages_answer_in_each_language(demo, client):
    for prefix, lang in (("", "en"), ("/zh-hans", "zh-Hans"), ("/fr", "fr")):
        for path in PAGES:
            response = client.get(prefix + path)
            html = response.content.decode()
            assert response.status_code == 200, (prefix, path)
            assert f'<html lang="{lang}">' in html
            assert html.count("<h1") == 1, (prefix, path)
