"""Cells in the words of the site are understood in each of its languages."""

import pytest

from companies.columns import EXCHANGES, OWNERSHIP
from companies.facts.identifiers import LISTINGS
from companies.models import Company
from partners.columns import KINDS
from partners.models import Park
from profiles.imports.cells.problems import BadValue
from profiles.imports.cells.values import in_all_languages, website


@pytest.mark.parametrize(
    ("find", "choices"),
    [
        (OWNERSHIP, Company.Ownership.choices),
        (KINDS, Park.Kind.choices),
        (EXCHANGES, [(scheme.value, scheme.label) for scheme in LISTINGS]),
    ],
    ids=["ownership", "kind of park", "exchange"],
)
def test_choice_is_known_by_what_the_site_calls_it(find, choices):
    said = [(value, label) for value, one in choices for label in (value, *in_all_languages([one]))]
    assert [(find(label), label) for _value, label in said] == said


def test_choice_that_is_none_is_not_known():
    assert (OWNERSHIP("martian"), KINDS(""), EXCHANGES("moon")) == (None, None, None)


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("www.a.example.org", "https://www.a.example.org"),
        ("HTTPS://A.EXAMPLE.ORG", "https://a.example.org"),
        ("https://例子.测试", "https://例子.测试"),
    ],
)
def test_web_address_is_read(cell, address):
    assert website(cell) == address


@pytest.mark.parametrize(
    "cell",
    ["http//a.example.org", "https://a.example, https://b.example", "twitter: @foo", "https://a b.example"],
)
def test_what_is_no_web_address_is_left_out(cell):
    with pytest.raises(BadValue):
        website(cell)
