"""Abroad is every country but the one that the host park is in, whichever way a row comes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.columns import COMPANIES
from companies.models import Company, Presence, Stakeholder
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, save
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.sources import FileSources
from tests.bulk_writing import create_many
from tests.companies.imports import run
from tests.factories import make_company, make_park, make_user
from tests.page_form import page_form

pytestmark = pytest.mark.django_db
KEY = "018f0000-0000-7000-8000-000000000001"
ROWS = {
    "presences": {"country": "", "kind": "branch"},
    "stakeholders": {"country": "", "kind": "foreign_partner", "name": "Somebody"},
}


@pytest.fixture
def park():
    return make_park(country="SE", home_currency="SEK", is_host=True)


def document(relation, country):
    row = ROWS[relation] | {"country": country}
    return Document("company", {"slug": "alpha", "name_en": "Alpha"}, {relation: {KEY: row}}, {})


def kept():
    """Countries of the rows that are there, of both relations."""
    presences = Presence.objects.values_list("country", flat=True)
    return sorted(map(str, [*presences, *Stakeholder.objects.values_list("country", flat=True)]))


@pytest.mark.parametrize("relation", ROWS)
@pytest.mark.parametrize("write", [lambda one: create(one, Actor()), lambda one: create_many([one], Actor())])
def test_document_with_a_row_at_home_is_refused_and_one_abroad_is_taken(park, relation, write):
    with pytest.raises(ValidationError) as refused:
        write(document(relation, "SE"))
    assert [path.partition("/")[0] for path in refused.value.message_dict] == [relation]
    assert kept() == []
    write(document(relation, "CN"))
    assert kept() == ["CN"]


def test_places_abroad_of_a_company_need_no_query_each(park):
    numbers = []
    for places in (1, 9):
        rows = {
            f"{KEY[:-1]}{place}": {"country": "CN", "city": f"City {place}", "kind": "branch"}
            for place in range(places)
        }
        fields = {"slug": f"with-{places}", "name_en": f"With {places}"}
        with CaptureQueriesContext(connection) as queries:
            company = create(Document("company", fields, {"presences": rows}), Actor())
        numbers.append(len(queries))
        assert company.presences.count() == places
        Presence.objects.all().delete()
    assert numbers == [numbers[0]] * 2


def test_cells_of_countries_need_no_query_each(park):
    COMPANIES.begin()
    reader = RowReader(COMPANIES, ["name_en", "overseas"], FileSources())
    reader.read(1, ["Alpha", "CN"])
    with CaptureQueriesContext(connection) as queries:
        proposals = [reader.read(line, [f"Company {line}", "CN|SE|US"]) for line in range(2, 9)]
    assert len(queries) == 0
    assert [len(proposal.left_out) for proposal in proposals] == [1] * 7


def test_founder_may_come_back_from_anywhere(park):
    make_company().stakeholders.create(kind="founder", name="Somebody", country="SE").full_clean()


def test_before_a_host_park_is_entered_the_country_of_the_settings_is_at_home(settings):
    settings.HOME_COUNTRY = "BR"
    with pytest.raises(ValidationError):
        Presence(company=make_company(), country="BR").full_clean()
    Presence(company=make_company(), country="SE").full_clean()


def test_imported_cell_leaves_out_what_is_at_home(park, tmp_path):
    out, rows = run(tmp_path, b"slug,name_en,overseas\na,Alpha,CN|SE|US\nb,Beta,Sweden\n")
    assert "2 created" in out, rows
    assert kept() == ["CN", "US"]
    refused = [(row["line"], row["column"]) for row in rows if "Choose a country abroad." in row["message"]]
    assert refused == [("2", "overseas"), ("3", "overseas")]


def test_import_follows_another_host_park(park, tmp_path):
    run(tmp_path, b"slug,name_en,overseas\na,Alpha,CN\n")
    make_park(country="CN").make_host(by=None)
    run(tmp_path, b"slug,name_en,overseas\nb,Beta,CN|SE\n")
    assert kept() == ["CN", "SE"]


def test_fact_in_a_file_of_facts_is_left_out_at_home(park, tmp_path):
    lines = "profile,name,fact,row,value\nalpha,Alpha,name_en,,Alpha\nalpha,Alpha,presences.country,1,{}\n"
    run(tmp_path, lines.format("SE").encode())
    assert kept() == []
    run(tmp_path, lines.format("CN").encode())
    assert kept() == ["CN"]


def test_form_of_the_administration_refuses_a_presence_at_home(park, client):
    company = make_company()
    client.force_login(make_user(role="Editor"))
    address = f"/admin/companies/company/{company.pk}/change/"
    form = page_form(client.get(address), "company_form")
    row = {"presences-TOTAL_FORMS": "1", "presences-0-id": "", "presences-0-company": company.pk}
    at_home = client.post(address, form | row | {"presences-0-country": "SE", "presences-0-kind": "branch"})
    assert (at_home.status_code, "Choose a country abroad." in at_home.text, kept()) == (200, True, [])
    client.post(address, form | row | {"presences-0-country": "CN", "presences-0-kind": "branch"})
    assert kept() == ["CN"]


def test_rows_stay_where_the_home_country_becomes_theirs_and_other_facts_are_saved(park):
    company = make_company(slug="alpha")
    company.presences.create(country="CN", kind="branch")
    make_park(country="CN").make_host(by=None)
    base = document_of(company)
    save(company, base, replace(base, fields={**base.fields, "website": "https://a.example/"}), Actor())
    assert (Company.objects.get().website, kept()) == ("https://a.example/", ["CN"])
    base = document_of(Company.objects.get())
    rows = {key: {**row, "city": "Wuhan"} for key, row in base.of("presences").items()}
    with pytest.raises(ValidationError):
        save(company, base, replace(base, rows={**base.rows, "presences": rows}), Actor())
