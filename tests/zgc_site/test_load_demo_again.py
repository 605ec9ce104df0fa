"""A second run of load_demo: it changes nothing, whatever the editors did since the first."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.models import Company, Sector, Zone
from partners.models import Park, Statement
from profiles.metrics import metric
from profiles.models import Metric, Source
from tests.factories import make_user


def test_second_run_changes_nothing(demo, dump, capsys):
    before = dump()
    with CaptureQueriesContext(connection) as queries:
        call_command("load_demo")
    assert dump() == before
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert capsys.readouterr().out == "The content was loaded before and stays as it is.\n"


def rename_company():
    lenovo = Company.objects.get(slug="lenovo")
    lenovo.former_slugs.create(slug="lenovo")
    Company.objects.filter(pk=lenovo.pk).update(slug="lenovo-group", name_en="Lenovo Group")


def rename_without_trace():
    Park.objects.filter(slug="kista").update(slug="kista-science-city")


def edit_source():
    Source.objects.filter(title="General knowledge").update(
        title="Common knowledge", key="common-knowledge", evidence="secondary"
    )


def delete_company():
    Company.objects.get(slug="baidu").delete()


def delete_rows():
    Statement.objects.first().delete()
    Park.objects.host().figures.first().delete()
    Company.objects.get(slug="lenovo").citations.all().delete()


def withdraw_park():
    Park.objects.get(slug="matam").withdraw(by=None)


def change_terms():
    Sector.objects.filter(slug="mobility").update(slug="transport")
    Zone.objects.get(slug="yanqing").delete()
    Metric.objects.filter(code="area").update(name_en="Surface")


EDITS = [
    rename_company,
    rename_without_trace,
    edit_source,
    delete_company,
    delete_rows,
    withdraw_park,
    change_terms,
]


@pytest.mark.parametrize("edit", EDITS)
def test_nothing_that_an_editor_did_is_undone(demo, dump, edit):
    untouched = dump()
    edit()
    before = dump()
    assert before != untouched
    call_command("load_demo", verbosity=0)
    assert dump() == before


def test_metrics_follow_the_shipped_file(demo):
    Metric.objects.filter(code="area").update(name_en="Changed")
    call_command("setup_metrics", verbosity=0)
    assert metric("area").name_en == "Area"


def test_real_users_are_left_alone(demo, dump):
    make_user(username="somebody")
    Company.objects.filter(slug="baidu").delete()
    before = dump()
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", verbosity=0)
    assert refusal.value.returncode == 1
    assert dump() == before
