"""Merges undone: what came of the duplicate goes, and of chains in any order."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace

import pytest
from django.db import connections, transaction
from django.db.models import QuerySet
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Representative
from companies.models import Company, Sector
from profiles.documents.reading import document_of
from profiles.documents.undoing import restore
from profiles.documents.writing import Actor, delete, save
from profiles.models import Source, Version
from submissions.deciding import unmerging
from submissions.deciding.joining import Joining
from submissions.models import Merge
from tests.factories import (
    make_company,
    make_figure,
    make_full_company,
    make_metric,
    make_park,
    make_sector,
    make_source,
    make_user,
)
from tests.submissions.merges import merged
from tests.submissions.proposals import changed, edit

pytestmark = pytest.mark.django_db

SITE = "https://park.example/"


@pytest.fixture
def pair():
    primary = make_company(slug="lenovo", name_en="Lenovo", founded="1984")
    duplicate = make_company(slug="legend", name_en="Legend", founded="1985", postcode="100085")
    make_figure(company=duplicate, metric=make_metric(), value=100)
    return primary, duplicate


def test_undo_gives_both_back_as_they_were(client, pair):
    primary, duplicate = pair
    before = [document_of(Company.objects.get(pk=one.pk)) for one in (primary, duplicate)]
    gone = duplicate.pk
    record = merged(primary, duplicate, {"founded": "duplicate", "name_en": "duplicate"})
    back = unmerging.undo(record, by=make_user(role="Moderator")).duplicate
    after = [document_of(Company.objects.get(pk=pk)) for pk in (primary.pk, gone)]
    assert [(one.fields, one.rows) for one in after] == [(one.fields, one.rows) for one in before]
    assert (back.pk, back.state) == (gone, "published")
    assert client.get("/companies/legend/").status_code == 200
    assert unmerging.why_not_undone(Merge.objects.get(pk=record.pk)) == "The merge is undone already."


def test_company_with_many_rows_is_merged_and_made_two_again():
    primary, duplicate = make_company(), make_full_company(rows=3)
    before = {one.pk: document_of(Company.objects.get(pk=one.pk)) for one in (primary, duplicate)}
    gone = duplicate.pk
    record = merged(primary, duplicate)
    unmerging.undo(record, by=None)
    for pk, document in before.items():
        after = document_of(Company.objects.get(pk=pk))
        assert (after.fields, after.rows) == (document.fields, document.rows)
    assert gone in before


def test_what_was_changed_since_the_merge_stays(pair):
    primary, duplicate = pair
    record = merged(primary, duplicate)
    assert Company.objects.get().postcode == "100085"
    edit(primary, postcode="100086", address="6 Road")
    undone = unmerging.undo(record, by=None)
    primary = Company.objects.get(pk=primary.pk)
    assert (primary.postcode, primary.address, primary.figures.count()) == ("100086", "6 Road", 0)
    assert [(part.path, part.value) for part in undone.left_out] == [(("postcode",), {"postcode": "100086"})]
    assert (undone.duplicate.postcode, undone.duplicate.state) == ("100085", "published")


def test_other_comes_back_where_the_primary_was_deleted(pair):
    primary, duplicate = pair
    record, gone = merged(primary, duplicate), duplicate.pk
    primary.refresh_from_db()
    delete(primary, primary.version, Actor())
    assert unmerging.undo(record, by=None).duplicate == Company.objects.get(pk=gone)
    assert Company.objects.get().slug == "legend"


def test_draft_is_merged_into_a_draft_and_comes_back_as_one():
    one, other = make_company(published=False), make_company(published=False)
    gone = other.pk
    record = merged(one, other)
    assert not record.was_published
    back = unmerging.undo(record, by=None).duplicate
    assert (back.pk, back.state) == (gone, "draft")


def test_draft_that_was_merged_into_a_page_comes_back_as_a_draft():
    primary, draft = make_company(), make_company(published=False)
    back = unmerging.undo(merged(primary, draft), by=None).duplicate
    assert (back, back.state) == (draft, "draft")


def test_undo_is_recorded_whole(pair):
    primary, duplicate = pair
    moderator, gone = make_user(role="Moderator"), duplicate.pk
    record = merged(primary, duplicate)
    unmerging.undo(record, by=moderator)
    record.refresh_from_db()
    assert (record.undone_by, record.undone_at is None) == (moderator, False)
    versions = Version.objects.filter(kind="company", object_id=primary.pk)
    newest = versions.latest("number")
    assert (newest.origin, newest.why, newest.made_by) == ("revert", "Legend", moderator)
    back = list(Version.objects.filter(kind="company", object_id=gone).order_by("-number")[:2])
    assert [(one.action, one.origin, one.why, one.made_by) for one in back] == [
        ("published", "revert", "Lenovo", moderator),
        ("restored", "revert", "Lenovo", moderator),
    ]


def test_merge_is_undone_once_and_no_other(pair):
    merged(make_company(), make_company())
    record = merged(*pair)
    unmerging.undo(record, by=None)
    with pytest.raises(unmerging.CannotUndoMerge, match="The merge is undone already"):
        unmerging.undo(record, by=None)
    assert Company.objects.count() == 3


def test_other_that_was_restored_by_hand_stays_as_it_is(pair):
    primary, duplicate = pair
    gone = duplicate.pk
    record = merged(primary, duplicate)
    restored = restore("company", gone, Actor())
    assert [(part.path, part.holder) for part in restored.left_out] == [(("slug",), primary)]
    assert restored.profile.slug == "legend-2"
    undone = unmerging.undo(record, by=None)
    assert (undone.duplicate, undone.duplicate.state, undone.left_out) == (restored.profile, "draft", [])
    assert Company.objects.get(pk=primary.pk).figures.count() == 0


def test_merges_that_go_round_end_where_they_began(pair):
    """What the duplicate got back from the primary was its own once, and goes with the merge that brought it there."""
    primary, duplicate = pair
    record = merged(primary, duplicate)
    restored = restore("company", duplicate.pk, Actor()).profile
    restored.publish(by=None)
    edit(restored, postcode="")
    merged(restored, primary)
    restored.refresh_from_db()
    assert restored.postcode == "100085"
    delete(restored, restored.version, Actor())
    back = unmerging.undo(record, by=None).duplicate
    assert (back.name_en, back.postcode) == ("Legend", "")


def by_value():
    """Documents by address. Undone merges leave nothing behind, not even the keys of rows."""
    return {company.slug: document_of(company) for company in Company.objects.all()}


def chain(*companies):
    """Each merged into the next; the records in their order."""
    return [merged(into, one) for one, into in itertools.pairwise(companies)]


def full_chain():
    alpha = make_full_company(rows=2)
    beta = make_company(slug="beta", name_en="Beta", founded="1984")
    gamma = make_company(slug="gamma", name_en="Gamma", postcode="100085")
    edit(alpha, address="1 Road", postcode="100086")
    edit(beta, address="", summary_en="Beta makes chips.")
    return alpha, beta, gamma


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_chain_of_merges_is_undone_in_either_order(order):
    companies = full_chain()
    before = by_value()
    records = chain(*companies)
    assert Company.objects.count() == 1
    left_out = [unmerging.undo(records[place], by=None).left_out for place in order]
    assert left_out == [[], []]
    assert by_value() == before
    assert set(Company.objects.values_list("state", flat=True)) == {"published"}


def test_chain_keeps_what_was_edited_on_the_way():
    alpha, beta, gamma = full_chain()
    first, second = chain(alpha, beta, gamma)
    edit(gamma, summary_fr="Puces", address="9 Road")
    unmerging.undo(first, by=None)
    unmerging.undo(second, by=None)
    gamma, beta = Company.objects.get(slug="gamma"), Company.objects.get(slug="beta")
    assert (gamma.summary_fr, gamma.address, gamma.summary_en, gamma.founded) == ("Puces", "9 Road", "", "")
    assert (beta.address, beta.summary_en, beta.founded) == ("", "Beta makes chips.", "1984")


@pytest.mark.parametrize("order", [(1, 0), (0, 1)])
def test_two_merges_into_one_are_undone_in_either_order(order):
    first, second = (
        make_company(slug="first", address="1 Road"),
        make_company(slug="second", address="2 Road"),
    )
    primary = make_company(slug="primary")
    before = by_value()
    records = [merged(primary, first), merged(primary, second, {"address": "duplicate"})]
    for place in order:
        unmerging.undo(records[place], by=None)
    assert by_value() == before


def test_value_that_two_of_a_chain_had_goes_with_the_second_undoing():
    last, first, empty, same = (
        make_company(slug=slug, founded=founded)
        for slug, founded in (("last", ""), ("first", "1984"), ("empty", ""), ("same", "1984"))
    )
    before = by_value()
    records = [merged(empty, first), merged(same, empty), merged(last, same)]
    for place in (0, 2, 1):
        unmerging.undo(records[place], by=None)
    assert by_value() == before


class Story:
    """Merges, undoings and edits of some companies, and what they would be had only the merges been that are not undone."""

    def __init__(self, companies):
        self.keys = [company.pk for company in companies]
        self.first = {company.pk: document_of(company) for company in companies}
        self.steps = []  # of the merges and the edits, in their order: what each does to documents

    def merge(self, primary, duplicate, picks):
        conflicts = Joining(document_of(primary), document_of(duplicate)).conflicts
        chosen = {one.name: picks[one.name] for one in conflicts if one.name in picks}
        record = merged(primary, duplicate, chosen)
        self.steps.append((record, record.from_id, record.into_id, chosen))
        return record

    def edit(self, company, fields):
        edit(company, **fields)
        self.steps.append((None, company.pk, None, fields))

    def expected(self):
        documents = dict(self.first)
        for record, one, into, more in self.steps:
            if record is None:
                document = documents[one]
                documents[one] = replace(document, fields=document.fields | more)
            elif Merge.objects.get(pk=record.pk).undone_at is None:
                documents[into] = Joining(documents[into], documents.pop(one)).joined(more).document
        return {pk: without_keys(document) for pk, document in documents.items()}

    def found(self):
        return {company.pk: without_keys(document_of(company)) for company in Company.objects.all()}


def without_keys(document):
    rows = {name: sorted(str(row) for row in rows.values()) for name, rows in document.rows.items()}
    return document.fields, {name: found for name, found in rows.items() if found}


@st.composite
def companies(draw, number):
    texts = st.sampled_from(["", "1984", "1990"])
    fields = {name: draw(texts) for name in ("founded", "address", "postcode", "summary_en")}
    company = make_company(slug=f"c{number}", name_en=f"C {draw(st.integers(1, 3))}", **fields)
    company.sectors.set(draw(st.lists(st.sampled_from(list(Sector.objects.all())), unique=True)))
    for name in draw(st.lists(st.sampled_from(["C 1", "C 2", "Other"]), unique=True, max_size=2)):
        if name != company.name_en:
            company.other_names.create(name=name, kind="former")
    if fields["founded"] and draw(st.booleans()):
        company.citations.create(field="founded", source=Source.objects.get())
    return Company.objects.get(pk=company.pk)


def play(data, acts):
    """At each moment everything is as if only those merges had been that are not undone. Yields what is left out."""
    for make in (make_sector, make_sector, make_source):
        make()
    story = Story([data.draw(companies(number)) for number in range(data.draw(st.integers(3, 5)))])
    alive, sides = [], st.sampled_from(["primary", "duplicate"])

    def undo(place):
        left_out.extend(unmerging.undo(alive.pop(place), by=None).left_out)

    left_out = []
    for number in range(data.draw(st.integers(2, 7))):
        there, act = data.draw(st.permutations(list(Company.objects.order_by("pk")))), data.draw(acts)
        if act == "edit":
            name = data.draw(st.sampled_from(["founded", "address", "postcode"]))
            story.edit(there[0], {name: str(2000 + number)})
        elif act == "merge" and len(there) > 1:
            picks = {name: data.draw(sides) for name in ("founded", "address", "name_en")}
            alive.append(story.merge(*there[:2], picks))
        elif alive:
            undo(data.draw(st.integers(0, len(alive) - 1)))
        assert story.found() == story.expected()
    while alive:
        undo(data.draw(st.integers(0, len(alive) - 1)))
        assert story.found() == story.expected()
    return left_out


@given(data=st.data())
@settings(max_examples=25)
def test_any_merges_are_undone_in_any_order(data):
    with transaction.atomic():
        assert play(data, st.sampled_from(["merge", "merge", "undo"])) == []
        transaction.set_rollback(True)


@given(data=st.data())
@settings(max_examples=15)
def test_what_is_edited_meanwhile_stays_in_any_order(data):
    with transaction.atomic():
        play(data, st.sampled_from(["merge", "merge", "undo", "edit"]))
        transaction.set_rollback(True)


def test_what_was_edited_before_another_merge_is_named():
    primary, first, second = make_company(), make_company(postcode="100085"), make_company(address="6 Road")
    record = merged(primary, first)
    edit(primary, postcode="100086")
    merged(primary, second)
    undone = unmerging.undo(record, by=None)
    primary.refresh_from_db()
    assert (primary.postcode, primary.address) == ("100086", "6 Road")
    assert [(part.path, part.value) for part in undone.left_out] == [(("postcode",), {"postcode": "100086"})]


def test_merge_of_which_nothing_came_along_is_no_step_of_where_it_did_not_come():
    first, middle, last = make_company(), make_company(), make_company(address="6 Road")
    record = merged(middle, first)
    base = document_of(Company.objects.get(pk=middle.pk))
    rows = {name: dict.fromkeys(base.of(name)) for name in ("other_names", "former_slugs")}
    save(middle, base, changed(base, {}, rows), Actor())
    before, onwards = by_value(), merged(last, middle)
    unmerging.undo(record, by=None)
    unmerging.undo(onwards, by=None)
    after = by_value()
    assert {slug: after[slug] for slug in before} == before
    assert len(after) == 3


def test_what_was_edited_is_named_where_its_own_merge_is_undone():
    primary, first, second = make_company(), make_company(postcode="100085"), make_company(address="6 Road")
    record, another = merged(primary, first), merged(primary, second)
    edit(primary, postcode="100086")
    merged(primary, make_company())
    assert [part.path for part in unmerging.undo(record, by=None).left_out] == [("postcode",)]
    assert unmerging.undo(another, by=None).left_out == []


def test_chain_whose_middle_was_restored_by_hand_loses_it_in_both_places():
    first, middle, last = make_company(website=SITE), make_company(), make_company()
    record, _onwards = chain(first, middle, last)
    restore("company", middle.pk, Actor())
    assert set(Company.objects.values_list("website", flat=True)) == {SITE}
    unmerging.undo(record, by=None)
    assert {company.pk: company.website for company in Company.objects.all()} == {
        first.pk: SITE, middle.pk: "", last.pk: "",
    }  # fmt: skip


def test_row_that_came_back_under_another_key_goes_with_its_merge():
    first, middle, last = (make_company(slug=slug) for slug in ("first", "middle", "last"))
    first.other_names.create(name="Old")
    record, onwards = chain(first, middle, last)
    base = document_of(Company.objects.get())
    key = next(key for key, row in base.of("other_names").items() if row["name"] == "Old")
    save(last, base, changed(base, {}, {"other_names": {key: {"name": "Edited"}}}), Actor())
    unmerging.undo(onwards, by=None)
    assert Company.objects.get(slug="middle").other_names.filter(name="Old").exists()
    unmerging.undo(record, by=None)
    assert {
        company.slug: set(company.other_names.values_list("name", flat=True)) & {"Old", "Edited"}
        for company in Company.objects.all()
    } == {"first": {"Old"}, "middle": set(), "last": {"Edited"}}


def test_number_that_could_not_go_is_no_part_of_what_later_merges_bring():
    """What a rule kept in its place counts as edited: it is neither lost nor undone twice."""
    primary, first, second = (make_company(slug=slug) for slug in ("primary", "first", "second"))
    first_key = first.other_names.create(name="Old").pk
    record = merged(primary, first)
    base = document_of(Company.objects.get(pk=primary.pk))
    save(primary, base, changed(base, {}, {"other_names": {str(first_key): {"name": "Kept"}}}), Actor())
    assert unmerging.undo(record, by=None).left_out != []
    onwards = merged(second, Company.objects.get(pk=primary.pk))
    unmerging.undo(onwards, by=None)
    found = Company.objects.get(pk=primary.pk).other_names.values_list("name", flat=True)
    assert "Kept" in found
    assert "Kept" not in Company.objects.get(pk=second.pk).other_names.values_list("name", flat=True)


def test_merge_that_was_merged_on_meanwhile_is_not_undone(pair, monkeypatch):
    primary = pair[0]
    record, another, read = merged(*pair), make_company(), Merge.of_one_organisation

    def read_and_merge(asked):
        merges = read(asked)
        merged(another, primary)
        return merges

    monkeypatch.setattr(Merge, "of_one_organisation", read_and_merge)
    with pytest.raises(unmerging.CannotUndoMerge, match="Somebody else was first"):
        unmerging.undo(record, by=None)
    assert {*Company.objects.all()} == {primary, another}
    assert not Merge.objects.exclude(undone_at=None).exists()


def test_merge_whose_profile_goes_as_it_is_to_be_held_is_not_undone(pair, monkeypatch):
    record, hold = merged(*pair), unmerging.lock

    def delete_and_hold(profile):
        delete(profile, profile.version, Actor())
        return hold(profile)

    monkeypatch.setattr(unmerging, "lock", delete_and_hold)
    with pytest.raises(unmerging.CannotUndoMerge, match="Somebody else was first"):
        unmerging.undo(record, by=None)
    assert Company.objects.get() == pair[0]


def test_profile_that_was_joined_by_another_meanwhile_stays(pair, monkeypatch):
    primary = pair[0]
    record, another, read = merged(*pair), make_company(), Merge.of_one_organisation

    def read_and_merge(asked):
        merges = read(asked)
        merged(primary, another)
        return merges

    monkeypatch.setattr(Merge, "of_one_organisation", read_and_merge)
    with pytest.raises(unmerging.CannotUndoMerge, match="Somebody else was first"):
        unmerging.undo(record, by=None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(3))
def test_two_merges_of_a_chain_that_are_undone_at_once_leave_nothing(turn):
    companies = full_chain()
    before, records, together, said = by_value(), chain(*companies), threading.Barrier(2), []

    def act(record):
        together.wait()
        try:
            unmerging.undo(record, by=None)
            said.append("undone")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=act, args=(record,)) for record in records]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert said == ["undone", "undone"]
    assert by_value() == before


def test_other_that_does_not_come_back_whole_is_not_published():
    primary, duplicate = make_company(), make_company()
    identifier = {"scheme": "uscc", "value": "91110000802100433B"}
    duplicate.identifiers.create(**identifier)
    record = merged(primary, duplicate)
    Company.objects.get(pk=primary.pk).identifiers.all().delete()
    make_company().identifiers.create(**identifier)
    undone = unmerging.undo(record, by=None)
    assert (len(undone.left_out), undone.duplicate.identifiers.count()) == (1, 0)
    assert not undone.duplicate.is_published


def test_merge_of_another_kind_with_the_same_keys_takes_nothing_away():
    of_parks = merged(make_park(pk=902), make_park(pk=903, website=SITE))
    record = merged(make_company(pk=901), make_company(pk=902, website=SITE))
    unmerging.undo(of_parks, by=None)
    unmerging.undo(record, by=None)
    assert Company.objects.get(pk=902).website == SITE


def test_what_was_entered_after_an_earlier_merge_was_undone_comes_back():
    primary, duplicate = make_company(), make_company()
    unmerging.undo(merged(duplicate, make_company(website=SITE)), by=None)
    edit(duplicate, website=SITE)
    unmerging.undo(merged(primary, duplicate), by=None)
    assert Company.objects.get(pk=duplicate.pk).website == SITE


def test_merge_is_held_while_it_is_undone(pair, monkeypatch):
    record, held, lock = merged(*pair), [], QuerySet.select_for_update

    def remembered(rows, *args, **more):
        held.append(rows.model)
        return lock(rows, *args, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", remembered)
    unmerging.undo(record, by=None)
    assert held.count(Merge) == 1


def test_representative_of_both_stays_one_and_comes_back_as_two(pair):
    primary, duplicate = pair
    both, mine, theirs = make_user(), make_user(), make_user()
    for user, company in ((both, primary), (both, duplicate), (mine, primary), (theirs, duplicate)):
        Representative.objects.create(user=user, company=company)
    record = merged(primary, duplicate)
    assert set(Representative.objects.values_list("user", "company")) == {
        (user.pk, primary.pk) for user in (both, mine, theirs)
    }
    assert record.moved == {"representatives": [Representative.objects.get(user=theirs).pk]}
    back = unmerging.undo(record, by=None).duplicate
    found = set(Representative.objects.values_list("user", "company"))
    assert found == {(both.pk, primary.pk), (mine.pk, primary.pk), (theirs.pk, back.pk)}


def test_representatives_go_with_the_merge_and_come_back(pair):
    primary, duplicate = pair
    person = make_user()
    Representative.objects.create(user=person, company=duplicate)
    record = merged(primary, duplicate)
    assert Representative.objects.get().company_id == primary.pk
    back = unmerging.undo(record, by=None).duplicate
    assert Representative.objects.get().company_id == back.pk


def test_representative_who_went_to_where_the_merge_never_came_stays_there():
    first, middle, last, other = (make_company() for _place in range(4))
    Representative.objects.create(user=make_user(), company=first)
    unmerging.undo(merged(other, first), by=None)
    merged(other, make_company())
    record, onwards = chain(Company.objects.get(pk=first.pk), middle, last)
    unmerging.undo(onwards, by=None)
    for elsewhere in (last, other):
        Representative.objects.update(company=elsewhere)
        with transaction.atomic():
            unmerging.undo(record, by=None)
            assert Representative.objects.get().company_id == elsewhere.pk
            transaction.set_rollback(True)


def test_representative_comes_back_from_the_end_of_a_chain():
    companies = [make_company() for _place in range(3)]
    Representative.objects.create(user=make_user(), company=companies[0])
    record, _onwards = chain(*companies)
    assert Representative.objects.get().company == companies[2]
    unmerging.undo(record, by=None)
    assert Representative.objects.get().company == companies[0]


def test_representative_of_another_company_by_now_stays_there(pair):
    primary, duplicate = pair
    Representative.objects.create(user=make_user(), company=duplicate)
    record = merged(primary, duplicate)
    third = make_company()
    Representative.objects.update(company=third)
    unmerging.undo(record, by=None)
    assert Representative.objects.get().company_id == third.pk
