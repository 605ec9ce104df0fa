"""The database knows the check characters too, for whatever writes past the forms."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companies.facts.check_characters import USCI_ALPHABET
from companies.facts.identifiers import clean_identifier
from companies.models import Identifier
from tests.factories import make_company

USCI, LEI = "91110000802100433B", "3003005OYN018DVQBG77"
# The 18th character fits the rest, the 17th does not fit the organisation code.
WRONG_ORGANISATION = "911100008021004349"


def is_stored(scheme, value):
    try:
        with transaction.atomic():
            Identifier.objects.create(company=make_company(), scheme=scheme, value=value)
    except IntegrityError:
        return False
    Identifier.objects.all().delete()
    return True


def is_clean(scheme, value):
    try:
        return clean_identifier(scheme, value) == value
    except ValidationError:
        return False


@pytest.mark.django_db
@pytest.mark.parametrize(("scheme", "value"), [("uscc", USCI), ("lei", LEI), ("lei", "213800KUD8LAJWSQ9D15")])
def test_right_ones_are_stored(scheme, value):
    assert is_stored(scheme, value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scheme", "value"),
    [
        ("uscc", "91110000802100433C"),
        ("uscc", WRONG_ORGANISATION),
        ("uscc", USCI.lower()),
        ("uscc", f"{USCI[:16]}I{USCI[17:]}"),
        ("uscc", ""),
        ("lei", "3003005OYN018DVQBG78"),
        ("lei", LEI.lower()),
        ("lei", LEI[:19]),
        ("lei", "3003005ÖYN018DVQBG77"),
        ("sse", ""),
    ],
)
def test_wrong_ones_are_refused(scheme, value):
    assert not is_stored(scheme, value)


def mutated(value, alphabet):
    places = st.integers(0, len(value) - 1)
    return st.builds(
        lambda place, char: value[:place] + char + value[place + 1 :], places, st.sampled_from(alphabet)
    )


@pytest.mark.django_db
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.one_of(
        st.tuples(st.just("uscc"), mutated(USCI, USCI_ALPHABET)),
        st.tuples(st.just("lei"), mutated(LEI, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
    )
)
def test_database_and_form_agree(identifier):
    assert is_stored(*identifier) == is_clean(*identifier)
