"""What counts as a source, on pages and in tables alike."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from companies.models import CompanyMilestone
from profiles.models import Evidence, Source
from profiles.models.source import at_level, best, cited, undated_label
from profiles.reports import fact_models
from tests.factories import make_company, make_source

PRIMARY, SECONDARY, TO_CHECK, NONE = Evidence
# What the source is worth, what its use is, and what the fact rests on.
LEVELS = [
    (None, "", NONE),
    *((level, "", level) for level in Evidence),
    *(
        (level, use, use)
        for level in (PRIMARY, SECONDARY, TO_CHECK)
        for use in (PRIMARY, SECONDARY, TO_CHECK)
    ),
    *((NONE, use, NONE) for use in (PRIMARY, SECONDARY, TO_CHECK)),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("own", "use", "level"), LEVELS)
def test_level_of_a_fact_is_one_on_pages_and_in_tables(own, use, level):
    source = make_source(evidence=own) if own else None
    row = make_company().milestones.create(on="2001", text_en="Moved", source=source, evidence=use)
    assert row.evidence_level == level
    assert [use.evidence_level for use in cited([row])] == ([] if level == NONE else [level])
    found = {one for one in Evidence if row in CompanyMilestone.objects.filter(at_level(one))}
    assert found == {level}


def test_best_of_several_sources_counts():
    assert [best(levels) for levels in ([TO_CHECK, PRIMARY, NONE], [NONE, TO_CHECK], [])] == [
        PRIMARY,
        TO_CHECK,
        NONE,
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model, _owner in fact_models()])
def test_use_without_a_source_has_no_level(model):
    """Every table of facts has the rule; a row of one shows that it holds."""
    names = [constraint.name for constraint in model._meta.constraints]
    assert f"{model._meta.app_label}_{model._meta.model_name}_evidence" in names
    company = make_company()
    with pytest.raises(IntegrityError), transaction.atomic():
        company.milestones.create(on="2001", text_en="Moved", evidence="primary")
    with pytest.raises(IntegrityError), transaction.atomic():
        company.milestones.create(on="2001", text_en="Moved", source=make_source(), evidence="none")


@pytest.mark.django_db
@pytest.mark.parametrize("model", [model for model, _owner in fact_models()])
@pytest.mark.parametrize("source", [None, "none"])
def test_level_where_nothing_is_evidence_is_explained(model, source):
    row = model(evidence="primary", **({"source": make_source(evidence=source)} if source else {}))
    with pytest.raises(ValidationError, match="no source here"):
        row.clean()


@pytest.mark.django_db
def test_level_that_the_source_has_anyway_is_not_kept():
    row = CompanyMilestone(evidence="secondary", source=make_source(evidence="secondary"))
    row.clean()
    assert row.evidence == ""


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
    assert "5 facts: 1 primary or secondary, 1 to check, 3 without a source" in html
    assert "joint venture" not in html
    assert (html.count('class="seal-none" title'), html.count('seal-check">?</span></a>')) == (2, 1)


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
