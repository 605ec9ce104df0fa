"""What counts as a source, on pages and in tables alike."""

import pytest
from django.db import IntegrityError, transaction

from companies.models import CompanyMilestone
from profiles.models import Evidence, Source
from profiles.models.source import evidence_among, level_of, to_check, undated_label, unsourced
from tests.factories import make_company, make_source

LEVELS = [(None, Evidence.NONE), *((level, level) for level in Evidence)]


@pytest.mark.django_db
@pytest.mark.parametrize(("said", "level"), LEVELS)
def test_level_of_a_source_is_that_of_its_rows(said, level):
    source = make_source(evidence=said) if said else None
    row = make_company().milestones.create(on="2001", text_en="Moved", source=source)
    assert level_of(source) == level
    assert evidence_among([source]) == ([] if level == Evidence.NONE else [source])
    found = {
        Evidence.NONE: CompanyMilestone.objects.filter(unsourced()).first(),
        Evidence.TO_CHECK: CompanyMilestone.objects.filter(to_check()).first(),
    }
    assert {which for which, one in found.items() if one == row} == {level} & {*found}


@pytest.mark.django_db
@pytest.mark.parametrize("said", ["hearsay", "", "PRIMARY"])
def test_unknown_evidence_is_refused_by_the_database(said):
    with pytest.raises(IntegrityError), transaction.atomic():
        Source.objects.create(key="a", title="A source", evidence=said)


@pytest.mark.django_db
def test_source_that_nobody_judged_is_to_be_checked():
    assert Source.objects.create(key="a", title="A source").evidence == Evidence.TO_CHECK


@pytest.mark.django_db
def test_fact_without_evidence_is_unsourced_on_the_page(client):
    known = make_source(title="General knowledge", evidence="none")
    sound, doubtful = make_source(title="Report"), make_source(title="Blog", evidence="to_check")
    company = make_company(
        founded="1984", ownership="domestic", legal_name="Company Ltd", website="https://a.example/"
    )
    for field, source in (
        ("founded", known),
        ("ownership", sound),
        ("legal_name", doubtful),
        ("website", known),
    ):
        company.citations.create(field=field, source=source)
    company.citations.create(field="ownership", source=known, says="joint venture")
    company.milestones.create(on="2001", text_en="Moved", source=known)
    response = client.get(company.get_absolute_url())
    profile, html = response.context["profile"], response.content.decode()
    assert [source.title for _number, source, _facts in profile.sources] == ["Report", "Blog"]
    assert "General knowledge" not in html
    assert "2 of " in html
    assert "joint venture" not in html
    assert (html.count("seal-none"), html.count("seal-check")) == (2, 1)


@pytest.mark.parametrize(
    ("sources", "label"),
    [
        ([], "undated"),
        ([None], "undated"),
        ([Source(published_on="")], "undated"),
        ([Source(published_on="2013")], "in a source of 2013"),
        ([Source(published_on="2013-05-21"), None, Source(published_on="2012-12")], "in a source of 2013"),
        ([Source(published_on="2013", evidence="to_check")], "in a source of 2013"),
        ([Source(published_on="2013", evidence="none")], "undated"),
    ],
)
def test_undated_value_is_as_old_as_its_newest_source(sources, label):
    assert undated_label(sources) == label
