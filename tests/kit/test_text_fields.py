"""Nobody writes a text past the rule, whatever way it takes."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from companies.models import Company, CompanyName, Stakeholder
from profiles.documents import writing
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor
from tests.bulk_writing import create_many
from tests.factories import make_company, make_park, make_source

pytestmark = pytest.mark.django_db
NAMELESS = "A name needs at least one letter or digit."


def write_past_everything(record, column, value):
    table, key = record._meta.db_table, record._meta.pk.column
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [value, record.pk])


def test_saved_text_is_what_is_seen():
    company = make_company(
        name_en="Qing\u200bhe\x07",
        summary_en="One\n two",
        description_en="One\r\n\x00two",
        website="https://example.org/\u200b",
    )
    person = Stakeholder(company=company, name="Li\u00a0\u202eWei", role="Chief\tengineer")
    Stakeholder.objects.bulk_create([person])
    CompanyName.objects.create(company=company, name="?")
    CompanyName.objects.update(name="Le\u00adgend\u2028")
    assert CompanyName.objects.get().name == "Legend"
    company.refresh_from_db()
    person.refresh_from_db()
    assert [company.name_en, company.summary_en, company.description_en, company.website] == [
        "Qinghe",
        "One two",
        "One\ntwo",
        "https://example.org/",
    ]
    assert [person.name, person.role] == ["Li Wei", "Chief engineer"]


def test_document_is_written_as_it_is_seen():
    company = make_company()
    base = document_of(company)
    row = {"other_names": {"0192f3a0-0000-7000-8000-000000000001": {"name": "Le\u00adgend", "kind": "other"}}}
    proposed = Document(base.kind, {**base.fields, "name_zh": "联\u200b想"}, row)
    saved = writing.save(company, base, proposed, Actor())
    assert saved.profile.name_zh == "联想"
    assert document_of(saved.profile).fields["name_zh"] == "联想"
    assert [name.name for name in company.other_names.all()] == ["Legend"]


@pytest.mark.parametrize("name", ["-", "...", "\U0001f680"])
def test_document_with_a_name_of_signs_is_refused_at_the_field(name):
    document = Document("company", {"slug": "a", "name_en": name, "name_zh": "联想", "legal_name": name})
    for create in (
        lambda: writing.create(document, Actor()),
        lambda: create_many([document], Actor()),
    ):
        with pytest.raises(ValidationError) as refused:
            create()
        assert refused.value.message_dict == {"name_en": [NAMELESS], "legal_name": [NAMELESS]}


def test_many_new_profiles_are_written_as_they_are_seen():
    rows = {
        "other_names": {"0192f3a0-0000-7000-8000-000000000001": {"name": "Le\u200bgend", "kind": "other"}}
    }
    fields = {
        "slug": "a",
        "name_en": "Qing\u200bhe  Labs",
        "address": " 1\u3000Road\x0b",
        "description_en": "a\r\nb",
    }
    create_many([Document("company", fields, rows)], Actor())
    company = Company.objects.get()
    assert (company.name_en, company.address, company.description_en) == ("Qinghe Labs", "1 Road", "a\nb")
    assert CompanyName.objects.get().name == "Legend"


@pytest.mark.parametrize("unseen", ["\u200b", "\u3164", "\x01\u00a0"])
def test_document_whose_only_name_is_not_seen_has_none(unseen):
    document = Document("company", {"slug": "a", "name_en": unseen})
    for create in (
        lambda: writing.create(document, Actor()),
        lambda: create_many([document], Actor()),
    ):
        with pytest.raises(ValidationError) as refused:
            create()
        assert refused.value.message_dict == {"": ["Give a name in at least one language."]}


@pytest.mark.parametrize("blank", ["", " ", "\u3000\u00a0", "\u200b\u2060", "\x01\t", "\u3164"])
def test_database_refuses_a_name_that_is_not_seen(blank):
    for record, column in ((make_company(), "name_en"), (make_park(), "name_en"), (make_source(), "title")):
        with pytest.raises(IntegrityError), transaction.atomic():
            write_past_everything(record, column, blank)


def test_database_takes_a_name_in_any_language():
    company = make_company()
    Company.objects.filter(pk=company.pk).update(name_en="", name_zh="联想")
    write_past_everything(make_source(), "title", " . ")


def test_what_was_there_before_can_be_read_and_is_put_right_by_the_next_save():
    company = make_company()
    write_past_everything(company, "name_en", "Qing\u200bhe")
    company = Company.objects.get()
    base = document_of(company)
    assert base.fields["name_en"] == "Qing\u200bhe"
    saved = writing.save(company, base, Document(base.kind, {**base.fields, "founded": "1984"}), Actor())
    assert (saved.profile.name_en, saved.profile.founded) == ("Qinghe", "1984")
