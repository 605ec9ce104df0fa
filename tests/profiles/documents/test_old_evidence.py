"""Documents that were kept when a source was no more than to be checked, or none: histories, drafts, proposals."""

import pytest

from companies.models import Company
from profiles.documents import records, writing
from profiles.documents.difference import differences
from profiles.documents.document import Document, pack, unpack
from profiles.documents.history import document_at, versions_of
from profiles.documents.reading import document_of
from profiles.documents.undoing import restore
from profiles.documents.writing import Actor
from profiles.editing.drafts import begin, document_in
from profiles.models import Source, Version
from submissions.models import Submission
from tests.factories import make_company, make_source

pytestmark = pytest.mark.django_db
LEVELS = {"blog": "to_check", "report": "secondary", "common": "none"}


@pytest.fixture
def company():
    company = make_company(name_en="First", founded="1984")
    for key, level in LEVELS.items():
        source = make_source(key=key, title=key, evidence=level)
        company.milestones.create(on="2001", text_en=key, source=source)
        company.citations.create(field="founded", source=source)
    return company


def save(company, **fields):
    base = document_of(Company.objects.get(pk=company.pk))
    proposed = Document(base.kind, base.fields | fields, base.rows, base.sources)
    return writing.save(company, base, proposed, Actor())


def old(data):
    """As it was stored then: what is usual was left out."""
    for source in data["sources"].values():
        level = source.pop("evidence")
        source |= {"needs_check": True} if level == "to_check" else {}
        source |= {"evidence": "none"} if level == "none" else {}
    return data


def age(versions):
    for version in versions:
        for column in ("changes", "document"):
            if packed := getattr(version, column):
                setattr(version, column, pack(old(unpack(packed))))
        version.save()


def levels(document):
    return {key: source["evidence"] for key, source in document.sources.items()}


def test_history_is_read_and_goes_on(company):
    save(company, name_en="Second")
    base = document_of(company)
    rows = {key: row for key, row in base.of("milestones").items() if row["text_en"] != "blog"}
    writing.save(
        company,
        base,
        Document(base.kind, base.fields, {**base.rows, "milestones": rows}, base.sources),
        Actor(),
    )
    age(Version.objects.all())
    for version in versions_of("company", company.pk):
        document = document_at("company", company.pk, version.number)
        assert levels(document) == LEVELS
        assert not any("needs_check" in source for source in document.sources.values())
    save(company, name_en="Third")
    assert versions_of("company", company.pk).filter(origin="outside").count() == 0
    live = Company.objects.get(pk=company.pk)
    assert document_at("company", company.pk, live.version) == document_of(live)


def test_deleted_profile_comes_back_with_its_sources(company):
    before = document_of(company)
    writing.delete(company, company.version, Actor())
    for key in LEVELS:
        records.delete(Source.objects.get(key=key))
    age(Version.objects.all())
    restored = restore("company", company.pk, Actor()).profile
    assert differences(document_of(Company.objects.get(pk=restored.pk)), before) == []
    assert dict(Source.objects.values_list("key", "evidence")) == LEVELS


def test_draft_is_read(company):
    draft = begin(company, company.version, document_of(company), Actor())
    draft.saves = pack({number: old(document) for number, document in unpack(draft.saves).items()})
    assert document_in(draft) == document_of(company)


def test_proposal_is_read(company):
    packed = pack(old(document_of(company).as_json()))
    submission = Submission(kind="company", base=packed, proposed=packed)
    assert submission.base_document == submission.proposed_document == document_of(company)
