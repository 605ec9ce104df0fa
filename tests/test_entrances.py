"""One way in for values: what forms, proposals, models and files take, refuse and make of a value is the same."""

import csv
import datetime
import io

import openpyxl
import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from companies.columns import COMPANIES
from companies.models import Company, Identifier, Presence
from kit.spreadsheets import harmless
from profiles.imports.cells.placeholders import is_placeholder
from profiles.imports.rows.proposals import RowReader
from profiles.imports.rows.sources import FileSources
from submissions.forms.rows import RowForm
from tests.companies.imports import LEI

pytestmark = pytest.mark.django_db

REFUSED = object()
PAST = datetime.date(2020, 1, 1)
# Sort of value -> the model and its field, the column of a file, and what its cell becomes in a proposal of a row.
SORTS = {
    "name": (Company, "name_en", "name_en", "fields"),
    "line": (Company, "address", "address", "fields"),
    "web address": (Company, "website", "website", "fields"),
    "date": (Company, "founded", "founded", "fields"),
    "country": (Presence, "country", "overseas", "country"),
    "number of a register": (Identifier, "value", "lei", "value"),
}


def by_model(sort, value):
    """As a save of code, of a document, a merge, or the content that is shipped."""
    model, name, _column, _where = SORTS[sort]
    record = model(**{name: value}, **({"scheme": "lei"} if model is Identifier else {}))
    fields = {field.name for field in model._meta.fields} - {name, "scheme"}
    try:
        record.clean_fields(exclude=fields)
        if model is Identifier:
            record.clean()
    except ValidationError:
        return REFUSED
    return str(getattr(record, name))


def by_form(sort, value, base):
    model, name, _column, _where = SORTS[sort]
    names = [name, "scheme"] if model is Identifier else [name]
    form = forms.modelform_factory(model, form=base, fields=names)({name: value, "scheme": "lei"})
    form.is_valid()
    if name in form.errors or form.non_field_errors():
        return REFUSED
    return str(getattr(form.instance, name))


def by_admin(sort, value):
    return by_form(sort, value, forms.ModelForm)


def by_proposal(sort, value):
    return by_form(sort, value, RowForm)


def by_file(sort, value):
    _model, _name, column, where = SORTS[sort]
    columns = ["slug", column]
    proposal = RowReader(COMPANIES, columns, FileSources()).read(2, ["qinghe", value])
    if proposal.left_out:
        return REFUSED
    if where == "fields":
        return str(proposal.fields.get(column, ""))
    return str(proposal.rows[0][1][where])


VALUES = [
    ("name", "Qinghe", "Qinghe"),
    ("name", "  Qing\u200bhe\u00a0Tech\x07 ", "Qinghe Tech"),
    ("name", "شرکت می\u200cخواهم", "شرکت می\u200cخواهم"),
    ("name", "e\u0301cole", "école"),
    ("name", "\U0001f680 Rocket", "\U0001f680 Rocket"),
    ("name", "\u202eRTL", "RTL"),
    ("name", "Line\nBreak", "Line Break"),
    ("name", "7", "7"),
    ("name", "\U0001f680", REFUSED),
    ("name", "!!", REFUSED),
    ("name", "Lost\ufffd", REFUSED),
    ("line", "1 Road\u2028\u2060North", "1 Road North"),
    ("line", "Lost\ufffd", REFUSED),
    ("web address", "HTTPS://WWW.Example.ORG/Path", "https://www.example.org/Path"),
    ("web address", "www.example.org", "https://www.example.org"),
    ("web address", "https://例子.测试", "https://例子.测试"),
    ("web address", "http//example.org", REFUSED),
    ("web address", "info@example.org", REFUSED),
    ("web address", "javascript:alert(1)", REFUSED),
    ("web address", "https://a.example, https://b.example", REFUSED),
    ("date", "1984", "1984"),
    ("date", "1984年11月", "1984-11"),
    ("date", "Nov 1, 1984", "1984-11-01"),
    ("date", "01/11/1984", REFUSED),
    ("date", "c. 1951", REFUSED),
    ("date", "1984-13", REFUSED),
    ("country", "FR", "FR"),
    ("country", "Viet Nam", "VN"),
    ("country", "Korea, Republic of", "KR"),
    ("country", "U.S.", "US"),
    ("country", "阿联酋", "AE"),
    ("country", "Narnia", REFUSED),
    ("country", "Virgin Islands", REFUSED),
    ("number of a register", LEI, LEI),
    ("number of a register", f" {LEI.lower()} ", LEI),
    ("number of a register", "３００３００５ＯＹＮ０１８ＤＶＱＢＧ７７", LEI),
    ("number of a register", LEI[:-1] + "8", REFUSED),
]


@pytest.mark.parametrize("entrance", [by_model, by_admin, by_proposal, by_file])
@pytest.mark.parametrize(("sort", "value", "kept"), VALUES)
def test_value_is_taken_or_refused_alike_at_every_entrance(entrance, sort, value, kept):
    assert entrance(sort, value) == kept


def in_csv(text):
    file = io.StringIO()
    csv.writer(file).writerow([harmless(text)])
    return next(csv.reader(io.StringIO(file.getvalue(), newline="")))[0]


def in_workbook(text):
    book, file = openpyxl.Workbook(), io.BytesIO()
    cell = book.active.cell(1, 1, harmless(text))
    cell.data_type = "s"
    book.save(file)
    return openpyxl.load_workbook(file).active.cell(1, 1).value


@pytest.mark.parametrize("written", [in_csv, in_workbook])
@pytest.mark.parametrize("sort", ["name", "line", "web address", "date"])
@given(data=st.data())
def test_value_that_is_taken_comes_back_from_a_cell(written, sort, data):
    texts = {
        "web address": st.from_regex(r"(HTTPS?://)?[a-zA-Z]{1,9}\.(org|CN)(/[!-~]{0,9})?", fullmatch=True),
        "date": st.dates(datetime.date(1000, 1, 1), PAST).map(str),
    }
    kept = by_model(sort, data.draw(texts.get(sort, st.text(max_size=20))))
    if kept is REFUSED or not kept or is_placeholder(kept):
        return
    assert by_model(sort, kept) == kept
    assert by_file(sort, written(kept)) == kept
