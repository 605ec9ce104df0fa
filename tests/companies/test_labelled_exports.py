"""Files of rows with headers in the reader's language: each header is recognised again."""

import csv
import io
from io import StringIO

import pytest
from django.core.management import call_command

from companies.columns import COMPANIES
from kit.languages import CODES, SUFFIXES
from partners.columns import PARKS
from profiles.imports.rows.headers import Headers
from profiles.imports.rows.labelled import labelled
from tests.companies.test_exports import lenovo, read  # noqa: F401 (a fixture)

PREFIX = {suffix: "" if suffix == "en" else f"/{CODES[suffix]}" for suffix in SUFFIXES}


@pytest.mark.parametrize("kind", [COMPANIES, PARKS], ids=["company", "park"])
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_each_header_is_recognised_as_its_column(kind, suffix):
    headers = labelled(kind, suffix).names
    assert len(set(headers)) == len(headers)
    assert Headers(kind).columns(headers) == Headers(kind).columns(kind.file.names)


def test_headers_are_words_of_the_language():
    names = dict(zip(COMPANIES.file.names, labelled(COMPANIES, "zh").names, strict=True))
    assert (names["founded"], names["turnover_cny"]) == ("创办时间", "营业收入 (CNY)")
    names = dict(zip(COMPANIES.file.names, labelled(COMPANIES, "en").names, strict=True))
    assert (names["founded"], names["founded_source"], names["founders"]) == (
        "Founded",
        "Founded source",
        "Founders",
    )


@pytest.mark.parametrize("kind", [COMPANIES, PARKS], ids=["company", "park"])
def test_no_header_is_a_key(kind):
    headers = zip(kind.file.names, labelled(kind, "en").names, strict=True)
    assert [label for name, label in headers if name == label or "_" in label] == []


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_labelled_file_comes_back_unchanged(client, lenovo, tmp_path, suffix, kind):  # noqa: F811
    path = tmp_path / f"out.{kind}"
    path.write_bytes(read(client.get(f"{PREFIX[suffix]}/companies/export.{kind}?headers=labels")))
    out = StringIO()
    call_command("import_companies", path, stdout=out)
    assert "0 created, 0 updated, 1 unchanged, 0 rejected" in out.getvalue()


def test_keys_are_what_nothing_said_gives(client, lenovo):  # noqa: F811
    rows = [read(client.get(f"/companies/export.csv{query}")) for query in ("", "?headers=keys", "?headers=")]
    assert len({*rows}) == 1
    assert next(csv.reader(io.StringIO(rows[0].decode("utf-8-sig")))) == COMPANIES.file.names


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["companies", "partners"])
def test_other_headers_are_refused(client, path):
    response = client.get(f"/{path}/export.csv?headers=no")
    assert (response.status_code, response.content.decode()) == (400, "headers=no: Write keys or labels.\n")
