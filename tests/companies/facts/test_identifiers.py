from collections import defaultdict

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from companies.facts.identifiers import clean_identifier
from companies.models import Identifier
from tests.factories import make_company
from zgc_site.demo.files import read


@pytest.mark.parametrize(
    "scheme", ["uscc", "lei", "ror", "wikidata", "hkex", "sse", "szse", "nasdaq", "nyse"]
)
def test_real_identifiers_are_accepted(scheme):
    rows = defaultdict(dict)
    for line in read("facts/companies.csv"):
        name, _point, part = line["fact"].partition(".")
        if name in ("identifiers", "listings"):
            rows[line["profile"], line["row"]][part] = line["value"]
    values = [row["value"] for row in rows.values() if row["scheme"] == scheme]
    assert values
    assert [clean_identifier(scheme, value) for value in values] == values


@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("uscc", "91110000802100433C"),  # 18th character
        ("uscc", "911100008021004340"),
        ("uscc", "91110000802100433"),
        ("uscc", "9111000080210043IB"),
        ("lei", "3003005OYN018DVQBG78"),
        ("lei", "3003005OYN018DVQBG7"),
        ("ror", "https://ror.org/03vs3wt57"),
        ("wikidata", "Q0"),
        ("hkex", "09 92"),
    ],
)
def test_mistyped_identifiers_are_refused(scheme, value):
    with pytest.raises(ValidationError):
        clean_identifier(scheme, value)


def test_organisation_code_is_checked_apart_from_the_whole():
    """A USCI whose last character fits while the 17th does not."""
    from stdnum.cn import uscc

    wrong = "9111000080210043" + "4"
    with pytest.raises(ValidationError, match="17th"):
        clean_identifier("uscc", wrong + uscc.calc_check_digit(wrong))


def test_spaces_and_case_are_mended():
    assert clean_identifier("uscc", " 9111 0000 8021 0043 3b ") == "91110000802100433B"


@pytest.mark.django_db
def test_identifier_belongs_to_one_company():
    Identifier.objects.create(company=make_company(), scheme="lei", value="3003005OYN018DVQBG77")
    with pytest.raises(IntegrityError), transaction.atomic():
        Identifier.objects.create(company=make_company(), scheme="lei", value="3003005OYN018DVQBG77")


@pytest.mark.django_db
def test_stock_code_may_be_used_again_after_delisting():
    Identifier.objects.create(company=make_company(), scheme="hkex", value="0001", until="2001")
    Identifier.objects.create(company=make_company(), scheme="hkex", value="0001")
    assert Identifier.objects.count() == 2
