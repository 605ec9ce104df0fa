"""What the shipped sources are worth, and which of them are linked."""

from companies.models import Company
from partners.models import Park, ParkCitation
from profiles.models import Evidence, Source
from zgc_site.demo.files import FACTS, read
from zgc_site.demo.sources import DESCRIPTIONS

ARTICLE = "Zhongguancun Science Park: innovation & excellence in the center of Beijing"


def rows():
    return read(FACTS / "sources.csv")


def test_descriptions_of_sources_can_be_translated():
    titles = {row["title"] for row in rows() if row["language"] == "en" and not row["url"]}
    assert titles - {ARTICLE} == set(DESCRIPTIONS)


def test_what_nobody_can_check_is_no_evidence():
    said = [row["title"] for row in rows() if row["evidence"] == "none"]
    assert sorted(said) == [
        "District derived from the postcode, from general knowledge",
        "General knowledge",
        "The editors’ choice, from the description and the industry that the sources give",
    ]


def test_copies_of_wikipedia_are_to_be_checked(demo):
    copies = Source.objects.filter(publisher="Wikipedia (copy)")
    assert [(row.url, row.evidence) for row in copies] == [("", Evidence.TO_CHECK)] * len(copies)
    assert ParkCitation.objects.get(park__slug="cyberjaya", field="founded").source in copies


def test_milestone_of_a_park_has_its_own_source(demo):
    milestone = Park.objects.get(slug="zgc-tel-aviv").milestones.first()
    assert milestone.source.publisher == "China Daily"


def test_further_sources_of_a_tie_stand_behind_the_summary(demo):
    """A partnership names one source; a summary may have several."""
    citations = ParkCitation.objects.filter(field="summary_en", park__slug__in=["zgc-ottawa", "tehnopol"])
    assert sorted(citations.values_list("park__slug", "source__publisher")) == [
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
