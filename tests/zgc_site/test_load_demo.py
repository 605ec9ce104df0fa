"""The shipped content: complete, sourced, and loaded once."""

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command

from accounts.models import User
from companies.models import Company, CompanyCitation
from partners.models import Park, Partnership
from profiles.models import Source
from profiles.reports import fact_models
from tests.factories import make_user


@pytest.fixture
def demo(db):
    call_command("load_demo", verbosity=0)


def dump() -> str:
    models = [Company, Park, Source, User, *(model for model, _owner in fact_models())]
    return "".join(serializers.serialize("json", model.objects.order_by("pk")) for model in models)


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


def test_second_run_changes_nothing(demo):
    before = dump()
    call_command("load_demo", verbosity=0)
    assert dump() == before


def test_all_texts_are_translated(demo):
    for model in (Company, Park):
        assert not model.objects.filter(summary_zh="").exists()
        assert not model.objects.filter(summary_fr="").exists()


@pytest.mark.django_db
def test_real_users_are_left_alone():
    make_user(username="somebody")
    with pytest.raises(CommandError):
        call_command("load_demo", verbosity=0)
    assert Company.objects.count() == 0


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
