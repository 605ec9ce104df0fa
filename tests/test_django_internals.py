"""docs/django-internals.md lists every private part of other packages that is used; here is what each must go on doing.

Those that other tests show are named there with these.
"""

from __future__ import annotations

import re
import threading
from decimal import Decimal
from pathlib import Path

import pytest
from csp.middleware import CSPMiddleware
from django import forms
from django.contrib.auth.backends import ModelBackend
from django.db import connection, models
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test.utils import isolate_apps

from accounts.backends import OneHashBackend
from accounts.models import User
from companies.facets import LISTING
from companies.models import Company, CompanyFigure
from kit.languages import LANGUAGES, Translated
from kit.text_fields import NameField
from partners.models import Park
from profiles.admin.forms import CheckedOnSave
from profiles.catalogue import current
from profiles.content.clock import ContentClock
from profiles.content.visitors import same_for_visitors
from profiles.documents.reading import Builder, document_of
from profiles.imports.bulk.prepared import TableLayout
from profiles.lists.query import ListQuery
from profiles.models import Metric, Source
from submissions.forms.rows import forget_errors
from tests.factories import make_company, make_metric, make_sector, make_source, make_user, make_zone
from tests.private_names import private_names
from zgc_site.middleware import content_security_policy

ROOT = Path(__file__).resolve().parent.parent
PAGE = "docs/django-internals.md"
in_backticks = re.compile(r"`([^`]+)`").findall


def _rows() -> list[tuple[list[str], list[str], list[str]]]:
    """Of each use: its names, the files, the tests."""
    lines = (ROOT / PAGE).read_text(encoding="utf-8").splitlines()
    rows = [line.strip("| ").split(" | ") for line in lines if line.startswith("| `")]
    return [
        (in_backticks(names), in_backticks(files), in_backticks(tests)) for names, files, _why, tests in rows
    ]


def test_every_private_name_is_listed_with_its_files():
    listed = {(name, file) for names, files, _tests in _rows() for name in names for file in files}
    used = {(name, file) for name, files in private_names().items() for file in files}
    assert sorted(used - listed) == []


@pytest.mark.parametrize(("names", "files", "tests"), _rows())
def test_what_is_listed_is_there(names, files, tests):
    for file in files:
        source = (ROOT / file).read_text(encoding="utf-8")
        assert [name for name in names if name.removeprefix("_meta.") not in source] == [], file
    for test in tests:
        file, _, function = test.partition("::")
        assert (
            f"def {function}(" in (ROOT / file).read_text(encoding="utf-8")
            if function
            else (ROOT / file).exists()
        )
    assert bool(files) is bool(tests) is True


# --- models ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("model", [Company, Park, CompanyFigure, Source, Metric])
def test_columns_of_a_model_are_those_that_get_fields_gives(model):
    meta = model._meta
    own = [field for field in meta.get_fields() if not field.auto_created or field.concrete]
    assert [*meta.fields, *meta.many_to_many] == own
    assert list(meta.concrete_fields) == [field for field in own if field.concrete and not field.many_to_many]
    others = [field for field in meta.get_fields() if field.auto_created and not field.concrete]
    assert list(meta.related_objects) == [field for field in others if field.one_to_many or field.one_to_one]


@pytest.mark.django_db
def test_row_made_without_the_constructor_is_as_the_constructor_makes_it():
    given = {
        "metric": make_metric(),
        "value": Decimal(5),
        "source": make_source(),
        "period_start": "2012",
        "unit": "CNY",
    }
    names = [field.name for field in CompanyFigure._meta.fields if field.name not in ("key", "company")]
    made, plain = TableLayout(CompanyFigure, names).instance(given), CompanyFigure(**given)
    columns = [CompanyFigure._meta.get_field(name).attname for name in names]
    assert [getattr(made, name) for name in columns] == [getattr(plain, name) for name in columns]
    assert made._state.adding is plain._state.adding is True
    for name in ("metric", "source"):
        assert getattr(made, name) is given[name]
    assert str(made) == str(plain)


@pytest.mark.django_db
def test_profile_of_a_document_is_read_without_a_query(django_assert_num_queries):
    company = make_company(sectors=(make_sector(), make_sector()), zone=make_zone(slug="haidian"))
    company.other_names.create(name="Qinghe", source=make_source())
    built = Builder(document_of(company)).profile(company.pk)
    with django_assert_num_queries(0):
        slugs = {sector.slug for sector in built.sectors.all()}
        assert (built.zone.slug, built.document_rows["other_names"][0].name) == ("haidian", "Qinghe")
    assert slugs == set(company.sectors.values_list("slug", flat=True))


@isolate_apps("companies")
def test_columns_of_a_translated_text_stand_where_it_is_declared():
    class Thing(models.Model):
        before = models.IntegerField()
        title = Translated(NameField("title in {language}", max_length=10))
        after = models.IntegerField()

        class Meta:
            app_label = "companies"

    names = [field.name for field in Thing._meta.get_fields()]
    assert names == ["id", "before", *Thing.title.columns, "after"]
    assert Thing(title_en="Name").title == "Name"


def test_languages_say_their_own_names():
    assert [language.own_name for language in LANGUAGES] == ["English", "中文", "Français"]


# --- connections ----------------------------------------------------------------------------------


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asked of SQLite alone")
def test_sqlite_is_not_asked_whether_it_knows_json(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        assert type(connection.features)(connection).supports_json_field is True


@pytest.mark.django_db(transaction=True)
def test_clock_is_asked_by_any_thread(monkeypatch, caplog):
    monkeypatch.setattr(ContentClock, "PAUSE", 0)
    clock, found = ContentClock(), []
    threads = [threading.Thread(target=lambda: found.append(clock.stamp())) for _number in range(3)]
    for thread in threads:
        thread.start()
        thread.join()
    clock.close()
    assert (len(found), len(set(found)), None in found, caplog.text) == (3, 1, False, "")


# --- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize("token", [False, True])
def test_page_with_a_token_is_for_one_person(rf, token):
    @same_for_visitors
    def page(request):
        return HttpResponse(get_token(request) if token else "page")

    assert page(rf.get("/")).has_header("ETag") != token


def test_policy_is_the_one_of_django_csp(rf):
    def policy(middleware) -> str:
        return middleware(lambda request: HttpResponse())(rf.get("/")).headers["Content-Security-Policy"]

    assert set(policy(content_security_policy).split("; ")) == set(policy(CSPMiddleware).split("; "))


# --- forms ----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_form_leaves_to_the_save_what_the_database_checks(django_assert_num_queries):
    taken, zone = make_company(), make_zone(slug="haidian")
    form_class = forms.modelform_factory(
        Company, form=CheckedOnSave, fields=["slug", "name_en", "zone", "founded"]
    )
    form = form_class({"slug": taken.slug, "name_en": "Other", "zone": zone.pk, "founded": "1984"})
    with django_assert_num_queries(2):  # the zone, and whether another profile had the address before
        assert form.is_valid(), form.errors
    assert (form.instance.zone, form.instance.founded) == (zone, "1984")
    assert not form_class({"slug": "a b", "name_en": "Other", "founded": "1984"}).is_valid()


def test_form_that_is_not_read_has_no_errors():
    class AnyForm(forms.Form):
        name = forms.CharField()

    form = AnyForm({})
    assert form.errors
    forget_errors(form)
    assert (form.is_valid(), form.errors, form["name"].errors) == (True, {}, [])


@pytest.mark.django_db
def test_fields_of_a_list_are_not_copied():
    one, other = (ListQuery({}, current(LISTING.kind)).form for _number in range(2))
    assert len(one.fields) > len(LISTING.names)
    assert all(other.fields[name] is field for name, field in one.fields.items())


# --- sign-in --------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Editor", "Moderator", "Administrator", ""])
def test_permissions_in_one_query_are_those_of_django(role, django_assert_num_queries):
    person = make_user(role=role)
    person.user_permissions.add(*User.user_permissions.field.related_model.objects.all()[:2])
    quick, plain = (User.objects.get(pk=person.pk) for _number in range(2))
    with django_assert_num_queries(1):
        found = OneHashBackend().get_all_permissions(quick)
        assert OneHashBackend().has_perm(quick, "companies.view_company") == (
            "companies.view_company" in found
        )
    assert found == ModelBackend().get_all_permissions(plain)
    assert len(found) >= 2
