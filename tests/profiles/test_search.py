import pytest
from hypothesis import given
from hypothesis import strategies as st

from companies.models import Company, CompanyName, Identifier
from profiles.search import fold, matching, reindex
from profiles.templatetags.profile_tags import mark
from tests.factories import make_company


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["联想", "聯想", "lianxiang", "lx", "Lenovo", "LENOVO", "ＬＥＮＯＶＯ", "legend", "0992", "lenovo pc"],
)
def test_company_is_found_by(query):
    company = make_company(name_en="Lenovo", name_zh="联想", summary_en="Maker of PCs")
    make_company(name_en="Baidu", name_zh="百度")
    CompanyName.objects.create(company=company, name="Legend")
    Identifier.objects.create(company=company, scheme="hkex", value="0992")
    for row in Company.objects.all():
        reindex(row)
    assert list(matching(Company.objects.all(), query)) == [company]


@given(st.text(max_size=60))
def test_folding_is_stable(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Échographes", "echo", "<mark>Écho</mark>graphes"),
        ("<b>Baidu</b>", "baidu", "&lt;b&gt;<mark>Baidu</mark>&lt;/b&gt;"),
        ("Baidu", "", "Baidu"),
        ("a.b", ".", "a<mark>.</mark>b"),
    ],
)
def test_mark_escapes_and_marks(text, query, marked):
    assert mark(text, query) == marked


@given(st.text(max_size=40), st.text(max_size=10))
def test_mark_never_leaves_a_tag_of_the_text(text, query):
    assert "<" not in mark(text, query).replace("<mark>", "").replace("</mark>", "")
