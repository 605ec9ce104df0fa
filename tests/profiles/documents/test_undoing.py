"""Undoing by content: what others hold or changed since is named and left out, the rest is undone."""

import threading
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from companies.models import Company
from kit.keys import new_key
from profiles.documents.document import Document
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.reading import document_of
from profiles.documents.undoing import LeftOut, as_in, holder_of_address, restore, undo, without_steps
from profiles.documents.writing import Actor, create, delete, save
from profiles.models import Version
from tests.companies.imports import LEI, OTHER_LEI, change
from tests.factories import make_company

pytestmark = pytest.mark.django_db
TAKEN = "Another profile has this address by now."


def with_number(slug, value, **fields):
    rows = {"identifiers": {str(new_key()): {"scheme": "lei", "value": value}}}
    return create(Document("company", {"slug": slug, "name_en": slug.title(), **fields}, rows), Actor())


def parts(left_out):
    return [(part.path[0], part.holder) for part in left_out]


def test_profile_whose_address_and_number_were_taken_comes_back():
    gone = with_number("alpha", LEI, founded="1984")
    delete(gone, gone.version, Actor())
    number, address = with_number("beta", LEI), make_company(slug="alpha")
    back = restore("company", gone.pk, Actor())
    address_left, number_left = back.left_out
    assert address_left == LeftOut(("slug",), {"slug": "alpha"}, TAKEN, address)
    assert (number_left.path[0], number_left.holder) == ("identifiers", number)
    assert number_left.value == {"scheme": "lei", "value": LEI}
    company = Company.objects.get(pk=gone.pk)
    assert (company.slug, company.founded, company.state) == ("alpha-2", "1984", "draft")
    assert not company.identifiers.exists()


def test_profile_whose_former_address_was_taken_comes_back():
    gone = make_company(slug="alpha")
    change(gone, slug="alpha-new")
    gone.refresh_from_db()
    delete(gone, gone.version, Actor())
    holder = make_company(slug="alpha")
    back = restore("company", gone.pk, Actor())
    assert parts(back.left_out) == [("former_slugs", holder)]
    assert document_at("company", gone.pk, gone.version + 1).of("former_slugs").keys() == {
        back.left_out[0].path[1]
    }
    assert (back.profile.slug, back.profile.former_slugs.count()) == ("alpha-new", 0)


def test_address_and_former_address_that_others_have_are_both_named():
    gone = make_company(slug="alpha")
    change(gone, slug="alpha-new")
    gone.refresh_from_db()
    delete(gone, gone.version, Actor())
    former, present = make_company(slug="alpha"), make_company(slug="alpha-new")
    back = restore("company", gone.pk, Actor())
    assert [(part.value, part.text, part.holder) for part in back.left_out] == [
        ({"slug": "alpha-new"}, TAKEN, present),
        ({"slug": "alpha"}, TAKEN, former),
    ]
    assert (back.profile.slug, back.profile.former_slugs.count()) == ("alpha-new-2", 0)


def test_former_address_that_nobody_took_comes_back_beside_one_that_was():
    gone = make_company(slug="alpha")
    for slug in ("beta", "gamma"):
        change(Company.objects.get(), slug=slug)
    gone = Company.objects.get()
    delete(gone, gone.version, Actor())
    holder = make_company(slug="alpha")
    back = restore("company", gone.pk, Actor())
    assert parts(back.left_out) == [("former_slugs", holder)]
    assert list(back.profile.former_slugs.values_list("slug", flat=True)) == ["beta"]


def test_profile_comes_back_as_a_document_says():
    gone = make_company(slug="alpha", founded="1984")
    older = document_of(gone)
    change(gone, founded="1990")
    gone = Company.objects.get()
    delete(gone, gone.version, Actor())
    assert restore("company", gone.pk, Actor(), older).profile.founded == "1984"


def test_rows_that_another_profile_took_over_come_back_under_keys_of_their_own():
    gone = make_company(slug="alpha")
    for on in ("2001", "2002"):
        gone.milestones.create(on=on, text_en="Moved")
    document = document_of(Company.objects.get())
    (first, row), (second, other_row) = document.of("milestones").items()
    delete(gone, gone.version, Actor())
    taken = Document("company", {"slug": "beta", "name_en": "Beta"}, {"milestones": {first: row}})
    holder = create(taken, Actor())
    back = restore("company", gone.pk, Actor(), document)
    assert back.left_out == []
    rows = document_of(Company.objects.get(pk=gone.pk)).of("milestones")
    assert rows.pop(second) == other_row
    assert list(rows.values()) == [row]
    assert document_of(holder).of("milestones") == {first: row}


def test_long_address_is_cut_before_its_number():
    gone = make_company(slug="a" * 120)
    delete(gone, gone.version, Actor())
    for slug in ("a" * 120, "a" * 110 + "-2"):
        make_company(slug=slug)
    assert restore("company", gone.pk, Actor()).profile.slug == "a" * 110 + "-3"


def test_what_was_written_beside_a_part_that_is_refused_is_written_once():
    gone = with_number("alpha", LEI)
    for on in ("2001", "2002"):
        gone.milestones.create(on=on, text_en="Moved")
    document = document_of(Company.objects.get())
    delete(gone, gone.version, Actor())
    with_number("beta", LEI)
    back = restore("company", gone.pk, Actor(), document)
    assert [part.path[0] for part in back.left_out] == ["identifiers"]
    kept = document_of(Company.objects.get(pk=gone.pk))
    assert kept.of("milestones") == document.of("milestones")
    assert kept.of("identifiers") == {}


def test_profile_comes_back_under_an_address_that_was_never_used():
    gone = make_company(slug="alpha")
    delete(gone, gone.version, Actor())
    make_company(slug="alpha")
    change(make_company(slug="alpha-2"), slug="beta")
    assert restore("company", gone.pk, Actor()).profile.slug == "alpha-3"


def test_history_knows_what_came_back():
    """A profile that comes back otherwise than it went is no change from outside the site."""
    gone = with_number("alpha", LEI, founded="1984")
    delete(gone, gone.version, Actor())
    make_company(slug="alpha")
    back = restore("company", gone.pk, Actor()).profile
    assert document_at("company", gone.pk, back.version) == document_of(Company.objects.get(pk=gone.pk))
    assert document_at("company", gone.pk, back.version - 1).fields["slug"] == "alpha"
    change(Company.objects.get(pk=gone.pk), founded="1985")
    versions = Version.objects.filter(object_id=gone.pk).order_by("number")
    assert [(one.action, one.origin) for one in versions] == [
        (action, "admin") for action in ("created", "deleted", "restored", "changed")
    ]


def test_what_is_there_is_not_restored():
    with pytest.raises(NoSuchVersion):
        restore("company", make_company().pk, Actor())


def test_what_never_was_is_not_restored():
    with pytest.raises(NoSuchVersion):
        restore("company", 1_000_000, Actor())


def test_profile_with_rows_that_the_product_no_longer_has_comes_back():
    gone = with_number("alpha", LEI)
    document = document_of(gone)
    delete(gone, gone.version, Actor())
    old = Document(
        document.kind, document.fields, document.rows | {"awards": {str(new_key()): {"name": "Best"}}}
    )
    assert restore("company", gone.pk, Actor(), old).profile.identifiers.count() == 1


def test_version_is_brought_back_beside_later_edits():
    company = with_number("alpha", LEI, founded="1984")
    change(company, founded="1990", address="1 Road")
    old, base = (document_at("company", company.pk, number) for number in (1, 2))
    change(Company.objects.get(), address="2 Road", summary_en="Chips")
    undone = undo(company, [(base, old)], Actor())
    company = Company.objects.get()
    assert (company.founded, company.address, company.summary_en) == ("1984", "2 Road", "Chips")
    assert [(part.path, part.value) for part in undone.left_out] == [(("address",), {"address": "2 Road"})]


def test_number_that_another_has_by_now_is_left_out_of_an_older_version():
    company = with_number("alpha", LEI, founded="1984")
    before = document_of(company)
    save(company, before, Document("company", {**before.fields, "founded": "1990"}, {}), Actor())
    base = document_at("company", company.pk, 2)
    other = with_number("beta", LEI)
    undone = undo(company, [(base, before)], Actor())
    assert parts(undone.left_out) == [("identifiers", other)]
    company = Company.objects.get(pk=company.pk)
    assert (company.founded, company.identifiers.count(), company.version) == ("1984", 0, 3)


def test_holder_of_a_listing_is_not_who_had_it_before():
    listed = {"scheme": "hkex", "value": "0992"}
    company = create(
        Document("company", {"slug": "alpha", "name_en": "A"}, {"identifiers": {str(new_key()): listed}}),
        Actor(),
    )
    before = document_of(company)
    save(company, before, replace(before, rows={}), Actor())
    base = document_of(Company.objects.get())
    with_number("other", OTHER_LEI)
    make_company(slug="past").identifiers.create(**listed, until="2010")
    holder = make_company(slug="beta")
    holder.identifiers.create(**listed)
    assert parts(undo(company, [(base, before)], Actor()).left_out) == [("identifiers", holder)]


def test_number_that_the_profile_itself_has_again_is_held_by_nobody_else():
    company = with_number("alpha", LEI)
    before = document_of(company)
    save(company, before, replace(before, rows={}), Actor())
    base = document_of(Company.objects.get())
    company.identifiers.create(scheme="lei", value=LEI, since="2020")
    undone = undo(company, [(base, before)], Actor())
    assert parts(undone.left_out) == [("identifiers", None)]
    assert [one.since for one in company.identifiers.all()] == ["2020"]


def test_name_that_a_profile_has_again_is_held_by_no_other():
    """Others may have a row of the same name; the profile itself may have one."""
    company = make_company(slug="alpha")
    company.other_names.create(name="AW", kind="abbreviation")
    before = document_of(company)
    save(company, before, replace(before, rows={}), Actor())
    base = document_of(Company.objects.get())
    for one in (company, make_company()):
        one.other_names.create(name="AW", kind="former")
    assert parts(undo(company, [(base, before)], Actor()).left_out) == [("other_names", None)]
    assert [name.kind for name in company.other_names.all()] == ["former"]


def test_address_of_a_profile_and_its_former_one_are_held_by_it():
    company = make_company(slug="alpha")
    change(company, slug="beta")
    for slug in ("alpha", "beta"):
        assert holder_of_address("company", slug, None) == company
        assert holder_of_address("company", slug, company.pk) is None
    assert holder_of_address("park", "beta", None) is None


def test_address_that_another_has_by_now_stays_as_it_is():
    company = make_company(slug="alpha", founded="1984")
    before = document_of(company)
    change(company, slug="beta", founded="1990")
    base = document_of(Company.objects.get())
    assert base.of("former_slugs")
    Company.objects.get().former_slugs.all().delete()
    holder = make_company(slug="alpha")
    undone = undo(company, [(base, before)], Actor())
    assert [(one.path, one.value, one.holder) for one in undone.left_out] == [
        (("slug",), {"slug": "alpha"}, holder)
    ]
    company.refresh_from_db()
    assert (company.slug, company.founded) == ("beta", "1984")


def test_fields_that_say_one_thing_together_stay_together():
    """A number of degrees that nobody may have: all three of the place stay as they are."""
    company = make_company(slug="alpha", address="1 Road")
    change(company, latitude="39.9", longitude="116.3", coordinate_precision="site", address="2 Road")
    base = document_of(Company.objects.get())
    wrong = base.fields | {"latitude": "99", "longitude": "100", "address": "1 Road"}
    undone = undo(company, [(base, replace(base, fields=wrong))], Actor())
    assert [(one.path, one.value) for one in undone.left_out] == [(("latitude",), {"latitude": "99"})]
    after = document_of(Company.objects.get())
    assert after.fields == base.fields | {"address": "1 Road"}


def test_field_of_a_row_that_breaks_a_rule_is_named_and_its_row_stays():
    company = with_number("alpha", LEI)
    live = document_of(company)
    key = next(iter(live.of("identifiers")))
    wrong = replace(live, rows={"identifiers": {key: {"scheme": "lei", "value": "1"}}})
    undone = undo(company, [(live, wrong)], Actor())
    assert [(one.path, one.value, one.part) for one in undone.left_out] == [
        (("identifiers", key, "value"), {"value": "1"}, f"identifiers/{key}/value")
    ]
    assert document_of(Company.objects.get()) == live


def test_field_that_a_row_lacks_is_named_without_a_value():
    company = make_company(slug="alpha")
    company.milestones.create(on="2001", text_en="Moved")
    live = document_of(company)
    key = next(iter(live.of("milestones")))
    wrong = replace(live, rows={"milestones": {key: {"text_en": "Moved"}}})
    undone = undo(company, [(live, wrong)], Actor())
    assert [(one.path, one.value) for one in undone.left_out] == [(("milestones", key, "on"), {})]
    assert document_of(Company.objects.get()) == live


def test_rule_about_the_profile_as_a_whole_keeps_its_fields_and_lets_rows_go():
    company = make_company(slug="alpha", name_en="", name_zh="阿尔法", founded="1990")
    company.milestones.create(on="2001", text_en="Moved")
    live = document_of(company)
    nameless = Document("company", {"slug": "alpha", "founded": "1984"}, {})
    undone = undo(company, [(live, nameless)], Actor())
    assert [(one.path, one.value, one.text, one.part) for one in undone.left_out] == [
        ((), {}, "Give a name in at least one language.", "")
    ]
    after = document_of(Company.objects.get())
    assert (after.fields, after.rows) == (live.fields, {})


ROW, OTHER = {"on": "2001"}, {"on": "2002"}
HERE = {"latitude": "39.9", "longitude": "116.3"}
THERE = {"longitude": "2.3", "coordinate_precision": "city"}


@pytest.mark.parametrize(
    ("path", "fields", "rows"),
    [
        (("founded",), {"founded": "1984", "name_en": "B", **THERE}, {"milestones": {"a": OTHER, "c": ROW}}),
        (("name_en",), {**THERE}, {"milestones": {"a": OTHER, "c": ROW}}),
        (("latitude",), {"name_en": "B", **HERE}, {"milestones": {"a": OTHER, "c": ROW}}),
        ((), {"founded": "1984", **HERE}, {"milestones": {"a": OTHER, "c": ROW}}),
        (("milestones", "a", "on"), {"name_en": "B", **THERE}, {"milestones": {"a": ROW, "c": ROW}}),
        (("milestones", "b"), {"name_en": "B", **THERE}, {"milestones": {"a": OTHER, "b": OTHER, "c": ROW}}),
        (("milestones", "c"), {"name_en": "B", **THERE}, {"milestones": {"a": OTHER}}),
    ],
)
def test_part_of_a_document_is_as_it_is_live(path, fields, rows):
    live = Document("company", {"founded": "1984", **HERE}, {"milestones": {"a": ROW, "b": OTHER}})
    target = Document("company", {"name_en": "B", **THERE}, {"milestones": {"a": OTHER, "c": ROW}})
    found = as_in(live, target, path)
    assert (found.fields, found.rows) == (fields, rows)


def test_relation_of_which_nothing_is_left_is_not_in_the_document():
    target = Document("company", {}, {"milestones": {"a": ROW}, "links": {"b": {}}})
    assert as_in(Document("company"), target, ("milestones", "a")).rows == {"links": {"b": {}}}


def test_row_that_was_edited_since_stays_and_is_named():
    company = with_number("alpha", LEI)
    before = document_of(company)
    key = next(iter(before.of("identifiers")))
    rows = {"identifiers": {key: {"scheme": "lei", "value": OTHER_LEI}}}
    save(company, before, replace(before, rows={}), Actor())
    gone = document_of(Company.objects.get())
    edited, left_out = without_steps(replace(before, rows=rows), [(before, gone)])
    assert edited.rows == rows
    assert left_out == [LeftOut(("identifiers", key), rows["identifiers"][key])]
    edited, left_out = without_steps(gone, [(before, replace(before, rows=rows))])
    assert edited.rows == {}
    assert left_out == [LeftOut(("identifiers", key), {})]


def test_what_is_wrong_already_is_not_left_out():
    company = make_company(slug="alpha", founded="1984")
    Company.objects.update(website="no site")
    live = document_of(Company.objects.get())
    target = Document("company", {**live.fields, "founded": "1990"}, live.rows)
    with pytest.raises(ValidationError):
        undo(company, [(live, target)], Actor())
    assert Company.objects.get().founded == "1984"


@pytest.mark.django_db(transaction=True)
def test_two_restores_at_once_bring_one_profile_back():
    gone = with_number("alpha", OTHER_LEI)
    delete(gone, gone.version, Actor())
    outcomes = []

    def run():
        try:
            outcomes.append(restore("company", gone.pk, Actor()).profile.slug)
        except Exception as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("alpha") == 1
    assert Company.objects.get().slug == "alpha"
