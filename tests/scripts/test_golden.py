"""What two runs of scripts/golden.py write alike, and what they still tell apart."""

from __future__ import annotations

import uuid

import pytest
from django.core import signing

from scripts.golden_parts.browser import Forms, Links
from scripts.golden_parts.masks import masked


def test_masked_random_values():
    """By the order in which they appear: the same one twice has the same number."""
    first, second = uuid.uuid4(), uuid.uuid4()
    assert masked(f"{first} {second} {first}") == "uuid-1 uuid-2 uuid-1"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '<input name="csrfmiddlewaretoken" value="aB3">',
            '<input name="csrfmiddlewaretoken" value="TOKEN">',
        ),
        ("/static/css/site.0123456789ab.css", "/static/css/site.HASH.css"),
        (f"/fr/submissions/{'aB-_9' * 8}abc/edit/", "/fr/submissions/TOKEN/edit/"),
        ("12:30:05.000123+08:00", "12:30:05+08:00"),
        (f"/media/0f/{'0f' * 16}-64.webp", "/media/random-1-64.webp"),
        (f'data-salt="{"0f" * 16}"', 'data-salt="random-1"'),
        ("104 unchanged (1,234 rows a second)", "104 unchanged (so many rows a second)"),
        ("Founded 1984-11, 33.9 bn, 12:30", "Founded 1984-11, 33.9 bn, 12:30"),
        (f"sha256 {'0f' * 32}", f"sha256 {'0f' * 32}"),
    ],
)
def test_masked_texts(text, expected):
    assert masked(text) == expected


def test_masked_signature():
    assert masked(f'value="{signing.dumps(["company", 3, 2])}"') == 'value="SIGNED"'


def test_forms_of_a_page():
    html = """
    <form><input name="revision" value="2"><input type="radio" name="take" value="accept">
    <input type="radio" name="take" value="reject" checked><textarea name="note">
one
two</textarea><select name="reason"><option value=""><option value="late" selected></select>
    <input type="submit" name="do" value="publish"></form><form><input name="q" value="x"></form>"""
    forms = Forms(html)
    expected = {"revision": ["2"], "take": ["reject"], "note": ["one\ntwo"], "reason": ["late"]}
    assert forms.with_field("revision") == expected
    assert forms.with_field("q") == {"q": ["x"]}
    assert Links(html).boxes == [("take", "accept"), ("take", "reject"), ("reason", ""), ("reason", "late")]
