"""Ways on: links of a company and of a park to pages of their own, what is refused of them, and where they go."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model

from companies.models import Company, CompanyLink
from kit.keys import new_key_texts
from kit.languages import language_name
from partners.models import Park, ParkLink
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create, save
from profiles.models import Link
from profiles.reports import fact_models
from profiles.tally import count, latest
from submissions.deciding import merging
from submissions.deciding.decide import decide
from submissions.models import Submission
from tests.companies.imports import run
from tests.factories import make_company, make_park, make_user
from tests.page_form import page_form
from tests.submissions.proposals import changed, verdict
from tests.submissions.submitting import sent

pytestmark = pytest.mark.django_db

SENDER = {"sender-name": "Wang Fang", "sender-email": "wang@example.org"}
JOBS = {"kind": "careers", "url": "https://jobs.example.org/open"}
HOSTILE = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "https://user:pw@example.org/",
    "//example.org/jobs",
    "ftp://example.org",
    "https://",
    "mailto:jobs@example.org",
]


def with_links(profile, *rows):
    """Save the profile with these links more."""
    base = document_of(profile)
    links = {**base.of("links"), **dict(zip(new_key_texts(len(rows)), rows, strict=True))}
    return save(profile, base, Document(base.kind, base.fields, {**base.rows, "links": links}, {}), Actor())


def numbered(first, last):
    return [{"kind": "press", "url": f"https://example.org/{number}"} for number in range(first, last)]


# --- what is taken and refused --------------------------------------------------------------------


@pytest.mark.parametrize("url", HOSTILE)
def test_hostile_address_is_refused_by_model_and_save(url):
    company = make_company()
    with pytest.raises(ValidationError):
        CompanyLink(company=company, kind="careers", url=url).full_clean()
    with pytest.raises(ValidationError):
        with_links(company, {"kind": "careers", "url": url})
    assert not company.links.exists()


@pytest.mark.parametrize("values", [{"url": "javascript:alert(1)"}, {"url": ""}, {"kind": "shop"}])
def test_link_is_refused_by_the_database(values):
    for link in (
        CompanyLink.objects.create(company=make_company(), **JOBS),
        ParkLink.objects.create(park=make_park(), **JOBS),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(link).objects.filter(pk=link.pk).update(**values)


def test_address_is_kept_in_its_one_form_and_once_for_each_kind():
    company = make_company()
    with_links(company, {"kind": "careers", "url": "HTTPS://Jobs.Example.org/A"})
    assert company.links.get().url == "https://jobs.example.org/A"
    with pytest.raises(ValidationError, match="already here"):
        with_links(company, {"kind": "careers", "url": "https://jobs.example.org/A", "language": "en"})
    with_links(company, {"kind": "press", "url": "https://jobs.example.org/A"})
    assert company.links.count() == 2


def test_links_of_a_profile_are_bounded():
    company = make_company()
    with_links(company, *numbered(0, Link.MOST))
    with pytest.raises(ValidationError, match="at most 20"):
        with_links(company, *numbered(20, 21))
    document = Document("company", {"slug": "new", "name_en": "New"}, {}, {})
    rows = dict(zip(new_key_texts(21), numbered(0, 21), strict=True))
    with pytest.raises(ValidationError, match="at most 20"):
        create(Document(document.kind, document.fields, {"links": rows}, {}), Actor())


def test_too_many_links_of_a_file_cost_the_row_in_both_lanes(tmp_path, monkeypatch):
    head = "profile,kind,name,fact,row,value\n"
    lines = [
        f"a,company,A,links.kind,{n},press\na,company,A,links.url,{n},https://example.org/{n}\n"
        for n in range(21)
    ]
    for up_to in (500, 0):
        monkeypatch.setattr("profiles.imports.lanes.PLAIN_UP_TO", up_to)
        _out, rows = run(tmp_path, head + "".join(lines), "--publish", name="facts.csv")
        assert {row["result"] for row in rows} == {"rejected"}
        assert "at most 20" in " ".join(row["message"] for row in rows)


# --- saves at once, merges ---------------------------------------------------------------------------


def test_two_editors_add_links_and_both_stay():
    company = make_company()
    base = document_of(company)
    one, other = new_key_texts(2)
    save(company, base, changed(base, {}, {"links": {one: JOBS}}), Actor())
    save(
        company,
        base,
        changed(base, {}, {"links": {other: {"kind": "press", "url": "https://p.example"}}}),
        Actor(),
    )
    assert {link.kind for link in company.links.all()} == {"careers", "press"}


def test_two_editors_who_add_the_same_link_have_it_once():
    company = make_company()
    base = document_of(company)
    for key in new_key_texts(2):
        save(company, base, changed(base, {}, {"links": {key: JOBS}}), Actor())
    assert company.links.count() == 1


def test_merge_keeps_the_links_of_both_once_and_no_more_than_fit():
    primary, duplicate = make_company(), make_company()
    with_links(primary, *numbered(0, 15))
    with_links(duplicate, *numbered(10, 25), JOBS)
    for company in (primary, duplicate):
        company.refresh_from_db()
    seen = (primary.version, duplicate.version)
    merging.merge(primary, duplicate, {}, seen=seen, by=make_user(role="Moderator"))
    urls = [link.url for link in primary.links.order_by("pk")]
    assert len(urls) == len(set(urls)) == Link.MOST
    assert {f"https://example.org/{number}" for number in range(15)} <= set(urls)


# --- files -------------------------------------------------------------------------------------------


def test_file_of_rows_says_where_to_go_on(tmp_path):
    head = "slug,name_en,careers,press,investor_relations,contact_page,website\n"
    cells = "a,A,jobs.example.org/a;b,javascript:alert(1),https://ir.example.org,,https://example.org\n"
    _out, rows = run(tmp_path, head + cells, "--publish")
    links = Company.objects.get(slug="a").links.order_by("kind").values_list("kind", "url")
    assert list(links) == [
        ("careers", "https://jobs.example.org/a;b"),
        ("investors", "https://ir.example.org"),
    ]
    assert [row["column"] for row in rows if row["message"]] == ["press"]


@pytest.mark.parametrize("kind", ["company", "park"])
@pytest.mark.parametrize("name", ["export.csv", "export.xlsx", "facts.csv", "facts.jsonl"])
def test_file_that_comes_back_changes_nothing(client, tmp_path, kind, name):
    profile = make_company(slug="a", name_en="A") if kind == "company" else make_park(slug="a", name_en="A")
    with_links(
        profile, JOBS, {**JOBS, "url": "https://zh.example.org", "language": "zh-Hans"}, *numbered(0, 2)
    )
    before = document_of(profile)
    path, command = ("companies", "import_companies") if kind == "company" else ("partners", "import_parks")
    content = b"".join(client.get(f"/{path}/{name}").streaming_content)
    out, _rows = run(tmp_path, content, "--publish", name=name, command=command)
    assert "1 unchanged" in out
    assert document_of(profile) == before


def test_facts_make_the_links_anew_though_their_lines_name_a_source(client, tmp_path):
    company = make_company(slug="a", name_en="A")
    with_links(company, {**JOBS, "language": "fr"}, *numbered(0, 1))
    lines = b"".join(client.get("/companies/facts.csv").streaming_content).decode("utf-8-sig")
    assert "links.kind" in lines
    assert "Register" not in lines
    Company.objects.all().delete()
    head = "profile,kind,name,fact,row,value,language,source_title\n"
    own = "a,company,A,links.kind,1,careers,fr,Register\na,company,A,links.url,1,https://jobs.example.org/open,fr,Register\n"
    run(tmp_path, head + own, "--publish", name="facts.csv")
    assert [(link.kind, link.url, link.language) for link in Company.objects.get().links.all()] == [
        ("careers", "https://jobs.example.org/open", "fr")
    ]


# --- pages, forms, counts -------------------------------------------------------------------------------


def hrefs(response):
    html = response.content.decode()
    return [
        part.partition('"')[0]
        for part in html.split('<a href="')[1:]
        if 'rel="noopener nofollow external"' in part.partition(">")[0]
    ]


def test_page_of_a_company_and_of_a_park_lead_on_in_the_order_of_kinds(client):
    company, park = make_company(slug="a"), make_park(slug="b")
    for profile, path in ((company, "/companies/a/"), (park, "/partners/b/")):
        assert "Ways on" not in client.get(path).content.decode()
        with_links(profile, {"kind": "other", "url": "https://o.example"}, {**JOBS, "language": "zh-Hans"})
        response = client.get(path)
        assert hrefs(response) == ["https://jobs.example.org/open", "https://o.example"]
        assert 'hreflang="zh-Hans"' in response.content.decode()
        assert '<span lang="zh-Hans">中文</span>' in response.content.decode()


def test_home_page_leads_on_from_the_host_park(client):
    with_links(make_park(is_host=True), JOBS)
    assert hrefs(client.get("/")) == ["https://jobs.example.org/open"]


def test_address_cannot_leave_its_attribute(client):
    company = make_company(slug="a")
    CompanyLink.objects.create(
        company=company, kind="other", url='https://o.example/"><script>alert(1)</script>'
    )
    assert "<script>alert(1)" not in client.get("/companies/a/").content.decode()


def test_links_are_no_unsourced_facts():
    with_links(make_company(), JOBS)
    with_links(make_park(), JOBS)
    assert not {CompanyLink, ParkLink} & {model for model, _owner in fact_models()}
    count()
    assert latest().levels["none"] == 0


def test_visitor_proposes_a_link_without_a_source_and_it_is_accepted(client):
    company = make_company(slug="a")
    row = {"row": "links/new1", "links-new1-kind": "careers", "links-new1-url": "jobs.example.org"}
    page = sent(client, "/companies/a/edit/?add=links", **row, **SENDER)
    assert page.status_code == 302
    submission = Submission.objects.get()
    ((key, proposed),) = submission.proposed_document.of("links").items()
    assert proposed == {"kind": "careers", "url": "https://jobs.example.org"}
    submission.confirm()
    decide(
        submission, verdict([f"links/{key}"]), by=make_user(role="Moderator"), revision=submission.revision
    )
    assert company.links.get().url == "https://jobs.example.org"


@pytest.mark.parametrize("url", HOSTILE)
def test_visitor_does_not_propose_a_hostile_address(client, url):
    make_company(slug="a")
    row = {"row": "links/new1", "links-new1-kind": "careers", "links-new1-url": url}
    response = sent(client, "/companies/a/edit/?add=links", **row, **SENDER)
    assert response.status_code == 200
    assert page_form(response, "proposal")["links-new1-url"]
    assert not Submission.objects.exists()


def test_visitor_does_not_propose_more_links_than_fit(client):
    company = make_company(slug="a")
    with_links(company, *numbered(0, Link.MOST))
    row = {"row": "links/new1", "links-new1-kind": "careers", "links-new1-url": "https://jobs.example.org"}
    response = sent(client, "/companies/a/edit/?add=links", **row, **SENDER)
    assert "at most 20" in response.content.decode()
    assert not Submission.objects.exists()


def test_languages_are_called_as_their_readers_call_them():
    names = [language_name(tag) for tag in ("en", "zh-Hans", "zh-CN", "fr", "de-AT", "x-unknown")]
    assert names == ["English", "中文", "中文", "Français", "Deutsch", "X-unknown"]


def test_company_and_park_share_what_a_link_is():
    tables: list[type[Model]] = [CompanyLink, ParkLink]
    assert all(issubclass(table, Link) for table in tables)
    assert [
        table._meta.get_field(name).remote_field.related_name
        for table, name in zip(tables, ("company", "park"), strict=True)
    ] == ["links", "links"]
    assert Park.objects.count() == 0
