"""What is proposed where nothing is found."""

from __future__ import annotations

import pytest
from pyroaring import BitMap

from companies.models import Company
from profiles.search import did_you_mean, reindex
from profiles.search.corrections import nearest
from profiles.search.words.analyser import name_tokens
from profiles.search.words.names import words_of
from tests.factories import make_company, make_park


@pytest.fixture
def everyone(db):
    make_company(name_en="Lenovo Group", name_zh="联想集团", summary_en="Computers")
    make_company(name_en="Hikvision Digital", name_zh="北京海康", published=False)
    for row in Company.objects.all():
        reindex(row)
    return BitMap(Company.objects.values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((slip, "lenovo") for slip in ("lenvo", "Lenovoo", "lenobo", "leonvo", "elnovo", "lenov", "enovo")),
        ("LENVO grup -nothing", "lenovo group -nothing"),
        ("lenvo computers", "lenovo computers"),
        ('"lenvo group"', '"lenovo group"'),
        ("lenvo-group", '"lenovo group"'),
        ("hikvsion", "hikvision"),
        ("hikvisoin digitl", "hikvision digital"),
        ("联相", "联想"),
        ("连想 group", "联想 group"),
        ("連想", "联想"),
    ],
)
def test_slip_is_corrected(everyone, text, meant):
    assert did_you_mean("company", text, everyone) == meant


@pytest.mark.parametrize(
    "text", ["", "lenovo", "zzzzzz", "le", "-lenvo", "qwertyuiop lenvo", '"', "想联", "百度", "l" * 300, "%_"]
)
def test_nothing_is_proposed(everyone, text):
    assert did_you_mean("company", text, everyone) is None


def test_what_nobody_may_see_is_not_proposed(everyone):
    published = BitMap(Company.objects.published().values_list("pk", flat=True))
    assert did_you_mean("company", "hikvsion", published) is None


def test_nearest_words_come_first():
    assert nearest("lenvo", ["lenvoxx", "lenva", "lenovo", "kenvo", "lenvo"]) == ["lenovo", "lenva", "kenvo"]


@pytest.mark.parametrize(
    ("path", "name"),
    [("/companies/?q=lenvo", "Lenovo Group"), ("/partners/?q=adlersof", "Adlershof")],
)
def test_page_says_what_it_answers(client, everyone, path, name):
    reindex(make_park(name_en="Adlershof"))
    html = client.get(path).content.decode()
    assert "Did you mean this?" in html
    assert f'<a href="?q={name.split()[0].lower()}">' in html
    assert f"<mark>{name.split()[0]}</mark>" in html
    assert "Did you mean" not in client.get(path + "zzzzzz").content.decode()


def test_correction_keeps_the_other_filters(client, everyone):
    html = client.get("/companies/?q=lenvo&ownership=domestic").content.decode()
    assert 'href="?q=lenovo&amp;ownership=domestic"' in html
    assert "<mark>" not in html


def test_initials_are_no_words_to_be_corrected_to():
    """Nobody who writes "bjlxjx" for a slip means the initials bjlxjt."""
    names = " ".join(name_tokens("Lenovo Group") + name_tokens("北京联想集团") + name_tokens("Legend"))
    assert words_of(names) == {"lenovo", "group", "legend"}
