"""Products, brands and services of a company: from the forms and files to the page."""

import json
import re

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.html import strip_tags
from django.utils.translation import override

from companies.fact_values import of_product
from companies.models import Company, Product
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, SaveConflict, save
from profiles.search import reindex
from submissions.deciding import merging
from submissions.deciding.decide import decide
from submissions.models import Submission
from submissions.moderation.review import Review
from tests.companies.imports import run
from tests.factories import make_company, make_source, make_user
from tests.page_form import page_form
from tests.submissions.proposals import changed, verdict
from tests.submissions.submitting import SENDER, sent

pytestmark = pytest.mark.django_db

FIELDS = ("kind", "name", "name_zh", "since", "until", "note_en", "note_zh", "note_fr", "source__title")


def product(company, **fields):
    return Product.objects.create(company=company, **{"name": "Whale", **fields})


def rows_of(company):
    return list(company.products.values_list(*FIELDS).order_by("pk"))


def page(client, slug, language=""):
    return client.get(f"{language}/companies/{slug}/").content.decode()


# --- what the database holds --------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "gadget"},
        {"kind": ""},
        {"name": ""},
        {"name": "\u2003"},
        {"since": "2010", "until": "2009"},
        {"since": "soon"},
        {"until": "2009-02-30"},
        {"evidence": "primary"},  # of no source
    ],
)
def test_product_is_refused_by_the_database_and_in_words(values):
    row, other = product(make_company()), make_company()
    with pytest.raises(IntegrityError), transaction.atomic():
        Product.objects.filter(pk=row.pk).update(**values)
    with pytest.raises(ValidationError):
        Product(company=other, **{"name": "Whale", **values}).full_clean()


@pytest.mark.parametrize(
    "values",
    [
        {"name": "CoronaVac", "name_zh": "克尔来福", "since": "2020-06", "until": "2023-01-01"},
        {"kind": "brand", "name": "克尔来福"},
        {"kind": "service", "name": "7", "since": "2009", "until": "2009"},
    ],
)
def test_product_is_taken(values):
    company = make_company()
    Product(company=company, **values).full_clean()
    assert product(company, **values).name == values["name"]


def test_company_has_a_name_once_whatever_it_is_of():
    company = make_company()
    product(company)
    product(make_company())
    with pytest.raises(ValidationError, match="already here"):
        Product(company=company, name="Whale", kind="brand").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        product(company, kind="brand")


# --- how it reads -------------------------------------------------------------------------------


def test_product_is_named_in_the_script_of_the_page_first():
    row = product(make_company(), name="CoronaVac", name_zh="克尔来福", note_en="Vaccine", note_zh="疫苗")
    said = {}
    for language in ("en", "zh-hans", "fr"):
        with override(language):
            value = of_product(row)
            said[language] = (value.text, value.lang, value.second, value.second_lang, value.detail)
    row.note_en = ""
    with override("en"):
        assert (of_product(row).detail, of_product(row).detail_lang) == ("疫苗", "zh-Hans")
    assert said == {
        "en": ("CoronaVac", "", "克尔来福", "zh-Hans", "Vaccine"),
        "zh-hans": ("克尔来福", "zh-Hans", "CoronaVac", "", "疫苗"),
        "fr": ("CoronaVac", "", "克尔来福", "zh-Hans", "Vaccine"),
    }


def test_value_says_what_is_no_product_and_since_and_until_when():
    row = product(make_company(), kind="brand", since="2009-08", until="2014", note_en="Sold abroad")
    with override("en"):
        value = of_product(row)
    assert (value.detail, value.year) == ("brand, since August 2009, until 2014, Sold abroad", "2009")


def test_page_shows_products_with_their_sources_and_nothing_where_there_are_none(client):
    company = make_company(slug="alpha")
    make_company(slug="beta")
    product(company, name="CoronaVac", name_zh="克尔来福", source=make_source(title="Annual report"))
    html = page(client, "alpha")
    assert '<th scope="row">Products and brands</th>' in html
    assert '<bdi>CoronaVac</bdi> <bdi lang="zh-Hans">克尔来福</bdi>' in html
    assert "Annual report" in html
    assert "Products and brands" not in page(client, "beta")


def test_comparison_shows_products_side_by_side(client):
    product(make_company(slug="alpha", name_en="Alpha"), name="Whale", name_zh="大鲸")
    make_company(slug="beta", name_en="Beta")
    html = client.get("/companies/compare/?c=alpha&c=beta").content.decode()
    assert "Products and brands" in html
    assert '<bdi>Whale</bdi> <bdi lang="zh-Hans">大鲸</bdi>' in html


# --- search -------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", ["CoronaVac", "克尔来福", "克爾來福", "keerlaifu", "corona vac", "疫苗"])
def test_company_is_found_by_its_products_and_the_page_says_so(client, words):
    indexed(
        ("alpha", {"name": "CoronaVac", "name_zh": "克尔来福", "note_zh": "灭活疫苗"}),
        ("beta", {"name": "Whale", "kind": "brand"}),
    )
    html = client.get("/companies/", {"q": words}).content.decode()
    assert [slug for slug in ("alpha", "beta") if f'href="/companies/{slug}/"' in html] == ["alpha"]
    assert "Product: CoronaVac 克尔来福" in strip_tags(html)


def test_company_is_found_by_a_product_of_former_days(client):
    indexed(("alpha", {"name": "Whale", "kind": "service", "until": "2010"}), ("beta", {"name": "Shark"}))
    html = client.get("/companies/", {"q": "whale"}).content.decode()
    assert re.findall(r'<h3>\s*<a href="/companies/([^/]+)/"', html) == ["alpha"]
    assert "Service: Whale" in strip_tags(html)


def indexed(*rows):
    """Companies with a product each."""
    for slug, fields in rows:
        company = make_company(slug=slug, name_en=slug.capitalize())
        product(company, **fields)
        reindex(company)


# --- forms and saves ----------------------------------------------------------------------------


def test_editor_adds_a_product(client):
    company = make_company(slug="alpha")
    source = make_source(title="Annual report")
    client.force_login(make_user(role="Editor"))
    url = f"/admin/companies/company/{company.pk}/change/"
    values = {"kind": "brand", "name": "Whale", "name_zh": "大鲸", "since": "2009", "note_fr": "Téléphones"}
    form = page_form(client.get(url), "company_form") | {"products-TOTAL_FORMS": 1}
    form |= {f"products-0-{name}": value for name, value in values.items()} | {"products-0-source": source.pk}
    assert client.post(url, form).status_code == 302
    assert rows_of(company) == [("brand", "Whale", "大鲸", "2009", "", "", "", "Téléphones", "Annual report")]


def test_visitor_proposes_a_product_and_a_moderator_accepts_it(client):
    company = make_company(slug="alpha")
    path = "/companies/alpha/edit/?add=products"
    values = {"kind": "service", "name": "Whale", "name_zh": "大鲸", "since": "2009", "note_en": "Rides"}
    row = {f"products-new1-{name}": value for name, value in values.items()}
    sent(client, path, **row, **{"source-all-title": "Report"}, **SENDER)
    submission = Submission.objects.get()
    submission.confirm()
    moderator = make_user(role="Moderator")
    client.force_login(moderator)
    review = client.get(f"/moderation/{submission.pk}/").content.decode()
    assert "Product or brand: Whale" in review
    assert "大鲸" in review
    (part,) = Review(submission, moderator).rows
    decide(submission, verdict([part.name]), by=moderator, revision=submission.revision)
    assert [row[:6] for row in rows_of(company)] == [("service", "Whale", "大鲸", "2009", "", "Rides")]


def test_two_editors_never_mix_two_products():
    company = make_company(slug="alpha")
    key = str(product(company, name="Whale", since="2009").pk)
    base = document_of(company)
    save(company, base, changed(base, {}, {"products": {key: {"name": "Shark", "since": "2011"}}}), Actor())
    with pytest.raises(SaveConflict) as conflict:
        save(company, base, changed(base, {}, {"products": {key: {"since": "2012"}}}), Actor())
    assert {found.path for found in conflict.value.conflicts} == {("products", key)}
    assert company.products.values_list("name", "since").get() == ("Shark", "2011")


def test_merge_keeps_the_products_of_both_once():
    primary, duplicate = make_company(), make_company()
    product(primary, name="Whale", since="1999")
    product(duplicate, name="Whale", kind="brand")
    product(duplicate, name="Shark", kind="service")
    for profile in (primary, duplicate):
        profile.refresh_from_db()
    seen = (primary.version, duplicate.version)
    merging.merge(primary, duplicate, {}, seen=seen, by=make_user(role="Moderator"))
    assert list(primary.products.values_list("kind", "name", "since").order_by("name")) == [
        ("service", "Shark", ""),
        ("product", "Whale", "1999"),
    ]


def test_products_of_a_company_are_bounded():
    company = make_company()
    base = document_of(company)
    names = [f"Whale {number}" for number in range(Product.MOST + 1)]
    too_many = {f"00000000-0000-0000-0000-{place:012}": {"name": name} for place, name in enumerate(names)}
    with pytest.raises(ValidationError, match="at most 50"):
        save(company, base, changed(base, {}, {"products": too_many}), Actor())


# --- files --------------------------------------------------------------------------------------


HEAD = "name_en,{products},{brands},source\n"


@pytest.mark.parametrize(
    ("products", "brands"),
    [("products", "brands"), ("产品", "品牌"), ("Produits", "Marques"), ("Product names", "Product brands")],
)
def test_file_names_products_and_brands_in_each_language(tmp_path, products, brands):
    head = HEAD.format(products=products, brands=brands)
    run(tmp_path, head + "Alpha,CoronaVac|克尔来福|CoronaVac,Healive,https://s.example/1\n", "--publish")
    company = Company.objects.get(name_en="Alpha")
    assert sorted(company.products.values_list("kind", "name", "source__url")) == [
        ("brand", "Healive", "https://s.example/1"),
        ("product", "CoronaVac", "https://s.example/1"),
        ("product", "克尔来福", "https://s.example/1"),
    ]


def test_cells_that_name_nothing_cost_themselves(tmp_path):
    long = "x" * 201
    run(tmp_path, HEAD.format(products="products", brands="brands") + f"Alpha,Whale|!!|{long},Whale,\n")
    company = Company.objects.get(name_en="Alpha")
    assert list(company.products.values_list("kind", "name")) == [("product", "Whale")]


def test_cell_with_too_many_costs_itself(tmp_path):
    names = "|".join(f"Whale {number}" for number in range(Product.MOST + 1))
    content = HEAD.format(products="products", brands="brands") + f"Alpha,{names},Healive,\n"
    _out, (row,) = run(tmp_path, content, "--publish")
    assert "This list has more than 50 parts." in row["message"]
    assert [*Company.objects.get(name_en="Alpha").products.values_list("name", flat=True)] == ["Healive"]


@pytest.mark.parametrize("name", ["export.csv", "export.xlsx", "export.json", "facts.csv", "facts.jsonl"])
def test_file_that_comes_back_changes_nothing(client, tmp_path, name):
    source = make_source(title="Register", url="https://s.example/1")
    company = make_company(slug="alpha", name_en="Alpha")
    product(company, name="CoronaVac", name_zh="克尔来福", since="2020-06", note_en="Vaccine", source=source)
    product(company, name="Didi Express", kind="service", source=source, evidence="to_check")
    product(company, name="Healive", kind="brand")
    product(company, name="A | B", until="2016")
    content = b"".join(client.get(f"/companies/{name}").streaming_content)
    before = document_of(company)
    out, _rows = run(tmp_path, content, "--publish", name=name)
    assert "1 unchanged" in out
    assert document_of(company) == before


def test_rows_of_a_file_say_what_is_offered_today(client):
    company = make_company(slug="alpha", name_en="Alpha")
    for fields in (
        {"name": "CoronaVac"},
        {"name": "Express", "kind": "service"},
        {"name": "Healive", "kind": "brand"},
        {"name": "Old", "until": "2016"},
    ):
        product(company, **fields)
    (row,) = json.loads(b"".join(client.get("/companies/export.json").streaming_content))
    assert (row["products"], row["brands"]) == (["CoronaVac", "Express"], ["Healive"])


def test_facts_make_the_products_anew(client, tmp_path):
    company = make_company(slug="alpha", name_en="Alpha")
    product(company, name="CoronaVac", name_zh="克尔来福", since="2020-06", until="2023", note_fr="Vaccin")
    product(company, name="Healive", kind="brand", source=make_source(title="Annual report"))
    content = b"".join(client.get("/companies/facts.csv").streaming_content)
    rows = rows_of(company)
    Company.objects.all().delete()
    run(tmp_path, content, "--publish", name="facts.csv")
    assert rows_of(Company.objects.get(slug="alpha")) == rows
