"""Which company a row of a file is of: by its numbers, its address or its names."""

import pytest
from django.core.management import CommandError

from companies.models import Company, Identifier
from tests.companies.imports import LEI, OTHER_LEI, change, results, run
from tests.factories import make_company

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("LENOVO", {}),
        ("Lenovo Ltd.", {}),
        ("聯想", {}),
        ("联想有限公司", {}),
        ("lianxiang", {}),
        ("Legend", {}),
        ("Other", {"website": "http://lenovo.example/"}),
    ],
)
def test_what_looks_like_a_company_is_proposed_and_not_merged(tmp_path, name, fields):
    company = make_company(
        slug="lenovo", name_en="Lenovo", name_zh="联想", website="https://www.lenovo.example"
    )
    company.other_names.create(name="Legend", kind="former")
    out, rows = run(tmp_path, f"name,website,founded\n{name},{fields.get('website', '')},1984\n")
    assert "0 created, 0 updated, 0 unchanged, 0 rejected, 1 to decide" in out
    assert "lenovo" in rows[0]["message"]
    company.refresh_from_db()
    assert (Company.objects.count(), company.founded) == (1, "")


def test_match_is_made_new_or_taken_where_the_importer_says_so(tmp_path):
    company = make_company(slug="lenovo", name_en="Lenovo")
    run(tmp_path, "name,founded\nLENOVO,1984\n", "--on-match", "update")
    company.refresh_from_db()
    assert company.founded == "1984"
    run(tmp_path, "name,founded\nLenovo Ltd,1984\n", "--on-match", "create")
    assert sorted(Company.objects.values_list("slug", flat=True)) == ["lenovo", "lenovo-ltd"]


def test_variants_within_a_file_are_proposed(tmp_path):
    _out, rows = run(tmp_path, "name\nAcme Technology Co., Ltd.\nACME TECHNOLOGY\n")
    assert results(rows) == [(2, "created"), (3, "to decide")]
    assert "line 2" in rows[1]["message"]


def test_two_numbers_of_one_register_are_two_companies(tmp_path):
    out, _rows = run(tmp_path, f"legal_name,lei\nFutura,{LEI}\nFUTURA,{OTHER_LEI}\n")
    assert "2 created" in out
    out, _rows = run(tmp_path, f"legal_name,lei\nFutura,{LEI}\nFUTURA,{OTHER_LEI}\n")
    assert "2 unchanged" in out


def test_same_number_under_another_name_is_asked_about(tmp_path):
    company = make_company(name_en="Qinghe")
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    out, _rows = run(tmp_path, f"name,lei,founded\nSomething else,{LEI},1984\n")
    assert "1 to decide" in out


def test_names_alone_are_recognised_when_the_file_comes_again(tmp_path):
    text = "name,founded\nQinghe,1984\n北河,1999\n"
    run(tmp_path, text)
    change(Company.objects.get(name_en="Qinghe"), name_en="Blue River")
    out, _rows = run(tmp_path, text)
    assert "0 created, 0 updated, 2 unchanged, 0 rejected, 0 to decide, 1 with conflicts" in out
    out, _rows = run(tmp_path, "name,founded\nQinghe,1985\n")
    assert "1 to decide" in out


def test_repeated_number_is_rejected(tmp_path):
    _out, rows = run(tmp_path, f"name,lei\nQinghe,{LEI}\nQing He,{LEI.lower()}\n")
    assert results(rows) == [(2, "created"), (3, "rejected")]


IDS = [
    "id",
    "ID",
    "Id.",
    "编号",
    "序号",
    "no.",
    "No",
    "nr",
    "Nr.",
    "#",
    "identifiant",
    "identifier",
    "numéro",
    "key",
]


@pytest.mark.parametrize("header", IDS)
def test_number_of_a_file_is_no_address_and_no_identity(tmp_path, header):
    out, _rows = run(tmp_path, f"{header},name\n1,Alpha Robotics\n2,Beta Chips\n")
    assert f"{header}: Numbers of a file tell its rows apart" in out
    run(tmp_path, f"{header},name,website\n1,Gamma Foods,https://gamma.example.org\n2,Delta Toys,\n")
    assert sorted(Company.objects.values_list("slug", "name_en")) == [
        *(("alpha-robotics", "Alpha Robotics"), ("beta-chips", "Beta Chips")),
        *(("delta-toys", "Delta Toys"), ("gamma-foods", "Gamma Foods")),
    ]


@pytest.mark.parametrize("slug", ["1", "2024-001", "0007"])
def test_address_that_is_a_number_renames_nobody(tmp_path, slug):
    company = make_company(slug=slug, name_en="Alpha Robotics")
    text = f"slug,name,founded\n{slug},Gamma Foods,1984\n"
    out, rows = run(tmp_path, text)
    assert "1 created, 0 updated, 0 unchanged, 0 rejected, 0 to decide, 1 with cells left out" in out
    assert [(row["slug"], row["column"]) for row in rows] == [("gamma-foods", "slug")]
    company.refresh_from_db()
    assert (company.name_en, company.founded) == ("Alpha Robotics", "")
    out, _rows = run(tmp_path, text)
    assert "0 created, 0 updated, 1 unchanged" in out
    out, _rows = run(tmp_path, text, "--on-match", "update")
    assert "0 created, 0 updated, 1 unchanged" in out


def test_address_that_is_a_number_writes_nothing_in_a_strict_import(tmp_path):
    make_company(slug="1", name_en="Alpha Robotics")
    with pytest.raises(CommandError, match="nothing was written"):
        run(tmp_path, "slug,name\n1,Gamma Foods\n", "--strict")
    assert Company.objects.count() == 1


def test_address_that_is_a_number_loses_to_a_number_of_a_register(tmp_path):
    make_company(slug="1", name_en="Alpha Robotics")
    company = make_company(slug="gamma", name_en="Gamma Foods")
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    out, _rows = run(tmp_path, f"slug,name,lei,founded\n1,Gamma Foods,{LEI},1984\n")
    assert "1 updated" in out
    company.refresh_from_db()
    assert company.founded == "1984"


@pytest.mark.parametrize("names", [{"name_en": "360"}, {"name_en": "Qihoo 360"}, {"name_zh": "奇虎"}])
def test_company_whose_address_is_a_number_is_found_by_it_and_a_name(tmp_path, names):
    company = make_company(slug="360", **{"name_en": "", **names})
    ((column, name),) = names.items()
    out, _rows = run(tmp_path, f"slug,{column},founded\n360,{name},1992\n")
    assert "0 created, 1 updated" in out
    company.refresh_from_db()
    assert company.founded == "1992"


def test_address_in_words_is_the_company_whatever_its_name(tmp_path):
    company = make_company(slug="legend", name_en="Legend")
    run(tmp_path, "slug,name_en\nlegend,Lenovo\n")
    company.refresh_from_db()
    assert company.name_en == "Legend"  # an editor's
    run(tmp_path, "slug,name_en\nblue-river,Blue River\n")
    run(tmp_path, "slug,name_en\nblue-river,Green Hill\n")
    assert Company.objects.get(slug="blue-river").name_en == "Green Hill"


def test_row_with_an_address_needs_no_name(tmp_path):
    make_company(slug="qinghe", name_en="Qinghe")
    out, rows = run(tmp_path, "slug,founded\nqinghe,1984\nnobody,1999\n")
    assert "0 created, 1 updated, 0 unchanged, 1 rejected" in out
    assert Company.objects.get().founded == "1984"
    assert rows[1]["message"] == "Give a name in at least one language."


# --- numbers that contradict ------------------------------------------------------------------

ROR, OTHER_ROR = "https://ror.org/03vs3wt56", "https://ror.org/052gg0110"


@pytest.mark.parametrize("shared", ["slug", "lei"])
def test_two_numbers_of_research_organisations_are_two_whatever_else_they_share(tmp_path, shared):
    company = make_company(slug="futura", name_en="Futura")
    Identifier.objects.create(company=company, scheme="ror", value=ROR)
    Identifier.objects.create(company=company, scheme="lei", value=LEI)
    value = {"slug": "futura", "lei": LEI}[shared]
    _out, rows = run(tmp_path, f"name_en,{shared},ror\nFutura,{value},{OTHER_ROR}\n")
    assert results(rows) == [(2, "rejected")]
    assert f"Futura (futura), whose ROR identifier is {ROR}" in rows[0]["message"]
    assert list(company.identifiers.values_list("value", flat=True)) == [ROR, LEI]


def test_number_that_is_no_longer_valid_contradicts_nothing(tmp_path):
    company = make_company(slug="futura", name_en="Futura")
    Identifier.objects.create(company=company, scheme="ror", value=ROR, until="2020")
    _out, rows = run(tmp_path, f"slug,name_en,ror\nfutura,Futura,{OTHER_ROR}\n")
    assert results(rows) == [(2, "updated")]


def test_clash_names_the_numbers_and_their_holders(tmp_path):
    first, second = make_company(slug="first", name_en="First"), make_company(slug="second", name_en="Second")
    Identifier.objects.create(company=first, scheme="lei", value=LEI)
    Identifier.objects.create(company=second, scheme="ror", value=ROR)
    _out, rows = run(tmp_path, f"name_en,lei,ror\nFirst,{LEI},{ROR}\n")
    assert rows[0]["message"] == (
        "Its address and numbers belong to different profiles: "
        f"Legal Entity Identifier (LEI) {LEI} – First (first); ROR identifier {ROR} – Second (second)."
    )


# --- answers for all rows of a sort ----------------------------------------------------------


def test_rows_are_decided_on_by_why_they_look_alike(tmp_path):
    make_company(slug="alpha", name_en="Alpha", website="https://alpha.example/")
    beta = make_company(slug="beta", name_en="Beta")
    rows = (
        "name_en,website,founded\nAlpha (Beijing),,2001\nBeta Ltd,,2002\nOther,https://alpha.example,2003\n"
    )
    options = ("--on-match", "core=create", "--on-match", "name=update")
    _out, found = run(tmp_path, rows, *options)
    assert {(row["line"], row["result"]) for row in found} == {
        ("2", "created"),
        ("3", "updated"),
        ("4", "to decide"),
    }
    beta.refresh_from_db()
    assert beta.founded == "2002"


@pytest.mark.parametrize("option", ["maybe", "sound=create", "name="])
def test_answer_that_is_none_is_refused(tmp_path, option):
    with pytest.raises(CommandError, match="write ask, create or update"):
        run(tmp_path, "name\nAlpha\n", "--on-match", option)


# --- numbers of a list ------------------------------------------------------------------------

FIRST_LIST, OTHER_LIST = (
    "id,name\n1,Alpha Robotics\n2,Beta Chips\n",
    "id,name\n1,Gamma Motors\n2,Delta Optics\n",
)
LISTED = ("--map", "id=list_number", "--origin")


def test_number_of_a_list_is_an_identity_in_that_list_alone(tmp_path):
    run(tmp_path, FIRST_LIST, *LISTED, "Register A")
    _out, rows = run(tmp_path, OTHER_LIST, *LISTED, "Register B")
    assert results(rows) == [(2, "created"), (3, "created")]
    assert list(Company.objects.order_by("slug").values_list("slug", flat=True)) == [
        "alpha-robotics", "beta-chips", "delta-optics", "gamma-motors",
    ]  # fmt: skip


def test_number_of_a_list_and_an_alike_name_are_the_same_company(tmp_path):
    run(tmp_path, FIRST_LIST, *LISTED, "Register A")
    _out, rows = run(
        tmp_path,
        "id,name,founded\n1,Alpha Robotics (Beijing),2001\n2,Alpha Robotics,2002\n",
        *LISTED,
        "register a",
    )
    assert [(row["result"], row["slug"]) for row in rows if row["result"] == "updated"][:1] == [
        ("updated", "alpha-robotics")
    ]
    assert {row["result"] for row in rows if row["line"] == "3"} == {"to decide"}


def test_number_of_a_list_under_another_name_renames_nobody(tmp_path):
    run(tmp_path, FIRST_LIST, *LISTED, "Register A")
    _out, rows = run(tmp_path, "id,name\n1,Omega Foods\n", *LISTED, "Register A")
    assert results(rows) == [(2, "to decide")]
    assert (
        "Alpha Robotics (alpha-robotics), the same number in the list, but another name" in rows[0]["message"]
    )
    assert list(Company.objects.order_by("slug").values_list("slug", flat=True)) == [
        "alpha-robotics",
        "beta-chips",
    ]


def test_number_of_a_list_needs_the_name_of_the_list(tmp_path):
    with pytest.raises(CommandError, match="Say which list"):
        run(tmp_path, FIRST_LIST, "--map", "id=list_number")


# --- words, sources and notes -----------------------------------------------------------------


def test_words_of_a_file_are_read_as_ours(tmp_path):
    make_company(slug="alpha", name_en="Alpha")
    text = "slug,sector,returnee_founded\nalpha,Chip design | chips|Fishing,Y*\n"
    options = ("sector:chip DESIGN=chips", "sector:fishing=", "returnee_founded:Y*=yes")
    _out, rows = run(tmp_path, text, *(part for option in options for part in ("--word", option)))
    company = Company.objects.get()
    assert [sector.slug for sector in company.sectors.all()] == ["chips"]
    assert (company.returnee_founded, {row["result"] for row in rows}) == (True, {"updated"})


def test_source_of_the_file_is_that_of_rows_that_name_none(tmp_path):
    run(
        tmp_path,
        "name,employees,source\nAlpha,12,\nBeta,13,Register 9\n",
        "--source",
        "List of the park 2025",
    )
    titles = {str(c): c.figures.get().source.title for c in Company.objects.all()}
    assert titles == {"Alpha": "List of the park 2025", "Beta": "Register 9"}
