"""An import that is taken back: the database is as before, and what was edited since stays."""

from contextlib import suppress

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Representative
from companies.models import Company
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, delete, save
from profiles.editing import drafts, taking_back
from profiles.imports import lanes
from profiles.imports.bulk import lane
from profiles.models import ChangeSet, NotTakenBack, Source, Version
from tests.at_once import in_threads
from tests.companies.imports import change, run
from tests.factories import make_company, make_metric, make_user
from tests.profiles.imports.test_lanes import ROWS, _known, database, written  # noqa: F401

pytestmark = pytest.mark.django_db

FULL = "slug,name,name_zh,founded,employees,website,source\nalpha,Alpha Works,阿尔法科技,1984,12,alpha.example,Register 1\nbeta,Beta,,1985,,,Register 2\n"


@pytest.fixture
def _metric():
    make_metric(code="employees", kind="count", unit="count")


def imported(tmp_path, text, *options):
    run(tmp_path, text, *options)
    return ChangeSet.objects.first()


def taken_back(change_set):
    change_set.begin_to_take_back(by=None)
    assert taking_back.take_back(change_set)
    assert ChangeSet.objects.get(pk=change_set.pk).state == "taken back"
    return [(note.label, note.part, note.reason) for note in change_set.not_taken_back.all()]


def content():
    """By value: histories and numbers of versions grow."""
    found = database()
    states = Company.objects.order_by("slug").values_list("slug", "state")
    return {name: found[name] for name in ("documents", "keys", "sources", "entries", "names")} | {
        "states": list(states)
    }


@pytest.mark.usefixtures("_metric")
@pytest.mark.parametrize("plain_up_to", [0, 500])
@pytest.mark.parametrize("publish", [[], ["--publish"]])
def test_database_is_as_before(tmp_path, monkeypatch, plain_up_to, publish):
    monkeypatch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
    create(Document("company", {"slug": "alpha", "name_en": "Alpha Works", "address": "1 Road"}), Actor())
    before = content()
    change_set = imported(tmp_path, FULL, *publish)
    assert content() != before
    assert taken_back(change_set) == []
    assert content() == before


def history():
    """All that is written of profiles that are gone, but for moments."""
    names = ("object_id", "number", "action", "state", "origin", "why", "made_by", "change_set", "document")
    return list(Version.objects.order_by("pk").values_list(*names))


@pytest.mark.usefixtures("_metric")
def test_profiles_go_together_as_one_by_one(tmp_path, monkeypatch):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha Works"}), Actor())
    before = content()
    rows = "".join(f"Made {number},19{number}\n" for number in range(50, 62))
    change_set = imported(tmp_path, f"name_en,founded\n{rows}", "--publish")
    edited = Company.objects.get(name_en="Made 53")
    change(edited, founded="1999")
    found = []
    for at_once in (1, 5, 50):
        monkeypatch.setattr(taking_back, "AT_ONCE", at_once)
        with transaction.atomic():
            notes = taken_back(ChangeSet.objects.get(pk=change_set.pk))
            found.append((content(), history(), notes))
            transaction.set_rollback(True)
    assert found[0] == found[1] == found[2]
    assert found[0][2] == [("Made 53", "", "touched")]
    assert len(found[0][0]["documents"]) == len(before["documents"]) + 1


@pytest.mark.usefixtures("_metric")
def test_untouched_profiles_take_as_many_queries_however_many_there_are(
    tmp_path, django_assert_max_num_queries
):
    rows = "".join(f"Made {number},19{number}\n" for number in range(50, 80))
    change_set = imported(tmp_path, f"name_en,founded\n{rows}")
    change_set.begin_to_take_back(by=None)
    with django_assert_max_num_queries(60):
        assert taking_back.take_back(change_set)
    assert not Company.objects.exists()


@pytest.mark.usefixtures("_metric")
def test_later_edits_stay_and_are_named(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha Works"}), Actor())
    change_set = imported(tmp_path, FULL)
    change(Company.objects.get(slug="alpha"), founded="1990", address="2 Road")
    change(Company.objects.get(slug="beta"), address="3 Road")
    assert taken_back(change_set) == [("Beta", "", "touched"), ("Alpha Works", "founded", "edited")]
    alpha, beta = Company.objects.order_by("slug")
    assert (alpha.founded, alpha.address, alpha.name_zh, alpha.website) == ("1990", "2 Road", "", "")
    assert (beta.founded, beta.address) == ("1985", "3 Road")
    assert alpha.figures.count() == 0
    assert list(Source.objects.values_list("title", flat=True)) == ["Register 2"]


def test_profile_that_was_edited_to_the_same_goes(tmp_path):
    change_set = imported(tmp_path, "name\nAlpha\n")
    change(Company.objects.get(), address="1 Road")
    change(Company.objects.get(), address=None)
    assert taken_back(change_set) == []
    assert not Company.objects.exists()


def test_profile_that_others_use_stays(tmp_path):
    change_set = imported(tmp_path, "name\nAlpha\nBeta\nGamma\n")
    alpha, beta, _gamma = Company.objects.order_by("slug")
    Representative.objects.create(user=make_user(), company=alpha)
    drafts.begin(beta, beta.version, document_of(beta), Actor())
    assert sorted(taken_back(change_set)) == [("Alpha", "", "needed"), ("Beta", "", "needed")]
    assert list(Company.objects.order_by("slug")) == [alpha, beta]


@pytest.mark.usefixtures("_metric")
def test_profile_that_was_deleted_since_is_named(tmp_path):
    company = create(Document("company", {"slug": "alpha", "name_en": "Alpha Works"}), Actor())
    change_set = imported(tmp_path, FULL)
    for one in Company.objects.all():
        delete(one, one.version, Actor())
    assert [(reason) for _label, _part, reason in taken_back(change_set)] == ["gone"]
    assert NotTakenBack.objects.get().object_id == company.pk


def test_what_would_break_a_rule_stays(tmp_path):
    """The import gave the only name that is left since."""
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    change_set = imported(tmp_path, "slug,name_en,name_zh\nalpha,Alpha,阿尔法\n")
    change(Company.objects.get(), name_en=None)
    assert [note[1:] for note in taken_back(change_set)] in ([("", "invalid")], [("name_zh", "invalid")])
    assert Company.objects.get().name_zh == "阿尔法"


@pytest.mark.usefixtures("_metric")
def test_source_that_others_cite_or_changed_stays(tmp_path):
    change_set = imported(tmp_path, FULL)
    first, second = Source.objects.order_by("title")
    other = make_company()
    base = document_of(other)
    rows = {"citations": {"0190a1b2-0000-7000-8000-00000000000a": {"field": "name_en", "source": first.key}}}
    save(other, base, Document("company", base.fields, rows), Actor())
    Source.objects.filter(pk=second.pk).update(publisher="The park")
    taken_back(change_set)
    assert list(Source.objects.order_by("title")) == [first, second]


def test_publication_of_a_draft_is_taken_back(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    change_set = imported(tmp_path, "slug,name\nalpha,Alpha\n", "--publish")
    assert Company.objects.get().is_published
    taken_back(change_set)
    company = Company.objects.get()
    assert (company.state, company.published_at) == ("draft", None)


@pytest.mark.usefixtures("_metric")
def test_file_comes_in_again_after_it_was_taken_back(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha Works"}), Actor())
    first = imported(tmp_path, FULL)
    after = content()
    taken_back(first)
    second = imported(tmp_path, FULL)
    assert second.counts["conflicts"] == 0
    assert content()["documents"] == after["documents"]


def test_two_imports_are_taken_back_in_either_order(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha Works"}), Actor())
    before = content()
    first = imported(tmp_path, "slug,name,founded\nalpha,Alpha Works,1984\n")
    second = imported(tmp_path, "slug,name,founded,address\nalpha,Alpha Works,1984,1 Road\n")
    for one in (first, second):
        assert taken_back(one) == []
    assert content() == before


def test_source_of_two_imports_goes_with_the_last(tmp_path):
    first = imported(tmp_path, "name,address,source\nAlpha,1 Road,Register 1\n")
    second = imported(tmp_path, "name,address,source\nBeta,2 Road,Register 1\n")
    taken_back(first)
    assert Source.objects.count() == 1
    taken_back(second)
    assert Source.objects.count() == 0


def test_numbers_of_lists_go_as_well(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha Works"}), Actor())
    keys = content()["keys"]
    text = "list_number,slug,name\n7,alpha,Alpha Works\n"
    change_set = imported(tmp_path, text, "--origin", "Chamber")
    assert len(content()["keys"]) == len(keys) + 1
    taken_back(change_set)
    assert content()["keys"] == keys


def test_commands_list_and_take_back(tmp_path, capsys):
    change_set = imported(tmp_path, FULL)
    call_command("imports")
    assert f"{change_set.pk}" in capsys.readouterr().out
    call_command("take_back", change_set.pk)
    assert "was taken back; 0 parts stayed." in capsys.readouterr().out
    assert not Company.objects.exists()
    for number in (change_set.pk, 0):
        with pytest.raises(CommandError):
            call_command("take_back", number)


EDITS = st.lists(
    st.tuples(
        st.integers(0, 8),
        st.sampled_from(["address", "founded", "name_fr"]),
        st.sampled_from(["1990", "2001"]),
    ),
    max_size=3,
)


@pytest.mark.usefixtures("_known")
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=ROWS,
    on_match=st.sampled_from(["ask", "create", "update"]),
    publish=st.booleans(),
    plain_up_to=st.sampled_from([0, 500]),
    edits=EDITS,
)
def test_any_import_is_taken_back(tmp_path, rows, on_match, publish, plain_up_to, edits):
    with pytest.MonkeyPatch.context() as patch, transaction.atomic():
        patch.setattr(lanes, "PLAIN_UP_TO", plain_up_to)
        patch.setattr(lane, "CHUNK", 3)
        before = content()
        with suppress(CommandError):
            options = ["--publish"] if publish else []
            run(tmp_path, written(rows, "csv").getvalue(), "--on-match", on_match, *options)
            change_set = ChangeSet.objects.get()
            edited = [edit(*one) for one in edits]
            stayed = taken_back(change_set)
            if not edits:
                assert (stayed, content()) == ([], before)
            for pk, name, value in {(pk, name): (pk, name, value) for pk, name, value in edited}.values():
                assert getattr(Company.objects.get(pk=pk), name) == value
        transaction.set_rollback(True)


def edit(place, name, value):
    company = list(Company.objects.order_by("pk"))[place % Company.objects.count()]
    change(company, **{name: f"{value}"})
    return company.pk, name, value


# --- at once --------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_several_processes_take_back_at_once_transaction(tmp_path):
    names = "".join(f"Company {number}\n" for number in range(40))
    change_set = imported(tmp_path, f"name\n{names}")
    change_set.begin_to_take_back(by=None)
    in_threads(*[lambda: taking_back.take_back(ChangeSet.objects.get(pk=change_set.pk))] * 3)
    assert (Company.objects.count(), ChangeSet.objects.get().state) == (0, "taken back")
    assert Version.objects.filter(action="deleted").count() == 40


@pytest.mark.django_db(transaction=True)
def test_editor_saves_beside_the_taking_back_transaction(tmp_path):
    """Either the profile goes before he saves, or his save is there and it stays."""
    names = "".join(f"Company {number}\n" for number in range(30))
    change_set = imported(tmp_path, f"name\n{names}")
    change_set.begin_to_take_back(by=None)
    saved = []

    def edits():
        for company in Company.objects.order_by("pk"):
            with suppress(Exception):
                change(company, address="1 Road")
                saved.append(company.pk)

    in_threads(lambda: taking_back.take_back(ChangeSet.objects.get(pk=change_set.pk)), edits)
    assert sorted(Company.objects.filter(address="1 Road").values_list("pk", flat=True)) == saved
    assert Company.objects.count() == len(saved)
