"""Writing a profile and its history: what is kept, reverted, deleted and brought back."""

import dataclasses
import json
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from companies.models import Company, CompanyFigure, CompanyName
from kit.keys import new_key
from profiles.documents import writing
from profiles.documents.difference import differences
from profiles.documents.document import Document, pack, unpack
from profiles.documents.history import SNAPSHOT_EVERY, NoSuchVersion, changes_of, document_at, versions_of
from profiles.documents.reading import Builder, document_of
from profiles.documents.undoing import restore
from profiles.documents.writing import Actor, ProfileGone, SaveConflict
from profiles.models import ContentVersion, Source, Version, registry
from profiles.search import find
from tests.bulk_writing import create_many
from tests.factories import make_company, make_full_company, make_sector, make_user, make_zone

pytestmark = pytest.mark.django_db


def with_fields(document: Document, **fields) -> Document:
    kept = {name: value for name, value in {**document.fields, **fields}.items() if value is not None}
    return Document(document.kind, kept, document.rows, document.sources)


def change(company: Company, actor: Actor | None = None, **fields) -> writing.SaveResult:
    base = document_of(Company.objects.get(pk=company.pk))
    return writing.save(company, base, with_fields(base, **fields), actor or Actor())


def test_document_holds_every_row_and_what_it_cites():
    document = document_of(make_full_company(rows=2))
    counts = {relation: len(rows) for relation, rows in document.rows.items()}
    names = ("other_names", "identifiers", "stakeholders", "figures", "milestones")
    assert counts == dict.fromkeys(
        (*names, "presences", "certificates", "citations", "links", "ties", "products"), 2
    )
    assert len(document.sources) == 2
    assert len(document.fields["sectors"]) == 2


def test_built_profile_has_the_document_it_was_built_from():
    document = document_of(make_full_company(rows=2))
    assert document_of(Builder(document).profile(1)) == document


def test_created_profile_has_the_document_it_was_made_of():
    document = document_of(make_full_company(rows=2))
    Company.objects.all().delete()
    company = writing.create(document, Actor())
    assert differences(document_of(Company.objects.get(pk=company.pk)), document) == []
    assert (company.state, company.version) == ("draft", 1)


@pytest.mark.parametrize("create", [writing.create, lambda one, actor: create_many([one], actor)])
def test_sectors_are_kept_in_the_order_of_the_document(create):
    sectors = [make_sector(slug=slug) for slug in ("water", "chips", "space", "ai")]
    fields = {"slug": "one", "name_en": "One", "sectors": sorted(one.slug for one in sectors)}
    create(Document("company", fields), Actor())
    links = Company.sectors.through.objects.order_by("pk").values_list("sector__slug", flat=True)
    assert list(links) == ["ai", "chips", "space", "water"]


def test_save_keeps_who_when_why_and_from_where():
    company, user = make_company(name_en="First"), make_user(role="Editor")
    change(company, Actor(by=user, why="annual report", origin="import"), name_en="Second")
    version = versions_of("company", company.pk).first()
    assert (version.number, version.made_by, version.why, version.origin) == (
        3,
        user,
        "annual report",
        "import",
    )
    assert changes_of(version) == [(("name_en",), "First", "Second")]
    company.refresh_from_db()
    assert (version.made_at, version.number) == (company.changed_at, company.version)


def test_save_without_a_difference_makes_no_version():
    company = make_company()
    before = ContentVersion.current()
    assert change(company, name_en=company.name_en).changes == []
    assert (Company.objects.get().version, ContentVersion.current()) == (company.version, before)


def test_save_moves_the_content_version_and_the_search():
    company, before = make_company(name_en="First"), ContentVersion.current()
    change(company, name_zh="联想")
    assert ContentVersion.current() > before
    assert list(find("company", "lianxiang").ids) == [company.pk]


def test_save_that_breaks_a_rule_names_the_place_and_writes_nothing():
    company = make_full_company(rows=1)
    base = document_of(company)
    (key,) = base.rows["figures"]
    rows = {**base.rows, "figures": {key: {**base.rows["figures"][key], "value": "-1"}}}
    wrong = Document("company", {**base.fields, "name_en": "Changed"}, rows, base.sources)
    with pytest.raises(ValidationError) as error:
        writing.save(company, base, wrong, Actor())
    assert list(error.value.message_dict) == [f"figures/{key}/value"]
    assert document_of(Company.objects.get()) == base
    assert Version.objects.filter(number__gt=company.version).count() == 0


def test_save_of_a_deleted_profile_says_so():
    company = make_company()
    base = document_of(company)
    Company.objects.all().delete()
    with pytest.raises(ProfileGone):
        writing.save(company, base, with_fields(base, name_en="Mine"), Actor())


def test_changed_slug_redirects_and_goes_back_and_forth():
    company = make_company(slug="old")
    for slug in ("newer", "old", "newer"):
        change(company, slug=slug)
    assert list(company.former_slugs.values_list("slug", flat=True)) == ["old"]
    other = make_company(slug="other")
    with pytest.raises(ValidationError) as error:
        change(other, slug="old")
    assert list(error.value.message_dict) == ["slug"]


def test_value_is_kept_as_its_rule_spells_it():
    company = make_company()
    base, key = document_of(company), "01900000-0000-7000-8000-000000000001"
    rows = {"identifiers": {key: {"scheme": "lei", "value": " 5493 00hvtwb0gjz16v92 "}}}
    writing.save(company, base, Document("company", base.fields, rows), Actor())
    saved = Company.objects.get()
    assert saved.identifiers.get().value == "549300HVTWB0GJZ16V92"
    assert document_at("company", company.pk, saved.version) == document_of(saved)


def test_every_version_can_be_read_back():
    company = make_full_company(rows=2)
    documents = {company.version: document_of(company)}
    for number in range(SNAPSHOT_EVERY + 5):
        change(company, name_en=f"Name {number}", sectors=[make_sector().slug])
        company.refresh_from_db()
        documents[company.version] = document_of(company)
    for number, document in documents.items():
        assert differences(document_at("company", company.pk, number), document) == []
    assert Version.objects.exclude(document=None).count() == 2


def test_versions_before_the_first_change_are_as_it_was_then():
    company = writing.create(Document("company", {"slug": "a", "name_en": "First"}), Actor())
    company.publish(by=None)
    change(company, name_en="Second")
    names = [document_at("company", company.pk, number).fields["name_en"] for number in (1, 2, 3)]
    assert names == ["First", "First", "Second"]


def test_version_that_never_was_is_missing():
    company = make_company()
    for number in (0, 99):
        with pytest.raises(NoSuchVersion):
            document_at("company", company.pk, number)


def test_first_versions_are_kept_without_a_copy_of_the_rows():
    company = writing.create(Document("company", {"slug": "a", "name_en": "A"}), Actor())
    version = Version.objects.get(object_id=company.pk)
    assert (version.changes, version.document) == (None, None)
    assert document_at("company", company.pk, 1) == document_of(company)


def test_deleted_profile_comes_back_with_rows_terms_and_its_number():
    company = make_full_company(rows=2)
    document, pk, version = document_of(company), company.pk, company.version
    writing.delete(company, company.version, Actor())
    Source.objects.all().delete()
    restored = restore("company", pk, Actor()).profile
    assert (restored.pk, restored.state, restored.version) == (pk, "draft", version + 2)
    found = document_of(Company.objects.get())
    assert (found.fields, found.rows, found.sources) == (document.fields, document.rows, document.sources)
    assert document_at("company", pk, version) == document


def test_delete_refuses_what_was_saved_since():
    company = make_company()
    seen = company.version
    change(company, name_en="Newer")
    with pytest.raises(SaveConflict):
        writing.delete(company, seen, Actor())
    assert Company.objects.exists()


def test_restore_of_what_is_there_is_refused():
    company = make_company()
    with pytest.raises(NoSuchVersion):
        restore("company", company.pk, Actor())


def test_write_past_the_site_becomes_a_version_of_its_own():
    company = make_company(name_en="First")
    change(company, name_en="Second")
    Company.objects.update(name_zh="外面")
    CompanyName.objects.create(company=company, name="Outside")
    change(company, name_en="Third")
    newest, outside = versions_of("company", company.pk)[:2]
    assert (newest.origin, changes_of(newest)) == ("admin", [(("name_en",), "Second", "Third")])
    assert (outside.origin, [one.path[0] for one in changes_of(outside)]) == (
        "outside",
        ["name_zh", "other_names"],
    )
    company.refresh_from_db()
    assert document_at("company", company.pk, company.version) == document_of(company)


def test_field_that_the_product_lost_stays_in_the_history():
    company = make_company(name_en="First")
    change(company, name_en="Second")
    whole = Version.objects.exclude(document=None).get()
    data = unpack(whole.document)
    data["fields"]["fax"] = "010 1234"
    Version.objects.filter(pk=whole.pk).update(document=pack(data))
    change(company, name_en="Third")
    company.refresh_from_db()
    assert document_at("company", company.pk, company.version).fields["fax"] == "010 1234"
    assert versions_of("company", company.pk).filter(origin="outside").count() == 0


def test_renamed_fields_are_read_under_their_new_names(monkeypatch):
    company = make_full_company(rows=1)
    change(company, address="1 Street")
    for version in Version.objects.all():
        for column in ("changes", "document"):
            if packed := getattr(version, column):
                setattr(version, column, _with_old_names(packed))
        version.save()
    renamed = {"street": "address", "figures.begin": "figures.period_start"}
    kind = dataclasses.replace(registry.profile_kind("company"), renamed=renamed)
    monkeypatch.setitem(registry._kinds, "company", kind)
    company.refresh_from_db()
    assert document_at("company", company.pk, company.version) == document_of(company)


def _with_old_names(packed: bytes) -> bytes:
    """As the version would have been kept before `street` and `begin` were renamed."""
    text = json.dumps(unpack(packed))
    return pack(json.loads(text.replace('"address"', '"street"').replace('"period_start"', '"begin"')))


@pytest.mark.django_db(transaction=True)
def test_saves_of_different_fields_at_once_are_all_kept():
    company = make_company(name_en="First")
    base, start, errors = document_of(company), threading.Barrier(6, timeout=120), []
    names = ["name_zh", "name_fr", "summary_en", "summary_zh", "address", "postcode"]

    def save(name):
        start.wait()
        try:
            writing.save(company, base, with_fields(base, **{name: name[:10]}), Actor())
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    saved = Company.objects.get()
    assert [getattr(saved, name) for name in names] == [name[:10] for name in names]
    assert saved.version == company.version + 6
    assert document_at("company", company.pk, saved.version) == document_of(saved)


@pytest.mark.django_db(transaction=True)
def test_whoever_waited_for_a_profile_reads_the_terms_that_it_names_now():
    first, second = make_zone(slug="first"), make_zone(slug="second")
    company, found = make_company(zone=first), []

    def wait():
        with transaction.atomic():
            found.append(document_of(writing.lock(company)).fields["zone"])
        connection.close()

    waiting = threading.Thread(target=wait)
    with transaction.atomic():
        change(company, zone=second.slug)
        waiting.start()
        waiting.join(0.5)
    waiting.join()
    assert found == ["second"]


def test_rows_brought_back_stand_where_they_stood():
    company = make_company()
    for name in ("One", "Two", "Three"):
        company.other_names.create(name=name)
    base = document_of(company)
    first = min(base.rows["other_names"])
    without = {key: row for key, row in base.rows["other_names"].items() if key != first}
    writing.save(company, base, Document("company", base.fields, {"other_names": without}), Actor())
    writing.save(company, document_of(company), base, Actor())
    assert [row.name for row in company.other_names.all()] == ["One", "Two", "Three"]
    assert CompanyFigure.objects.count() == 0


def test_last_row_of_a_source_can_be_removed():
    company = make_full_company(rows=1)
    base = document_of(company)
    writing.save(company, base, Document("company", base.fields, {}, base.sources), Actor())
    assert document_of(Company.objects.get(pk=company.pk)).rows == {}
    assert Source.objects.count() == 1


def test_row_that_cites_a_source_that_is_gone_is_refused_and_not_left_without_it():
    company = make_company()
    base = document_of(company)
    rows = {"other_names": {str(new_key()): {"name": "One", "kind": "other", "source": "gone"}}}
    with pytest.raises(ValidationError) as refused:
        writing.save(company, base, dataclasses.replace(base, rows=rows), Actor())
    assert refused.value.messages == ["“gone” no longer exists."]
    carried = dataclasses.replace(base, rows=rows, sources={"gone": {"title": "Brought along"}})
    writing.save(company, base, carried, Actor())
    assert company.other_names.get().source.title == "Brought along"
