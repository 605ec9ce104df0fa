"""Undoing by content: what others hold or changed since is named and left out, the rest is undone."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from companies.models import Company
from kit.keys import new_key
from profiles.documents.document import Document
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.reading import document_of
from profiles.documents.undoing import restore, undo
from profiles.documents.writing import Actor, create, delete, save
from profiles.models import Version
from tests.companies.imports import LEI, OTHER_LEI, change
from tests.factories import make_company

pytestmark = pytest.mark.django_db


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
    assert parts(back.left_out) == [("slug", address), ("identifiers", number)]
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
