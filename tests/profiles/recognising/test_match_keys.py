"""What names are recognised by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from profiles.documents.reading import document_of
from profiles.models import MatchKey
from profiles.recognising import names
from profiles.recognising.match_keys import (
    GENERATION,
    NO_PROFILE,
    keep_missing,
    keys_of,
    lookup_keys,
    stored_keys,
)
from profiles.recognising.names import Core, core_of
from tests.factories import make_company


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("Alpha (Beijing) Co., Ltd.", Core("alpha", "beijing")),
        ("Beijing Alpha Ltd", Core("alpha", "beijing")),
        ("Alpha Robotics Hong Kong", Core("alpharobotics", "hongkong")),
        ("Société Alpha (Pékin)", Core("societealpha", "beijing")),
        ("北京市阿尔法科技有限公司", Core("阿尔法科技", "beijing")),
        ("阿尔法（北京）科技有限公司", Core("阿尔法科技", "beijing")),
        ("Alpha [formerly Beta]", Core("alpha", "")),
        ("Alpha Group", None),
        ("Beijing", None),
        ("北京汽车集团有限公司", None),  # what is left would fit others
        ("(Beijing)", None),
    ],
)
def test_core_of_a_name_is_without_brackets_and_place(name, core):
    assert core_of(name) == core


@pytest.mark.parametrize(
    ("known", "name", "reason"),
    [
        ("Alpha Ltd", "Alpha (Beijing) Ltd", "core"),
        ("Alpha (Beijing) Ltd", "Alpha", "core"),
        ("阿尔法科技有限公司", "北京阿尔法科技有限公司", "core"),
        ("Alpha (Beijing)", "Beijing Alpha", "core"),
        ("Alpha", "ALPHA Inc.", "name"),
        ("Alpha (Beijing)", "Alpha (Shanghai)", None),
        ("Beijing Alpha", "上海阿尔法科技有限公司", None),
    ],
)
def test_names_are_alike_but_for_place_and_never_across_places(known, name, reason):
    stored = stored_keys([known], "")
    reasons = {why for key, why in lookup_keys([name], "").items() if key in stored}
    assert reasons == {reason} - {None}


@pytest.mark.django_db
def test_keys_of_an_older_generation_are_made_whole_once():
    company = make_company(name_en="Alpha (Beijing)")
    MatchKey.objects.filter(object_id=company.pk).exclude(
        key=min(stored_keys(["Alpha (Beijing)"], ""))
    ).delete()
    assert keep_missing("company") == 1
    kept = MatchKey.objects.filter(kind="company", object_id=company.pk).values_list("key", flat=True)
    assert set(kept) >= keys_of(document_of(company))
    assert keep_missing("company") == 0
    assert list(MatchKey.objects.filter(object_id=NO_PROFILE).values_list("kind", "key")) == [
        ("company", GENERATION)
    ]


@given(st.from_regex(names.PLAIN_ADDRESS, fullmatch=True))
def test_domain_of_plain_address_is_that_of_any_other_spelling(address):
    """With a question behind it the address is no plain one, and its domain the same."""
    assert names.domain(address) == names.domain(f"{address}?")
