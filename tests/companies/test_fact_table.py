"""The rows of the table of facts, which Python writes."""

import pytest
from django.template import Context, Template
from django.utils.translation import override, pgettext

from companies.models import CompanyCitation
from companies.profile import CompanyProfile
from kit.languages import Text
from tests.factories import make_company, make_figure, make_metric, make_source


def rows(company, **context) -> dict[str, list[str]]:
    """The cells of each row by its fact; what stands in for a second row of a fact has no name of its own."""
    profile = CompanyProfile(company)
    found = Context({"sheet": profile.sheet, "sources": profile.sources, **context})
    html = Template("{% load fact_table %}{% fact_rows sheet %}").render(found)
    table: dict[str, list[str]] = {}
    for row in html.split("<tr>")[1:]:
        head, *cells = row.split("<td")
        table.setdefault(head.strip(), []).extend(
            cell.partition(">")[2].partition("</td>")[0].strip() for cell in cells
        )
    return table


@pytest.mark.django_db
def test_value_stands_between_its_fact_and_its_source():
    company = make_company(legal_name="<Firm> & Söhne", slug="firm")
    company.citations.create(field="legal_name", source=make_source(language="de"))
    table = rows(company)
    value, year, source, ask = table['<th scope="row">Legal name</th>']
    assert (value, year) == ("<bdi>&lt;Firm&gt; &amp; Söhne</bdi>", "")
    assert (
        source
        == '<a class="src src--in" href="#s1" title="Source 1, secondary" aria-label="Source 1, secondary">1</a> <span class="seal-level">secondary</span>'
    )
    assert ask == (
        '<a class="ask" rel="nofollow" href="/companies/firm/edit/legal_name/" title="Correct: Legal name">'
        '<svg class="ico" aria-hidden="true" focusable="false"><use href="#i-pen"/></svg>'
        '<span class="vh">Correct: Legal name</span></a>'
    )


@pytest.mark.django_db
def test_missing_facts_are_one_line_and_each_can_be_added():
    company = make_company(slug="firm", founded="1984")
    assert list(rows(company)) == ['<th scope="row">Founded</th>']
    sheet = CompanyProfile(company).sheet
    line = Template("{% load fact_table %}{% unrecorded sheet %}")
    assert line.render(Context({"sheet": sheet})) == ", ".join(
        f'<a class="ask ask--word" rel="nofollow" href="/companies/firm/edit/{key}/">{label}</a>'
        for key, label in (
            ("founders", "Founders"),
            ("ownership", "Ownership"),
            ("turnover", "Turnover"),
            ("employees", "Employees"),
        )
    )
    assert line.render(Context({"sheet": sheet, "past": True})) == "Founders, Ownership, Turnover, Employees"


@pytest.mark.django_db
def test_value_in_a_row_is_corrected_in_that_row_and_what_has_none_is_added():
    company = make_company(slug="firm")
    founder = company.stakeholders.create(name="Ada", source=make_source())
    company.presences.create(country="JP", source=make_source())
    table = rows(company)
    assert (
        f'href="/companies/firm/edit/founders/{founder.pk}/" title="Correct: Founders"'
        in (table['<th scope="row">Founders</th>'][-1])
    )
    assert (
        'href="/companies/firm/edit/presences/" title="Add: Present abroad"'
        in (table['<th scope="row">Present abroad</th>'][-1])
    )


@pytest.mark.django_db
def test_fact_with_two_values_heads_both_rows():
    company, metric = make_company(), make_metric()
    doubtful, report = make_source(evidence="to_check", language="en"), make_source()
    make_figure(
        company=company, metric=metric, value=1, year="2012", source=doubtful, as_published="about <one>"
    )
    make_figure(company=company, metric=metric, value=2, year="2012", source=report, rank="preferred")
    table = rows(company)
    better, year, *_cells = table[f'<th scope="row" rowspan="2">{metric.name}</th>']
    assert (better, year) == ("<bdi>2 yuan</bdi>", "2012")
    worse, year, source, _ask = table[""]
    assert worse == (
        '<span class="unsourced"><bdi>1 yuan</bdi></span><small><q lang="en">about &lt;one&gt;</q></small>'
    )
    assert source.endswith('aria-label="Source 2, to check">2<span class="seal-check">?</span></a>')


@pytest.mark.django_db
def test_source_that_says_something_else_stands_below_the_value():
    company = make_company(founded="1984", slug="firm")
    for says in ("", "1985 & later"):
        CompanyCitation.objects.create(company=company, field="founded", source=make_source(), says=says)
    value, *_cells = rows(company)['<th scope="row">Founded</th>']
    assert value == (
        "<bdi>1984</bdi><small>Another source gives 1985 &amp; later "
        '<a class="src src--in" href="#s2" title="Source 2, secondary" aria-label="Source 2, secondary">2</a></small>'
    )


@pytest.mark.django_db
def test_page_as_it_was_asks_for_nothing():
    assert {cells[-1] for cells in rows(make_company(founded="1984"), past=True).values()} == {""}


@pytest.mark.django_db
def test_text_without_a_source_is_unsourced():
    _value, _year, source, _ask = rows(make_company(address=Text("1 Road", "en")))[
        '<th scope="row">Address</th>'
    ]
    assert source == (
        '<span class="seal-none" title="Unsourced"><span aria-hidden="true">?</span><span class="vh">Unsourced</span></span>'
    )


@pytest.mark.django_db
def test_person_is_named_in_both_scripts():
    company = make_company()
    company.stakeholders.create(name="Liu <Chuanzhi>", name_zh="柳传志")
    company.stakeholders.create(name="Ada")
    first, second = (values[0] for values in _founders(rows(company)))
    assert first == '<bdi>Liu &lt;Chuanzhi&gt;</bdi> <bdi lang="zh-Hans">柳传志</bdi>'
    assert second == "<bdi>Ada</bdi>"
    with override("zh-hans"):
        order = pgettext("names in two scripts", "%(first)s %(second)s")
        [[first, *_cells], [second, *_others]] = _founders(rows(company))
    names = {"first": '<bdi lang="zh-Hans">柳传志</bdi>', "second": "<bdi>Liu &lt;Chuanzhi&gt;</bdi>"}
    assert (first, second) == (order % names, "<bdi>Ada</bdi>")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("en", ("en", "Group"), ("zh-Hans", "集团")),
        ("zh-hans", ("zh-Hans", "集团"), ("en", "Group")),
    ],
)
def test_parent_with_a_page_is_named_as_its_page_names_it(language, first, second):
    make_company(slug="group", name_en="Group", name_zh="集团")
    company = make_company(slug="one")
    company.ties.create(kind="parent", name="Other", slug="group", source=make_source())
    with override(language):
        order = pgettext("names in two scripts", "%(first)s %(second)s")
        table = rows(company)
        values = [cells[0] for cells in table.values() if "/companies/group/" in cells[0]]
    link = f'/companies/group/"><bdi lang="{first[0]}">{first[1]}</bdi></a>'
    names = {"first": link, "second": f'<bdi lang="{second[0]}">{second[1]}</bdi>'}
    assert [value.partition(order % names)[1] for value in values] == [order % names]


def _founders(table):
    """The cells of the rows of founders."""
    [cells] = [cells for head, cells in table.items() if 'rowspan="2"' in head]
    return [cells, table[""]]
