"""A header in the words of the site is known in each of its languages."""

import pytest

from companies.columns import COMPANIES
from partners.columns import PARKS
from profiles.imports.cells.values import in_all_languages
from profiles.imports.rows.headers import HeaderMatch, Headers, MatchedBy

# What a park's country is called is also the name of the column with its name, which is read beside the codes.
OTHERWISE = {("park", "country_code"): "country"}


@pytest.mark.parametrize("kind", [COMPANIES, PARKS], ids=lambda kind: kind.name)
def test_header_in_the_words_of_the_site_is_known_in_each_language(kind):
    headers = Headers(kind)
    labels = [(name, label) for name, some in kind.labels.items() for label in in_all_languages(some)]
    assert len(labels) > 30
    found = zip(labels, headers.recognise([label for _name, label in labels]), strict=True)
    known = {name: {name, OTHERWISE.get((kind.name, name), name)} for name, _label in labels}
    assert [(label, column) for (name, label), column in found if column not in known[name]] == []


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(("nom en chinois", "name_zh"), ("中文名", "name_zh"), ("Name (ZH)", "name_zh"), ("name_cn", "name_zh")),
        *(("法文名称", "name_fr"), ("nom anglais", "name_en"), ("English name", "name_en")),
        *(("summary", "summary_en"), ("résumé", "summary_fr"), ("简介", "summary_zh"), ("description_fr", "summary_fr")),
        *(("创办时间", "founded"), ("Raison sociale", "legal_name"), ("Effectif", "employees"), ("营业收入", "turnover")),
        *(("Name (Chinese)", "name_zh"), ("名称（中文）", "name_zh"), ("Present abroad", "overseas"), ("境外布局", "overseas")),
        *(("法人机构识别编码（LEI）", "lei"), ("Identifiant unifié de crédit social", "uscc"), ("ROR标识", "ror")),
        *(("创办时间来源", "founded_source"), ("Source de la raison sociale", "legal_name_source")),
        *(("source", "source"), ("创办人", "founders")),
        ("网站地址", ""),  # may be the site of the company as well as its address here
    ],
)  # fmt: skip
def test_header_of_a_company_file_is_recognised(header, column):
    assert Headers(COMPANIES).recognise([header]) == [column]


# Headers of real files, and the column that they are; "-" where it is known that the site does not keep it.
REAL = {
    "name": "Company|Startup|Security|Organisation|Company Name|Nom|企业名称|公司名稱",
    "aliases": "公司簡稱",
    "name_en": "英文簡稱|English|Company Name (EN)|Company (English)",
    "website": "公司網址|Site Web|Website |网站 Website|Web\nsite",
    "address": "住址|注册地址|Office Address",
    "postcode": "postalCode",
    "founded": "Founded|Year Founded|Founded Year|year_founded|Launch|Créé en|注册日期|成立日期|成立 Founded",
    "sector": "Industry|GICS Sector|Secteur|產業類別",
    "summary_en": "Business Description|Overview",
    "summary_zh": "经营范围",
    "turnover": "Chiffre d'Affaires|Current term Revenue",
    "employees": "Effectif",
    "uscc": "统一社会信用代码|信用代码 USCI",
    "-": "Headquarters Location|Headquarters (City)|hq_city|City |hq_country|Country|Headquarters (Country)|營利事業統一編號|"
    "companyNumber|CIK|Ticker|code|Investors|Valuation ($B)|电话 / 總機電話|法人代表|#|联系人 Name|Name (Contact)|Contact\nName",
}


@pytest.mark.parametrize(("column", "header"), [(c, h) for c, hs in REAL.items() for h in hs.split("|")])
def test_header_of_a_real_file_is_known(column, header):
    match = Headers(COMPANIES).match(header)
    assert (match.column or "-", match.matched_by == MatchedBy.NOT_KEPT) == (column, column == "-")


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(("1. Name", "name"), ("2、企业名称（必填）", "name"), ("Name*", "name"), ("Name / 名称", "name")),
        *(("Employees (persons)", "employees"), ("Turnover\nturnover_cny", "turnover_cny"), ("Website (URL)", "website")),
        *(("Founded (YYYY)", "founded"), ("名称 Name", "name"), ("Name | Nom | 名称", "name")),
    ],
)  # fmt: skip
def test_header_that_says_its_name_with_marks_or_twice_is_recognised(header, column):
    assert Headers(COMPANIES).recognise([header]) == [column]


# Headers of exports of CRM, registers and databases of companies, in the languages that such files have.
OF_LISTS = {
    "name": "Account Name|Entity.LegalName|itemLabel|Firma|会社名|회사명|Наименование|Empresa",
    "website": "Company Domain|Homepage URL|ホームページ|홈페이지|Сайт|Página web",
    "founded": "Company Founded|inception|Gründungsjahr|設立年月日|설립일|企业成立时间",
    "sector": "Company Industries|Categories|Branche|業種|업종|国标行业门类",
    "employees": "Company Employee Count|Mitarbeiter|従業員数|직원수|单位从业人员|总人数|Number of employees of the company",
    "overseas": "Implantations à l'étranger|Countries of operation|海外子公司",
    "turnover_eur_million": "Umsatz (Mio. EUR)|Company Revenue (M€)",
    "turnover_eur_thousand": "Facturación (miles €)",
    "turnover_jpy_million": "売上高(百万円)",
    "turnover_krw_yi": "매출액(억원)",
    "turnover_rub_thousand": "Выручка, тыс. руб.",
    "-": "Total Funding Amount (in USD)|Billing City|其他电话|更多邮箱|Contact Phone|Company Type|参保人数|Tranche d'effectif salarié|"
    "代表者|資本金|ИНН|Code NAF|Company LinkedIn URL|企业联系人|Croissance du CA|Part R&D (%)",
}


@pytest.mark.parametrize(("column", "header"), [(c, h) for c, hs in OF_LISTS.items() for h in hs.split("|")])
def test_header_of_a_common_list_is_known(column, header):
    match = Headers(COMPANIES).match(header)
    assert (match.column or "-", match.matched_by == MatchedBy.NOT_KEPT) == (column, column == "-")


@pytest.mark.parametrize(
    ("header", "year"),
    [
        *(("Chiffre d'affaires 2022", "2022"), ("2021年营业收入（万元）", "2021"), ("CA 2022 (k€)", "2022")),
        *(("Employees (2023)", "2023"), ("2022年末员工人数", "2022"), ("FY2020 Revenue", "2020")),
    ],
)
def test_header_of_a_fact_and_a_year_says_why_it_is_left_out(header, year):
    match = Headers(COMPANIES).match(header)
    assert (match.column, match.matched_by, f"figures of {year}" in match.note) == (
        "",
        MatchedBy.UNKNOWN,
        True,
    )


@pytest.mark.parametrize("header", ["Revenue 2021-2022", "Revenue 2022/23", "2023", "Model 2022"])
def test_header_of_several_years_or_of_no_fact_is_not_of_a_year(header):
    match = Headers(COMPANIES).match(header)
    assert (match.column, "figures of" in match.note) == ("", False)


@pytest.mark.parametrize("header", ["Company model", "Company Currency", "Year", "FTE", "Business", "其他"])
def test_header_that_may_mean_something_else_is_no_column(header):
    assert Headers(COMPANIES).match(header).column == ""


@pytest.mark.parametrize(
    "header",
    ["Employees (R&D)", "Patents (pending)", "R&D 员工数", "Sister company / Name"],
)
def test_header_with_a_part_that_is_not_known_is_none_and_says_so(header):
    match = Headers(COMPANIES).match(header)
    assert (match.column, match.matched_by, "A part of this header means" in match.note) == (
        "",
        MatchedBy.UNKNOWN,
        True,
    )


@pytest.mark.parametrize("header", ["Website / Founded", "Colour", "", "   ", "Sister company", "x" * 81])
def test_header_that_means_nothing_or_two_things_is_none(header):
    assert Headers(COMPANIES).match(header).column == ""


@pytest.mark.parametrize(
    ("header", "column"),
    [
        *(
            ("Employees / Employees as of", ""),
            ("Turnover / Turnover year", ""),
            ("Founded / Founded precision", ""),
        ),
        *(("Turnover / Turnover (USD million)", "turnover_usd_million"), ("Name / Name (EN)", "name_en")),
    ],
)
def test_header_of_two_facts_is_neither_of_them(header, column):
    assert Headers(COMPANIES).match(header).column == column


@pytest.mark.parametrize("header", ["by", "il", "uf", "kraj", "cin", "pan", "rut", "штат"])
def test_word_that_is_an_ordinary_one_in_another_language_is_not_known(header):
    assert Headers(COMPANIES).match(header) == HeaderMatch("", MatchedBy.UNKNOWN)
