"""An export that is imported again changes nothing."""

from __future__ import annotations

import json
from contextlib import suppress
from io import StringIO

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.companies import companies
from benchmarks.generate import write_file
from companies.models import Company, CompanyName
from kit.keys import new_key
from profiles.documents.document import Document
from profiles.documents.writing import Actor
from profiles.metrics import load_metrics
from profiles.models import Version
from tests.bulk_writing import create_many
from tests.conftest import SLOW
from zgc_site.demo.terms import load_terms

pytestmark = pytest.mark.django_db


@pytest.fixture
def imported(tmp_path):
    load_metrics()
    load_terms()
    write_file(tmp_path / "made.csv", 40)
    call_command("import_companies", tmp_path / "made.csv", publish=True, verbosity=0)
    assert Company.objects.published().count() == 40


def export_to(client, path):
    response = client.get(f"/companies/export{path.suffix}")
    path.write_bytes(b"".join(response.streaming_content))


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_that_is_imported_again_changes_nothing(client, imported, tmp_path, kind, capsys):
    odd = Company.objects.order_by("pk").first()
    Company.objects.filter(pk=odd.pk).update(summary_en="=1+1", legal_name="'@x", address="-")
    for name in ("+A", "＝B", "en:C"):
        CompanyName.objects.get_or_create(company=odd, name=name)
    before = Version.objects.count()
    export_to(client, tmp_path / f"out.{kind}")
    call_command("import_companies", tmp_path / f"out.{kind}", publish=True)
    assert "0 created, 0 updated, 40 unchanged, 0 rejected" in capsys.readouterr().out
    assert Version.objects.count() == before
    odd.refresh_from_db()
    assert (odd.summary_en, odd.legal_name, odd.address) == ("=1+1", "'@x", "-")


def test_export_says_what_was_imported(client, imported, tmp_path):
    export_to(client, tmp_path / "out.csv")
    lines = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    made = {made.fields["slug"]: made.fields for made in companies(40)}
    assert len(lines) == 41
    import csv

    for row in csv.DictReader(lines):
        fields = made[row["slug"]]
        for column in ("name_en", "name_zh", "zone", "founded", "employees", "turnover_cny", "uscc", "lei"):
            assert row[column] == str(fields[column])


# Whatever people paste: what is not seen, what joins, what a spreadsheet takes for something else.
PASTED = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from(
            "ab1é一李 \t\n\r\x00\x0b\x1f\x85\u00a0\u3000'\"=+-@#|:;,<&＝\u0301\u0627\u0915\u094d"
        ),
        st.sampled_from("\u200b\u200c\u200d\u202e\u2028\u3164\ufe0f\ufeff\ufffd\uffff\ue000\ud800\U0001f600"),
    ),
    max_size=30,
) | st.sampled_from(
    ["#N/A", "#REF!", "=SUM(A1)", "'#N/A", "''=1", "en:C", "007", "1E5", "TRUE", "2020-01-01", "NULL"]
)
TYPED = st.fixed_dictionaries(
    dict.fromkeys(("name_en", "name_zh", "legal_name", "summary_fr", "address", "alias"), PASTED)
)


def accepted(typed: dict[str, str]) -> dict[str, str]:
    """What the form of a company takes of it; a name that none is left of is made up."""
    found = {}
    for name, text in typed.items():
        model = CompanyName if name == "alias" else Company
        field = model._meta.get_field("name" if name == "alias" else name).formfield(required=False)
        with suppress(ValidationError):
            found[name] = field.clean(text)
    if not (found.get("name_en") or found.get("name_zh")):
        found["name_en"] = "Made up"
    return {name: text for name, text in found.items() if text}


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, *SLOW])
@given(companies=st.lists(TYPED, min_size=1, max_size=8))
def test_whatever_a_form_accepts_comes_back_unchanged(client, tmp_path, kind, companies):
    Company.objects.all().delete()
    documents = []
    for number, typed in enumerate(companies):
        fields = accepted(typed)
        alias = fields.pop("alias", "")
        rows = {"other_names": {str(new_key()): {"name": alias, "kind": "other"}}} if alias else {}
        documents.append(Document("company", {**fields, "slug": f"c{number}"}, rows))
    create_many(documents, Actor(), publish=True)
    written = {document.fields["slug"]: document.fields for document in documents}
    saved = {company.slug: company for company in Company.objects.all()}
    assert {
        slug: {name: getattr(saved[slug], name) for name in fields} for slug, fields in written.items()
    } == written
    path = tmp_path / f"out.{kind}"
    export_to(client, path)
    out = StringIO()
    call_command("import_companies", path, stdout=out)
    assert f"0 created, 0 updated, {len(documents)} unchanged, 0 rejected, 0 to decide" in out.getvalue()
    content = b"".join(client.get("/companies/export.json").streaming_content)
    found = {row["slug"]: {name: row[name] for name in written[row["slug"]]} for row in json.loads(content)}
    assert found == written
