"""A second run of load_demo: of the same files it changes nothing, of newer ones what editors left as it was."""

import csv
import shutil

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from companies.columns import COMPANIES
from companies.models import Company, CompanyFigure, Sector, Zone
from partners.models import Park, Statement
from profiles.documents import writing
from profiles.documents.reading import document_of
from profiles.imports.plan.outcomes import Status
from profiles.metrics import metric
from profiles.models import ChangeSet, Metric, Source, Version
from tests.all_rows import all_rows
from tests.factories import make_company, make_park, make_user
from zgc_site.demo import content, files
from zgc_site.demo.terms import load_terms


def test_second_run_changes_nothing(demo, capsys):
    before = all_rows()
    with CaptureQueriesContext(connection) as queries:
        call_command("load_demo")
    assert all_rows() == before
    assert [one["sql"] for one in queries if one["sql"].startswith(("INSERT", "UPDATE", "DELETE"))] == []
    assert capsys.readouterr().out == "The content was loaded before and stays as it is.\n"


# --- what editors did since -------------------------------------------------------------------


def edit(profile, **fields):
    base = document_of(profile)
    rows = {name: base.rows[name] for name in base.rows}
    proposed = type(base)(base.kind, {**base.fields, **fields}, rows, base.sources)
    writing.save(profile, base, proposed, writing.Actor())


def change_company():
    edit(Company.objects.get(slug="lenovo"), name_en="Lenovo Group", founded="1984-11", website="")


def rename_company():
    lenovo = Company.objects.get(slug="lenovo")
    lenovo.former_slugs.create(slug="lenovo")
    Company.objects.filter(pk=lenovo.pk).update(slug="lenovo-group", name_en="Lenovo Group")


def rename_without_trace():
    Park.objects.filter(slug="kista").update(slug="kista-science-city")


def edit_source():
    Source.objects.filter(title="General knowledge").update(title="Common knowledge", key="common-knowledge")


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
    Zone.objects.filter(slug="miyun").update(latitude=None, longitude=None)
    Metric.objects.filter(code="learning_centres").update(name_en="Schools")


EDITS = [
    change_company,
    rename_company,
    rename_without_trace,
    edit_source,
    delete_company,
    delete_rows,
    withdraw_park,
    change_terms,
]


def test_zones_of_a_release_that_knew_no_places_get_theirs(demo):
    shipped = {*Zone.objects.values_list("slug", "latitude", "longitude")}
    Zone.objects.update(latitude=None, longitude=None, name_en="Renamed")
    load_terms()
    assert {*Zone.objects.values_list("slug", "latitude", "longitude")} == shipped
    assert {*Zone.objects.values_list("name_en", flat=True)} == {"Renamed"}


@pytest.mark.parametrize("edit", EDITS)
def test_nothing_that_an_editor_did_is_undone(demo, edit):
    untouched = all_rows()
    edit()
    before = all_rows()
    assert before != untouched
    call_command("load_demo", verbosity=0)
    assert all_rows() == before


# --- newer files --------------------------------------------------------------------------------


@pytest.fixture
def newer(demo, tmp_path, monkeypatch):
    """The files of a next release: given companies of the present one, with other lines."""
    facts = tmp_path / "facts"
    shutil.copytree(files.FACTS, facts)
    monkeypatch.setattr(content, "FACTS", facts)

    def write(*slugs, change):
        rows = [row for row in files.read(files.FACTS / "companies.csv") if row["profile"] in slugs]
        with (facts / "companies.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(change(rows))
        [loaded] = content.load_content(COMPANIES)
        return loaded

    return write


def with_value(rows, fact, value, **which):
    return [
        row | {"value": value}
        if row["fact"] == fact and all(row[name] == text for name, text in which.items())
        else row
        for row in rows
    ]


def without(rows, fact):
    return [row for row in rows if row["fact"].partition(".")[0] != fact]


def test_newer_files_correct_add_and_take_away(newer):
    figure = CompanyFigure.objects.filter(company__slug="lenovo", metric__code="turnover").first()
    loaded = newer(
        "lenovo",
        change=lambda rows: (
            [
                *without(with_value(rows, "founded", "1985"), "turnover"),
                rows[0]
                | {
                    "fact": "employees",
                    "value": "7",
                    "language": "",
                    "unit": "count",
                    "period_kind": "year",
                    "period_start": "1999",
                },
            ]
        ),
    )
    lenovo = Company.objects.get(slug="lenovo")
    assert (lenovo.founded, loaded.kept) == ("1985", [])
    assert not lenovo.figures.filter(metric__code="turnover").exists()
    assert not CompanyFigure.objects.filter(pk=figure.pk).exists()
    assert lenovo.figures.get(metric__code="employees", period_start="1999").value == 7
    assert lenovo.other_names.exists()
    assert lenovo.featured
    last = Version.objects.filter(kind="company", object_id=lenovo.pk).order_by("-number").first()
    assert (last.origin, last.change_set.title) == ("shipped", "companies.csv")


def test_newer_file_leaves_what_an_editor_changed(newer):
    edit(Company.objects.get(slug="lenovo"), founded="1984-11")
    loaded = newer(
        "lenovo",
        change=lambda rows: with_value(
            with_value(rows, "founded", "1985"), "website", "https://lenovo.example/"
        ),
    )
    lenovo = Company.objects.get(slug="lenovo")
    assert (lenovo.founded, lenovo.website) == ("1984-11", "https://lenovo.example/")
    assert loaded.kept == [
        "lenovo, founded: The site says “1984-11”, the file “1985”. The site stays as it is."
    ]


def test_newer_file_brings_back_no_row_that_an_editor_deleted(newer):
    lenovo = Company.objects.get(slug="lenovo")
    lenovo.milestones.all().delete()
    newer("lenovo", change=lambda rows: with_value(rows, "founded", "1985"))
    assert (lenovo.milestones.count(), Company.objects.get(slug="lenovo").founded) == (0, "1985")


def test_newer_file_follows_a_company_to_its_new_address(newer):
    rename_company()
    newer("lenovo", change=lambda rows: with_value(rows, "founded", "1985"))
    assert not Company.objects.filter(slug="lenovo").exists()
    assert Company.objects.get(slug="lenovo-group").founded == "1985"


def test_newer_file_does_not_bring_back_a_company_that_an_editor_deleted(newer):
    Company.objects.get(slug="baidu").delete()
    newer("baidu", "lenovo", change=lambda rows: with_value(rows, "founded", "1985"))
    assert not Company.objects.filter(slug="baidu").exists()


def test_newer_file_leaves_a_withdrawn_company_withdrawn(newer):
    Company.objects.get(slug="lenovo").withdraw(by=None)
    newer("lenovo", change=lambda rows: with_value(rows, "founded", "1985"))
    assert Company.objects.filter(slug="lenovo").values_list("state", "founded").get() == (
        "withdrawn",
        "1985",
    )


def founded_otherwise(rows):
    return with_value(rows, "founded", "1985", profile="lenovo")


@pytest.mark.parametrize("edit", EDITS)
def test_newer_file_is_loaded_whatever_an_editor_did(newer, edit):
    edit()
    newer("baidu", "lenovo", change=founded_otherwise)
    assert Company.objects.get(slug__startswith="lenovo").founded in ("1985", "1984-11")


@pytest.mark.parametrize("level", ["primary", "to_check", "none"])
def test_newer_file_leaves_an_editor_his_judgement_of_a_source(newer, level):
    """Also by lines that think better or worse of it."""
    citation = Company.objects.get(slug="beetech").citations.get(field="zone")
    assert (citation.source.evidence, citation.evidence) == ("secondary", "to_check")
    Source.objects.filter(pk=citation.source_id).update(evidence=level)
    loaded = newer("beetech", "lenovo", change=founded_otherwise)
    assert (loaded.left_out, loaded.kept) == ([], [])
    again = Company.objects.get(slug="beetech").citations.get(field="zone")
    assert (again, again.evidence, again.source.evidence) == (citation, "to_check", level)
    assert loaded.totals.of(Status.UPDATED) == 1


def test_newer_file_leaves_out_a_company_that_may_be_one_of_the_editors(newer):
    own = make_company(slug="our-own", name_en="Newcomer")
    loaded = newer(
        "lenovo",
        change=lambda rows: [
            *founded_otherwise(rows),
            rows_of(rows, "name")[0] | {"profile": "newcomer", "value": "Newcomer"},
        ],
    )
    assert loaded.left_out == [
        "newcomer: it may be a profile that is here already: “Newcomer” (our-own), the same name"
    ]
    assert Company.objects.get(name_en="Newcomer") == own
    assert Company.objects.get(slug="lenovo").founded == "1985"


def test_newer_file_leaves_out_what_is_at_home_where_an_editor_makes_another_park_the_host(newer):
    """Its lines alone: what an earlier release said of the same stays."""
    presences = list(Company.objects.get(slug="lenovo").presences.values_list("country", "city", "pk"))
    country = presences[0][0]
    make_park(country=country).make_host(by=None)
    loaded = newer("lenovo", change=founded_otherwise)
    assert loaded.left_out
    assert {text.rpartition(": ")[2] for text in loaded.left_out} == {"Choose a country abroad."}
    lenovo = Company.objects.get(slug="lenovo")
    assert lenovo.founded == "1985"
    assert list(lenovo.presences.values_list("country", "city", "pk")) == presences


def test_load_tells_what_is_left_out_as_an_editor_deleted_it_or_has_his_own(newer):
    Company.objects.get(slug="baidu").delete()
    Company.objects.filter(slug="lenovo").update(slug="lenovo-group")
    make_company(slug="newcomer", name_en="Of our own")
    loaded = newer(
        "baidu", "lenovo", change=lambda rows: [*rows, rows_of(rows, "name")[0] | {"profile": "newcomer"}]
    )
    assert sorted(loaded.left_out) == [
        "baidu: an editor deleted it",
        "newcomer: its address is that of a profile of your own",
    ]


def test_line_that_cannot_be_read_costs_itself_alone_where_editors_have_been(newer):
    figures = CompanyFigure.objects.filter(company__slug="lenovo").count()
    loaded = newer("lenovo", change=lambda rows: with_value(founded_otherwise(rows), "turnover", "much"))
    assert {text.partition(":")[0] for text in loaded.left_out} == {"lenovo, turnover"}
    assert Company.objects.get(slug="lenovo").founded == "1985"
    assert CompanyFigure.objects.filter(company__slug="lenovo").count() == figures


def test_load_into_a_database_whose_editors_deleted_all_is_no_error(demo):
    Park.objects.filter(is_host=True).update(is_host=False)
    for profile in (*Company.objects.all(), *Park.objects.all()):
        writing.delete(profile, profile.version, writing.Actor())
    parks, companies = content.load_content()
    assert (len(parks.left_out), len(companies.left_out)) == (50, 147)
    assert not Park.objects.exists()


def test_profiles_that_were_deleted_past_the_site_come_again(demo):
    Company.objects.filter(slug="yonyou").delete()
    [loaded] = content.load_content(COMPANIES)
    assert (loaded.totals.of(Status.CREATED), loaded.left_out) == (1, [])


def test_load_that_was_taken_back_can_be_made_again(demo):
    assert content.is_loaded()
    ChangeSet.objects.get(kind="company").begin_to_take_back(by=None)
    assert not content.is_loaded()
    Company.objects.all().delete()  # as taking it back does
    [loaded] = content.load_content(COMPANIES)
    assert loaded.totals.of(Status.CREATED) == 147


def test_release_that_changes_one_file_is_loaded_whatever_was_loaded_before(newer):
    for founded in ("1985", "1986"):
        newer("lenovo", change=lambda rows, founded=founded: with_value(rows, "founded", founded))
        assert content.is_loaded()
        assert Company.objects.get(slug="lenovo").founded == founded
    with (content.FACTS / "companies.csv").open("a") as file:
        file.write("\n")
    assert not content.is_loaded()


def test_newer_file_corrects_what_a_figure_counts(newer):
    figures = CompanyFigure.objects.filter(company__slug="tongfang", metric__code="turnover").order_by("pk")
    shipped = list(figures.values_list("period_start", "value", "coverage", "note_fr"))
    newer(
        "tongfang",
        change=lambda rows: [
            row | {"coverage": "part"} if row["coverage"] and row["row"] else row for row in rows
        ],
    )
    assert figures.filter(coverage="part").count() == 5
    newer("tongfang", change=lambda rows: rows)
    assert sorted(figures.values_list("period_start", "value", "coverage", "note_fr")) == sorted(shipped)


def test_newer_file_takes_a_sector_away(newer):
    edit(Company.objects.get(slug="lenovo"))
    newer("lenovo", change=lambda rows: [*rows, rows_of(rows, "sectors")[0] | {"value": "semiconductors"}])
    assert sectors_of("lenovo") == ["computers-electronics", "semiconductors"]
    newer("lenovo", change=lambda rows: rows)
    assert sectors_of("lenovo") == ["computers-electronics"]


def test_newer_file_exchanges_two_names(newer):
    def exchanged(rows):
        names = {"Lenovo": "Legend", "Legend": "Lenovo"}
        of_names = ("name", "other_names.name")
        return [
            row | {"value": names.get(row["value"], row["value"])} if row["fact"] in of_names else row
            for row in rows
        ]

    newer("lenovo", change=exchanged)
    lenovo = Company.objects.get(slug="lenovo")
    assert lenovo.name_en == "Legend"
    assert lenovo.other_names.filter(name="Lenovo").exists()
    assert not lenovo.other_names.filter(name="Legend").exists()


def test_newer_file_takes_one_of_two_events_of_a_day_away(newer):
    def twice(rows):
        event = [
            row for row in rows_of(rows, "milestones") if row["row"] == rows_of(rows, "milestones")[0]["row"]
        ]
        return [
            *rows,
            *(
                row | {"row": "900", "value": row["value"].replace(".", " again.").replace("。", "。。")}
                for row in event
            ),
        ]

    newer("lenovo", change=twice)
    number = Company.objects.get(slug="lenovo").milestones.count()
    newer("lenovo", change=lambda rows: rows)
    texts = list(Company.objects.get(slug="lenovo").milestones.values_list("text_en", flat=True))
    assert (len(texts), len(set(texts))) == (number - 1, number - 1)


def rows_of(rows, fact):
    return [row for row in rows if row["fact"].partition(".")[0] == fact]


def sectors_of(slug):
    return sorted(Company.objects.get(slug=slug).sectors.values_list("slug", flat=True))


# --- the rest -----------------------------------------------------------------------------------


def test_metrics_follow_the_shipped_file(demo):
    Metric.objects.filter(code="area").update(name_en="Changed")
    call_command("setup_metrics", verbosity=0)
    assert metric("area").name_en == "Area"


def test_real_users_are_left_alone(demo):
    make_user(username="somebody")
    Company.objects.filter(slug="baidu").delete()
    before = all_rows()
    with pytest.raises(CommandError) as refusal:
        call_command("load_demo", verbosity=0)
    assert refusal.value.returncode == 1
    assert all_rows() == before
