"""The steps of an import before its rows are looked at: how the file is read, its columns, its words."""

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from companies.columns import COMPANIES
from companies.models import Company
from partners.columns import PARKS
from profiles.admin.import_columns import target_choices
from profiles.imports.rows.headers import Headers
from profiles.models import FileMapping, Upload
from tests.factories import make_company, make_full_company, make_metric, make_sector, make_user
from tests.profiles.edits import edit

pytestmark = pytest.mark.django_db

IMPORT = reverse("admin:companies_company_import")
FOREIGN = "Yritys;Vuosi;Trosiant;Sparte\nAlpha;1984;33.9;Chip design\nBeta;1999;1.2;Fishing\n"


@pytest.fixture
def editor(client):
    user = make_user(role="Editor")
    client.force_login(user)
    return user


def upload(client, content, name="list.csv"):
    data = content if isinstance(content, bytes) else content.encode()
    response = client.post(IMPORT, {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.context["form"].errors
    return response.url


def columns_of(page):
    return {one.report.header: one.target.value() for one in page.context["form"].columns}


def choose(client, url, **fields):
    """Send the page of columns as it is, with these fields changed."""
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() or "" for field in form}
    return client.post(url, data | fields)


def counts(page):
    return {group.status.value: group.total for group in page.context["groups"]}


# --- how it is read -----------------------------------------------------------------------------


def test_unclear_encoding_is_asked_with_the_first_rows_in_each(client, editor):
    url = upload(client, "name\nCrèche\n".encode("cp1252"))
    text = client.get(url).content.decode()
    assert "Crèche" in text
    assert "Crčche" in text
    assert client.post(url, {"_reading": "1", "encoding": "windows-1250"}).url == url
    page = client.get(url)
    assert (page.context["preview"].total, page.context["preview"].columns[0].samples) == (1, ["Crčche"])


def test_separator_is_asked_only_when_the_encoding_is_known(client, editor):
    """A list without a choice is sent by a browser with its first one, which would be a comma."""
    url = upload(client, "name;founded\nCrèche;1984\n".encode("cp1252"))
    assert "delimiter" not in client.get(url).context["reading"].fields
    page = client.post(url, {"_reading": "1", "encoding": "windows-1252"}, follow=True)
    assert columns_of(page) == {"name": "name", "founded": "founded"}
    assert page.context["reading"]["delimiter"].value() == ";"


def test_row_of_headers_can_be_moved(client, editor):
    url = upload(client, "name,founded\nName,Founded\nAlpha,1984\n")
    client.post(url, {"_reading": "1", "encoding": "utf-8", "delimiter": ",", "header_row": "2"})
    look = client.get(url).context["preview"]
    assert (look.total, [one.header for one in look.columns]) == (1, ["Name", "Founded"])


def test_separator_and_sheet_can_be_chosen(client, editor, tmp_path):
    url = upload(client, "name;x,founded\nAlpha;1,1984\n")
    client.post(url, {"_reading": "1", "encoding": "utf-8", "delimiter": ";", "header_row": "1"})
    assert list(columns_of(client.get(url))) == ["name", "x,founded"]
    book = openpyxl.Workbook()
    book.active.append(["name"]), book.active.append(["Alpha"])
    book.create_sheet("Other").append(["name"])
    book["Other"].append(["Beta"])
    book.save(tmp_path / "two.xlsx")
    url = upload(client, (tmp_path / "two.xlsx").read_bytes(), "two.xlsx")
    client.post(url, {"_reading": "1", "sheet": "Other", "header_row": "1"})
    assert client.get(url).context["preview"].columns[0].samples == ["Beta"]


@pytest.mark.parametrize("field", [{"encoding": "klingon"}, {"header_row": "99"}, {"delimiter": "x"}])
def test_choice_that_was_not_offered_is_refused(client, editor, field):
    url = upload(client, "name\nAlpha\n")
    page = client.post(url, {"_reading": "1", **field})
    assert (page.status_code, list(page.context["reading"].errors)) == (200, list(field))
    assert Upload.objects.get().choices == {}


# --- its columns --------------------------------------------------------------------------------


def test_columns_are_mapped_left_out_and_kept_as_a_note(client, editor):
    make_metric(code="turnover", kind="money")
    url = upload(client, FOREIGN)
    assert columns_of(client.get(url)) == {"Yritys": "", "Vuosi": "", "Trosiant": "", "Sparte": ""}
    fields = {"column_0": "name_en", "column_1": "founded", "column_3": "note"}
    money = {"column_2": "turnover", "currency_2": "EUR", "scale_2": "6"}
    assert choose(client, url, **fields, **money).url == url.replace("columns", "words")
    page = client.get(client.get(url.replace("columns", "words")).url)
    assert counts(page) == {"created": 2}
    client.post(page.request["PATH_INFO"], {"seen": page.context["seen"], "_import": "1"})
    alpha = Company.objects.get(slug="alpha")
    assert (alpha.founded, alpha.editors_note) == ("1984", "Sparte: Chip design")
    assert (alpha.figures.get().value, alpha.figures.get().unit) == (33_900_000, "EUR")


def test_currency_that_is_not_said_leaves_the_amount_out(client, editor):
    make_metric(code="turnover", kind="money")
    url = upload(client, "name,Trosiant\nAlpha,33.9\n")
    assert choose(client, url, column_1="turnover").url == url
    assert client.get(url).context["preview"].columns[1].doubts == [
        "Neither the header nor the cells say the currency. Say which it is.",
        "The numbers are small, and no unit (thousand, million, 万) is said.",
    ]
    assert choose(client, url).url == url.replace("columns", "words")
    page = client.get(url.removesuffix("columns/"))
    assert counts(page) == {"created": 1}
    assert [column for column, _text in page.context["groups"][0].rows[0][1]] == ["Turnover"]
    assert page.context["left_out"] == [("Turnover", 1)]


@pytest.mark.parametrize(
    ("header", "currency", "power"),
    [
        ("Trosiant (Mio. US$)", "USD", 6),
        ("Trosiant in Mrd. €", "EUR", 9),
        ("年收（万元人民币）", "CNY", 4),
        ("Trosiant (Mio.)", "", 0),
        ("Sparte B", "", 0),
    ],
)
def test_currency_of_an_unknown_header_is_offered(client, editor, header, currency, power):
    url = upload(client, f"name,{header}\nAlpha,33.9\n")
    [_name, money] = client.get(url).context["form"].columns
    assert (money.target.value(), money.currency.value(), money.scale.value()) == ("", currency, power)


def test_file_without_a_name_asks_once_which_column_holds_it(client, editor):
    url = upload(client, "Yritys,founded\nAlpha,1984\nBeta,1999\n")
    page = choose(client, url)
    assert page.context["form"].non_field_errors() == [
        "Say which column holds the name: without one no row can be taken."
    ]
    assert choose(client, url, column_0="name").status_code == 302


def test_two_columns_cannot_be_the_same(client, editor):
    url = upload(client, "Yritys,Vuosi\nAlpha,1984\n")
    page = choose(client, url, column_0="name_en", column_1="name_en")
    assert page.context["form"].errors == {
        "column_1": ["“Yritys” is taken for the same. Choose one of the two."]
    }


def test_numbers_of_a_list_need_its_name(client, editor):
    url = upload(client, "id,name\n1,Alpha\n")
    assert list(choose(client, url, column_0="list_number").context["form"].errors) == ["origin"]
    assert choose(client, url, column_0="list_number", origin="Register A").status_code == 302


def test_choices_are_offered_for_the_next_file_with_the_same_headers(client, editor):
    url = upload(client, FOREIGN)
    choose(client, url, column_0="name_en", column_1="founded", source="List 9")
    page = client.get(url.removesuffix("columns/"))
    client.post(page.request["PATH_INFO"], {"seen": page.context["seen"], "_import": "1"})
    assert FileMapping.objects.get().file_name == "list.csv"
    client.force_login(make_user(role="Editor"))
    url = upload(client, "Stand 2026\n" + FOREIGN.replace("Alpha", "Gamma"), "next.csv")
    page = client.get(url)
    assert columns_of(page) == {"Yritys": "name_en", "Vuosi": "founded", "Trosiant": "", "Sparte": ""}
    assert page.context["form"]["source"].value() == "List 9"
    assert "list.csv" in page.context["taken_from"]
    assert counts(client.get(url.removesuffix("columns/"))) == {"created": 1, "unchanged": 1}
    client.post(url, {"_anew": "1"})
    assert set(columns_of(client.get(url)).values()) == {""}


# --- its words ----------------------------------------------------------------------------------


def test_words_of_another_list_are_asked_once_for_the_file(client, editor):
    make_sector(slug="chips", name_en="Chips")
    make_sector(slug="robots", name_en="Robots")
    text = "name,sector\nAlpha,Chip design | Chips\nBeta,Chip design\nGamma,Robot|Fishing\n"
    url = upload(client, text)
    words = choose(client, url).url
    [(column, fields)] = client.get(words).context["form"].groups
    assert (column, [(word.text, word.rows, field.value()) for word, field in fields]) == (
        "“sector”: Sectors",
        [("Chip design", 2, ""), ("Robot", 1, "robots"), ("Fishing", 1, "")],
    )
    response = client.post(words, {"sector_0": "chips", "sector_1": "robots", "sector_2": "leave out"})
    page = client.get(response.url)
    assert counts(page) == {"created": 3}
    client.post(response.url, {"seen": page.context["seen"], "_import": "1"})
    found = {
        str(company): [sector.slug for sector in company.sectors.all()] for company in Company.objects.all()
    }
    assert found == {"Alpha": ["chips"], "Beta": ["chips"], "Gamma": ["robots"]}


def test_file_without_unknown_words_goes_straight_to_its_rows(client, editor):
    url = upload(client, "name\nAlpha\n")
    assert client.get(choose(client, url).url).url == url.removesuffix("columns/")


def test_value_that_is_none_of_ours_is_refused(client, editor):
    url = upload(client, "name,ownership\nAlpha,mixed\n")
    words = choose(client, url).url
    assert list(client.post(words, {"ownership_0": "nonsense"}).context["form"].errors) == ["ownership_0"]


# --- the same or not ----------------------------------------------------------------------------


@pytest.mark.parametrize(("answer", "expected"), [("update", {"updated": 2}), ("create", {"created": 2})])
def test_rows_that_look_alike_by_one_reason_are_answered_together(client, editor, answer, expected):
    make_company(slug="alpha", name_en="Alpha"), make_company(slug="beta", name_en="Beta")
    url = upload(client, "name,founded\nALPHA Ltd,1984\nBETA Ltd,1999\n").removesuffix("columns/")
    page = client.get(url)
    assert [field.label for field in page.context["form"].answers] == ["2 rows: the same name"]
    looked = client.post(url, {"seen": page.context["seen"], "_look": "1", "answer_name": answer})
    assert counts(looked) == expected


# --- whose it is --------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["columns/", "words/", "progress/"])
def test_steps_are_those_of_the_one_who_uploaded(client, editor, step):
    url = upload(client, "name\nAlpha\n").removesuffix("columns/")
    assert client.get(url + step).status_code in (200, 302)
    client.force_login(make_user(role="Editor"))
    assert client.get(url + step).status_code == 404
    client.force_login(make_user(role="Moderator"))
    assert client.get(url + step).status_code in (302, 403)


def test_file_that_cannot_be_read_as_chosen_leads_back_to_its_columns(client, editor):
    url = upload(client, "name\nAlpha\n")
    Upload.objects.update(choices={"mapping": {"gone": "name"}})
    response = client.get(url.removesuffix("columns/"), follow=True)
    assert response.redirect_chain == [(url, 302)]
    assert "The file has no column “gone”." in response.content.decode()


@pytest.mark.parametrize("kind", [COMPANIES, PARKS], ids=["company", "park"])
def test_each_column_that_is_offered_can_be_chosen(kind):
    make_metric(code="turnover", kind="money")
    for _label, group in target_choices(kind)[2:]:
        for name, _column in group:
            assert Headers(kind, {"x": name}).match("x").column == name


@pytest.mark.parametrize("headers", ["keys", "labels"])
def test_own_file_goes_through_the_columns_and_changes_nothing(client, editor, headers):
    edit(make_full_company(rows=1), name_en="Full", legal_name="Full Ltd")
    content = b"".join(client.get(f"/fr/companies/export.csv?headers={headers}").streaming_content)
    url = upload(client, content)
    reports = client.get(url).context["preview"].columns
    assert [report.header for report in reports if not report.column and not report.doubts] == []
    while (answer := choose(client, url)).url == url:
        pass
    assert counts(client.get(answer.url, follow=True)) == {"unchanged": 1}


def test_choices_that_no_longer_fit_are_forgotten_with_a_word(client, editor):
    url = upload(client, "name\nAlpha\n")
    Upload.objects.update(choices={"mapping": {"name": "gone"}})
    page = client.get(url)
    assert "There is no column “gone”." in page.content.decode()
    assert columns_of(page) == {"name": "name"}


def test_file_of_facts_has_nothing_to_choose(client, editor):
    url = upload(client, "company,field,value\nAlpha,founded,1984\n")
    assert client.get(url).url == url.removesuffix("columns/")
    assert counts(client.get(url.removesuffix("columns/"))) == {"created": 1}


def test_separator_of_a_list_is_found_shown_and_can_be_changed(client, editor):
    make_sector(slug="chips", name_en="Chips"), make_sector(slug="robots", name_en="Robots")
    url = upload(client, 'name,sector\nAlpha,"Chips, Robots"\nBeta,"Robots, Chips"\n')
    [_name, sector] = client.get(url).context["form"].columns
    assert (sector.separator.value(), "“,” separates words" in sector.found_separators.why) == (
        "",
        True,
    )
    assert client.get(choose(client, url).url).url == url.removesuffix("columns/")
    words = choose(client, url, separator_1="|").url
    [(_column, fields)] = client.get(words).context["form"].groups
    assert [word.text for word, _field in fields] == ["Chips, Robots", "Robots, Chips"]


# --- dates --------------------------------------------------------------------------------------


def founded(client, url):
    page = client.get(url.removesuffix("columns/"))
    client.post(page.request["PATH_INFO"], {"seen": page.context["seen"], "_import": "1"})
    return {company.name_en: company.founded for company in Company.objects.all()}


def test_order_of_day_and_month_is_that_of_the_other_dates_of_the_column(client, editor):
    url = upload(client, "name,founded\nAlpha,01/02/2012\nBeta,13/02/2012\n")
    assert founded(client, url) == {"Alpha": "2012-02-01", "Beta": "2012-02-13"}


@pytest.mark.parametrize(("order", "date"), [("", ""), ("day", "2012-02-01"), ("month", "2012-01-02")])
def test_order_of_day_and_month_is_asked_where_no_date_says_it(client, editor, order, date):
    url = upload(client, "name,founded\nAlpha,01/02/2012\n")
    choose(client, url, order_1=order)
    assert founded(client, url) == {"Alpha": date}


def test_dates_that_prove_both_orders_decide_nothing(client, editor):
    url = upload(client, "name,founded\nAlpha,01/02/2012\nBeta,13/02/2012\nGamma,02/14/2012\n")
    assert founded(client, url) == {"Alpha": "", "Beta": "2012-02-13", "Gamma": "2012-02-14"}


def test_file_that_is_refused_without_choices_is_asked_for_again(client, editor):
    url = upload(client, "name\nAlpha\n")
    Upload.objects.update(content=b"PK\x03\x04 damaged")
    page = client.get(url, follow=True)
    assert page.redirect_chain == [(IMPORT, 302)]
    assert "damaged" in page.content.decode()
