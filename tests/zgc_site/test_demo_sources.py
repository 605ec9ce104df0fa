"""Every source that the shipped files name is described, and what is doubtful says so."""

import pytest

from companies.models import Company
from partners.models import Park, ParkCitation
from profiles.models import Source
from zgc_site.demo.reading import ARTICLE, DESCRIPTIONS, FOLDER, DemoSources, read, split

DOUBTFUL = ("unverified", "to be checked")
NO_EVIDENCE = ("general knowledge", "editorial")
# Hosts that copy other sites' texts: cited, but not linked.
HOSTS = [
    "dnhewrhegkli.shop",
    "the-uncensored-wiki.com",
    "global.ssl.fastly.net",
    "perceptiosv.com",
    "jablog.org",
    "encycloreader.org",
    "piglix.com",
    "doczz.net",
    "ft.csccsc.cc",
]


def test_every_named_source_is_described_once():
    described = [row["given"] for row in read("sources.csv")]
    named = {
        given
        for file in FOLDER.glob("*.csv")
        if file.name != "sources.csv"
        for row in read(file.name)
        for column, cell in row.items()
        if column.endswith(("source", "ror_id"))
        for given in split(cell)
    }
    assert sorted(described) == sorted(named)


def test_descriptions_of_sources_can_be_translated():
    titles = {row["title"] for row in read("sources.csv") if row["language"] == "en" and not row["url"]}
    assert titles - {ARTICLE} == set(DESCRIPTIONS)


def test_source_that_nothing_describes_is_refused(db):
    with pytest.raises(KeyError, match="a source of nobody"):
        DemoSources().named("a source of nobody")


def test_what_the_files_call_doubtful_is_to_be_checked():
    doubtful = [row for row in read("sources.csv") if any(word in row["given"] for word in DOUBTFUL)]
    assert len(doubtful) == 4
    assert [row["given"] for row in doubtful if row["evidence"] != "to_check"] == []


def test_what_nobody_can_check_is_no_evidence():
    said = [row for row in read("sources.csv") if any(word in row["given"] for word in NO_EVIDENCE)]
    assert len(said) == 3
    assert said == [row for row in read("sources.csv") if row["evidence"] == "none"]


def test_doubtful_hosts_are_cited_but_not_linked():
    seen = [row for row in read("sources.csv") if any(host in row["given"] for host in HOSTS)]
    assert len(seen) == len(HOSTS)
    assert [
        row["given"] for row in seen if row["url"] or row["evidence"] != "to_check" or not row["note"]
    ] == []


def test_copies_of_wikipedia_are_facts_to_be_checked(demo):
    copies = Source.objects.filter(publisher="Wikipedia (copy)")
    assert [(row.url, row.evidence) for row in copies] == [("", "to_check")] * 6
    assert ParkCitation.objects.get(park__slug="cyberjaya", field="founded").source in copies


def test_wikipedia_itself_is_linked_and_anyone_may_have_written_it(demo):
    articles = Source.objects.filter(publisher="Wikipedia")
    assert articles.count() == 12
    assert all("wikipedia.org/wiki/" in row.url and row.evidence == "to_check" for row in articles)


def test_milestone_of_a_park_has_its_own_source(demo):
    milestone = Park.objects.get(slug="zgc-tel-aviv").milestones.get()
    assert milestone.source.publisher == "China Daily"


def test_further_sources_of_a_tie_stand_behind_the_summary(demo):
    """A partnership names one source; a summary may have several."""
    rows = ParkCitation.objects.filter(field="summary_en", park__slug__in=["zgc-ottawa", "tehnopol"])
    assert sorted(rows.values_list("park__slug", "source__publisher")) == [
        ("tehnopol", "Astlanda"),
        ("tehnopol", "中关村新闻网"),
        ("zgc-ottawa", "Canadian Dream"),
        ("zgc-ottawa", "Ottawa Business Journal"),
        ("zgc-ottawa", "ZDNet"),
    ]


def test_former_name_has_its_own_source(demo):
    names = Company.objects.get(slug="yonyou").other_names.order_by("name")
    assert [(row.name, row.kind, row.source.publisher) for row in names] == [
        ("UFIDA", "former", "FinanceDatabase"),
        ("UFIDA Software", "former", "FinanceDatabase"),
        ("用友软件", "former", ""),
    ]
