"""Imports beside other writers: no doubles, nobody is turned away."""

from io import StringIO

import pytest
from django.core.management import call_command

from companies.models import Company
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.imports import lanes
from profiles.imports.bulk import lane
from profiles.imports.plan.planning import Planner
from profiles.models import Version
from tests.at_once import in_threads
from tests.factories import make_company

pytestmark = pytest.mark.django_db(transaction=True)


def importing(path):
    return lambda: call_command("import_companies", str(path), stdout=StringIO())


@pytest.mark.parametrize("plain_up_to", [0, 5_000])
@pytest.mark.parametrize("columns", ["name", "slug,name", "name,address"])
def test_two_imports_of_one_file_make_no_doubles(tmp_path, monkeypatch, columns, plain_up_to):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
    monkeypatch.setattr(lane, "CHUNK", 7)
    path = tmp_path / "companies.csv"
    width = columns.count(",") + 1
    rows = [",".join([f"company-{number}", f"Company {number}"][-width:]) for number in range(60)]
    if columns == "name,address":
        rows = [f"Company {number},Road {number}" for number in range(60)]
    path.write_text("\n".join([columns, *rows]) + "\n")
    in_threads(importing(path), importing(path))
    assert Company.objects.count() == 60
    assert Version.objects.count() == 60


@pytest.mark.parametrize("plain_up_to", [0, 5_000])
def test_editors_save_while_a_file_is_imported(tmp_path, monkeypatch, plain_up_to):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
    monkeypatch.setattr(lane, "CHUNK", 20)
    company = make_company(name_en="Edited")
    path = tmp_path / "companies.csv"
    path.write_text("name\n" + "".join(f"Company {number}\n" for number in range(200)))

    def edit():
        for number in range(10):
            company.refresh_from_db()
            base = document_of(company)
            fields = {**base.fields, "address": f"{number} Road"}
            save(company, base, type(base)(base.kind, fields, base.rows), Actor())

    in_threads(importing(path), edit)
    company.refresh_from_db()
    assert company.address == "9 Road"
    assert Company.objects.count() == 201


@pytest.mark.parametrize("plain_up_to", [0, 5_000])
def test_row_that_the_database_refuses_does_not_stop_the_others(tmp_path, monkeypatch, plain_up_to):
    """Somebody takes an address between the look and the write."""
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
    path = tmp_path / "companies.csv"
    path.write_text("slug,name\none,One\ntwo,Two\nthree,Three\n")
    plan = Planner.plan
    taken = []

    def plan_and_take(self, row, *known):
        outcome = plan(self, row, *known)
        if row.slug == "two" and not taken:
            taken.append(make_company(slug="two", name_en="Another", published=False))
        return outcome

    monkeypatch.setattr(Planner, "plan", plan_and_take)
    call_command("import_companies", str(path), stdout=StringIO())
    assert set(Company.objects.values_list("slug", flat=True)) == {"one", "two", "three"}
    assert Company.objects.get(slug="two").name_en == "Another"
