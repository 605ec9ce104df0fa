"""An import that is taken back: the database is as before, and what was edited since stays."""

from contextlib import suppress
from dataclasses import replace
from types import SimpleNamespace

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Representative
from companies.models import Company
from partners.models import Park
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, delete, save
from profiles.editing import drafts, taking_back
from profiles.imports import lanes
from profiles.imports.bulk import lane
from profiles.models import ChangeSet, Draft, MatchKey, NotTakenBack, Plan, Source, Version
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
    assert taken_back(change_set) == [("", "", "gone")]
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


# --- what stays -----------------------------------------------------------------------------


def test_history_says_who_took_an_import_back(tmp_path):
    company = create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    change_set = imported(tmp_path, "slug,name,founded\nalpha,Alpha,1984\nbeta,Beta,1985\n", "--publish")
    beta, user = Company.objects.get(slug="beta"), make_user()
    change(beta, founded="1990")
    change(Company.objects.get(slug="beta"), founded="1985")  # looked at by itself, and gone in the end
    change_set.begin_to_take_back(by=user)
    assert taking_back.take_back(change_set)
    for pk, steps in ((company.pk, ["changed", "withdrawn"]), (beta.pk, ["deleted"])):
        versions = Version.objects.filter(object_id=pk, origin="revert").order_by("number")
        assert [(one.action, one.made_by, one.why) for one in versions] == [
            (step, user, f"Import {change_set.pk} was taken back") for step in steps
        ]


def test_profile_that_somebody_published_since_stays(tmp_path):
    change_set = imported(tmp_path, "name\nAlpha\n")
    Company.objects.get().publish(by=None)
    assert taken_back(change_set) == [("Alpha", "", "touched")]
    assert Company.objects.get().is_published


def test_host_park_stays(tmp_path):
    run(tmp_path, "name,country\nHill,Japan\nDale,Japan\n", "--publish", command="import_parks")
    Park.objects.get(name_en="Hill").make_host(by=None)
    assert taken_back(ChangeSet.objects.get()) == [("Hill", "", "stays")]
    assert [park.name_en for park in Park.objects.all()] == ["Hill"]


@pytest.mark.parametrize("done", [False, True])
def test_profile_stays_for_a_plan_that_waits(tmp_path, done):
    change_set = imported(tmp_path, "name\nAlpha\nBeta\n")
    alpha = Company.objects.get(slug="alpha")
    moment = timezone.now()
    Plan.objects.create(
        kind="company", object_id=alpha.pk, action="publish", due_at=moment, done_at=moment if done else None
    )
    assert taken_back(change_set) == ([] if done else [("Alpha", "", "needed")])
    assert Company.objects.count() == int(not done)


def test_draft_of_a_park_of_the_same_number_keeps_no_company(tmp_path):
    change_set = imported(tmp_path, "name\nAlpha\nBeta\n")
    alpha, beta = Company.objects.order_by("slug")
    for kind, company in (("park", alpha), ("company", beta)):
        Draft.objects.create(kind=kind, object_id=company.pk, base_number=1, saves=b"")
    assert taken_back(change_set) == [("Beta", "", "needed")]


def test_who_represents_another_company_keeps_no_profile(tmp_path):
    change_set = imported(tmp_path, "name\nAlpha\nBeta\n")
    alpha = Company.objects.get(slug="alpha")
    for company in (make_company(), alpha):
        Representative.objects.create(user=make_user(), company=company)
    assert taken_back(change_set) == [("Alpha", "", "needed")]


def test_keys_of_what_stays_belong_to_no_import(tmp_path):
    """They stay as well, and those of the other profiles go."""
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    create(Document("company", {"slug": "beta", "name_en": "Beta"}), Actor())
    text = "list_number,slug,name\n7,alpha,Alpha\n8,beta,Beta\n9,gamma,Gamma\n"
    change_set = imported(tmp_path, text, "--origin", "Chamber")
    keys = {row.key for row in MatchKey.objects.filter(change_set=change_set)}
    assert len(keys) == 4
    gamma = Company.objects.get(slug="gamma")
    change(gamma, address="1 Road")
    assert taken_back(change_set) == [("Gamma", "", "touched")]
    assert not MatchKey.objects.filter(change_set__isnull=False).exists()
    assert set(MatchKey.objects.filter(key__in=keys).values_list("object_id", flat=True)) == {gamma.pk}


def test_what_was_hidden_and_shown_since_stays_shown(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    change_set = imported(tmp_path, "slug,name\nalpha,Alpha\n", "--publish")
    company = Company.objects.get()
    company.withdraw(by=None)
    company.publish(by=None)
    taken_back(change_set)
    assert Company.objects.get().is_published


def test_what_was_hidden_since_stays_hidden(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    change_set = imported(tmp_path, "slug,name\nalpha,Alpha\n", "--publish")
    Company.objects.get().withdraw(by=None)
    assert taken_back(change_set) == []
    assert Company.objects.get().state == "withdrawn"


def test_rule_that_today_would_be_broken_is_told(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    change_set = imported(tmp_path, "slug,name,founded\nalpha,Alpha,1984\n")
    Company.objects.update(website="no site")
    assert taken_back(change_set) == [("Alpha", "", "invalid")]
    assert NotTakenBack.objects.get().detail.startswith("This is no web address.")
    assert Company.objects.get().founded == "1984"


def test_what_stayed_is_said_in_short(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "A" * 300}), Actor())
    change_set = imported(tmp_path, f"slug,name,address\nalpha,{'A' * 300},1 Road\n")
    change(Company.objects.get(), address="2 Road")
    assert taken_back(change_set) == [("A" * 200, "address", "edited")]
    assert NotTakenBack.objects.get().detail == "2 Road"


def test_each_run_of_changes_is_taken_back_around_what_others_changed(tmp_path):
    """The set changed the profile twice, and somebody saved it in between."""
    company = create(Document("company", {"slug": "alpha", "name_en": "Alpha", "founded": "1980"}), Actor())
    change_set = imported(tmp_path, "slug,name,founded\nalpha,Alpha,1984\n")
    change(Company.objects.get(), address="1 Road")
    step = Actor(origin="import", change_set=change_set)
    for fields in ({"founded": "1985"}, {"postcode": "100080"}):
        base = document_of(Company.objects.get())
        save(company, base, replace(base, fields=base.fields | fields), step)
    assert taken_back(change_set) == []
    company = Company.objects.get()
    assert (company.founded, company.address, company.postcode) == ("1980", "1 Road", "")


# --- on the way -----------------------------------------------------------------------------


def test_taking_back_stops_when_its_time_is_over(tmp_path, monkeypatch):
    monkeypatch.setattr(taking_back, "AT_ONCE", 1)
    change_set = imported(tmp_path, "name\nAlpha\nBeta\nGamma\n")
    assert taking_back.progress(change_set) == (0, 3)
    change_set.begin_to_take_back(by=None)
    moments = iter([100.0, 100.0, 105.0, 105.1])
    monkeypatch.setattr(taking_back, "time", SimpleNamespace(monotonic=lambda: next(moments)))
    assert not taking_back.take_back(change_set, for_seconds=5)
    assert list(Company.objects.values_list("slug", flat=True)) == ["alpha"]
    assert taking_back.progress(ChangeSet.objects.get()) == (2, 3)


def test_worker_goes_on_with_what_was_begun_and_with_nothing_else(tmp_path):
    sets = [imported(tmp_path, f"name\n{name}\n") for name in ("Alpha", "Beta", "Gamma")]
    for change_set in sets[:2]:
        change_set.begin_to_take_back(by=None)
    taking_back.JOB.work()
    assert [one.state for one in ChangeSet.objects.order_by("pk")] == ["taken back", "taken back", "done"]
    assert Company.objects.get().name_en == "Gamma"


def test_source_that_this_import_still_uses_goes_with_it(tmp_path):
    """It came with a set that was taken back while this one still used it; one of a third set stays."""
    first = imported(tmp_path, "name,address,source\nAlpha,1 Road,Register 1\n")
    second = imported(tmp_path, "name,address,source\nBeta,2 Road,Register 1\n")
    third = imported(tmp_path, "name,address,source\nGamma,2 Road,Register 2\n")
    Company.objects.filter(slug="gamma").delete()  # past the site: nothing cites the second any more
    for change_set in (first, second):
        taken_back(change_set)
    assert [source.title for source in Source.objects.all()] == ["Register 2"]
    taken_back(third)
    assert not Source.objects.exists()


def test_forecast_counts_each_profile_once(tmp_path):
    create(Document("company", {"slug": "alpha", "name_en": "Alpha"}), Actor())
    create(Document("company", {"slug": "beta", "name_en": "Beta"}), Actor())
    text = "slug,name,founded\nalpha,Alpha,1984\nbeta,Beta,1985\ngamma,Gamma,1986\ndelta,Delta,1987\n"
    change_set = imported(tmp_path, text, "--publish")
    for slug in ("beta", "gamma"):
        change(Company.objects.get(slug=slug), address="1 Road")
    assert taking_back.forecast(change_set) == taking_back.Forecast(deleted=1, changed=2, edited=1)


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
