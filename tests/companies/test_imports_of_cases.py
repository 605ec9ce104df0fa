"""Files as people make them, value by value: what becomes of each cell, and that no value is false."""

from decimal import Decimal
from pathlib import Path

import pytest

from companies.models import Company, CompanyFigure, Presence
from tests.companies.imports import run
from tests.factories import make_company, make_sector

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("terms")]
CASES = Path(__file__).parent / "cases"


def imported(tmp_path, case, *arguments):
    """The report of the file, as (line, column) of what was left out or rejected."""
    _out, rows = run(tmp_path, (CASES / f"{case}.csv").read_bytes(), *arguments)
    bad = [row for row in rows if row["message"].startswith("left out") or row["result"] == "rejected"]
    return [(int(row["line"]), row["column"]) for row in bad]


def sectors_of(company):
    return sorted(company.sectors.values_list("slug", flat=True))


def figures(metric):
    rows = CompanyFigure.objects.filter(metric__code=metric).order_by("company__name_en", "pk")
    return {
        (row.company.name_en or row.company.name_zh): (row.qualifier, row.value.normalize(), row.unit)
        for row in rows
    }


def test_numbers_of_people_keep_what_they_say(tmp_path):
    assert imported(tmp_path, "k09_numbers") == [(6, "employees")]
    assert figures("employees") == {
        "Num A": ("exact", 1900, "count"),
        "Num B": ("exact", 1900, "count"),
        "Num C": ("exact", 1900, "count"),
        "Num D": ("over", 500, "count"),
        "Num F": ("about", 200, "count"),
        "Num G": ("exact", 200, "count"),
        "Num H": ("exact", 1900, "count"),
        "Num I": ("over", 10000, "count"),
    }


def test_turnover_below_a_header_with_its_currency_is_never_another(tmp_path):
    left_out = imported(tmp_path, "i13_turnover")
    assert left_out == [(line, "turnover_cny") for line in (11, 12, 13, 14, 17, 18, 19, 24, 26, 27)]
    values = {
        name[-2:]: value for name, (_qualifier, value, unit) in figures("turnover").items() if unit == "CNY"
    }
    assert values == {
        "00": 33_900_000_000,
        "01": 3_390_000_000,
        "02": 33_900_000_000,
        "03": 33_900_000,
        "04": 33_900_000,
        "05": 33_900_000,
        "06": 33_900_000,
        "07": 33_900_000_000,
        "08": 33_900_000_000,
        "13": 5_000_000,
        "14": 5_000_000,
        "18": Decimal("5.5"),
        "19": Decimal("0.5"),
        "20": 5,
        "21": Decimal("5000.5"),
        "23": 12_345,
        "26": 33_900_000_000,
        "27": 5_000_000,
        "28": 5_000_000,
        "29": 5_000_000,
        "30": 50_000_000_000,
    }
    assert Company.objects.count() == 31


@pytest.mark.parametrize("case", ["i29_units", "k04_revenue_in_usd"])
def test_turnover_without_a_currency_is_left_out(tmp_path, case):
    assert {column for _line, column in imported(tmp_path, case)} == {"turnover"}
    assert (CompanyFigure.objects.count(), Company.objects.count() > 0) == (0, True)


def test_turnover_in_euros_stays_in_euros(tmp_path):
    assert imported(tmp_path, "k04b_ca_eur") == [(2, "turnover")]
    assert figures("turnover") == {"Gadgets SA": ("exact", 12_500_000, "EUR")}
    assert figures("employees") == {
        "Widgets SA": ("exact", 38, "count"),
        "Gadgets SA": ("exact", 38, "count"),
    }


def presences(name):
    return list(
        Presence.objects.filter(company__name_en=name)
        .order_by("country", "pk")
        .values_list("country", "kind")
    )


def test_country_alone_says_where_a_company_is_and_not_as_what(tmp_path, client):
    assert imported(tmp_path, "k33_overseas_becomes_branch", "--publish") == []
    assert presences("Abroad One") == [("DE", "not_stated"), ("US", "not_stated")]
    page = client.get("/companies/abroad-one/").content.decode()
    assert page.count("Kind not stated") == 2
    assert ">Branch<" not in page


def test_country_alone_leaves_a_presence_of_a_known_kind(tmp_path):
    company = make_company(name_en="Abroad One")
    Presence.objects.create(company=company, country="US", city="Austin", kind=Presence.Kind.SUBSIDIARY)
    assert imported(tmp_path, "k33_overseas_becomes_branch", "--on-match", "update") == []
    assert presences("Abroad One") == [("DE", "not_stated"), ("US", "subsidiary")]


def test_countries_are_read_as_people_write_them(tmp_path):
    assert imported(tmp_path, "i11_countries") == []  # NA among names is taken as empty
    codes = [
        code
        for (name,) in Company.objects.order_by("name_en").values_list("name_en")
        for code, _kind in presences(name)
    ]
    assert " ".join(codes) == (
        "HK KR KR CI CI CI VN VN CZ CZ KR US NL NL AE GB US GB AE GB US US NL DE DE MK SZ TR TR MM IR BO VE TZ"
    )


def test_lists_are_cut_by_what_separates_words_that_are_known(tmp_path):
    make_sector(slug="software", name_en="Software", name_zh="软件")
    make_sector(slug="ai", name_en="AI", name_zh="人工智能")
    assert imported(tmp_path, "k11_separators") == []
    assert {company.name_en: sectors_of(company) for company in Company.objects.all()} == {
        f"Sep {letter}": ["ai", "software"] for letter in "ABCD"
    }
    assert [presences(f"Sep {letter}") for letter in "ABCD"] == [
        [("US", "not_stated")],
        *[[("FR", "not_stated"), ("US", "not_stated")]] * 3,
    ]


def test_unknown_sector_of_a_list_costs_itself(tmp_path):
    make_sector(slug="software", name_en="Software")
    make_sector(slug="health", name_en="Health")
    assert imported(tmp_path, "k05_one_unknown_sector_loses_row") == [(3, "sector")]
    found = {
        company.name_en: (sectors_of(company), company.website, company.founded)
        for company in Company.objects.all()
    }
    assert found == {
        "Placeholder Bio": (["health"], "https://ph.example.org", "2011"),
        "Placeholder AI": (["software"], "https://pa.example.org", "2012"),
    }


def test_words_for_nothing_are_empty(tmp_path):
    out, rows = run(tmp_path, (CASES / "k06_placeholders.csv").read_bytes())
    assert "25 cells that say nothing is known taken as empty" in out
    assert [(row["line"], row["column"]) for row in rows if row["message"].startswith("left out")] == [
        ("9", "founded")
    ]
    values = Company.objects.values_list("name_en", "founded", "website")
    assert set(values) == {
        (f"Pl {number}", "", "")
        for number in ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]
    }
    assert figures("employees") == {"Pl Eight": ("exact", 0, "count")}


def test_web_addresses_are_read_or_left_out(tmp_path):
    assert imported(tmp_path, "k12_websites") == [(line, "website") for line in (4, 5, 8, 9)]
    assert dict(Company.objects.exclude(website="").values_list("name_en", "website")) == {
        "Web A": "https://www.weba.example.org",
        "Web B": "https://weba2.example.org/path",
        "Web E": "https://例子.测试",
        "Web F": "https://webf.example.org",
        "Web I": "http://www.webi.example.org/",
        "Web J": "https://webj.example.org/?a=1&b=<x>",
    }
    assert Company.objects.count() == 10


def test_text_that_is_too_long_is_left_out_and_never_cut(tmp_path):
    assert imported(tmp_path, "k17_summary_401") == [(2, "summary_en")]
    assert Company.objects.get().summary_en == ""


@pytest.mark.parametrize("case", ["i28_punctuation_names", "k07_invisible_name"])
def test_name_that_nobody_can_read_is_none(tmp_path, case):
    assert imported(tmp_path, case)
    assert Company.objects.count() == 0


def test_number_below_a_border_has_the_word_that_it_reaches(tmp_path, client):
    imported(tmp_path, "n01_rounding", "--publish")
    shown = [
        [word in client.get(f"{prefix}/companies/{slug}/").content.decode() for word in words]
        for prefix in ("", "/zh-hans")
        for slug, words in (
            ("roundwell-bn", ("1 bn yuan", "10亿元")),
            ("roundwell-yi", ("100 m yuan", "1亿元")),
        )
    ]
    assert shown == [[True, False], [True, False], [False, True], [False, True]]


def test_names_are_kept_as_they_are_seen(tmp_path):
    bad = imported(tmp_path, "i16_names")
    names = set(Company.objects.values_list("name_en", flat=True)) | set(
        Company.objects.values_list("name_zh", flat=True)
    )
    assert {
        "Null",
        "None",
        "NaN",
        "True",
        "0",
        "007",
        "1E5",
        "ZeroWidth",
        "No Break",
        "SoftHyphen",
        "BOMInside",
    } <= names
    assert bad == [(line, column) for line in (5, 7, 8, 31, 41, 51, 55) for column in ("", "name")]


def test_number_is_no_name_where_the_row_has_slipped(tmp_path):
    head = "name_en,name_zh,founded,employees,website\n"
    rows = "Slipped,2002,many,b.example\nThree Sixty,360,2005,12,c.example\nOne Slip,7,long ago,12,\n"
    run(tmp_path, head + rows)
    names = Company.objects.order_by("pk").values_list("name_en", "name_zh", "founded")
    assert list(names) == [("Slipped", "", ""), ("Three Sixty", "360", "2005"), ("One Slip", "7", "")]
