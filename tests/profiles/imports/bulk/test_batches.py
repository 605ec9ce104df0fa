"""What a batch writes is what create writes, row for row."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from companies.models import Company
from kit import text
from kit.keys import new_key
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, create
from profiles.models import ContentVersion, MatchKey, Source, Version
from profiles.recognising.match_keys import NO_PROFILE, keep_missing
from profiles.search.rebuilding import IndexReport, check
from tests.bulk_writing import create_many
from tests.factories import make_company, make_metric, make_sector, make_source, make_zone

pytestmark = pytest.mark.django_db

AUTHOR = Actor(why="companies.csv", origin=Version.Origin.IMPORT)
NAMES = st.text(
    st.characters(codec="utf-8") | st.sampled_from("a1\u200b\u00ad\u0301\u00a0 \n"), min_size=1, max_size=30
).filter(lambda typed: text.is_name(text.name(typed)) and "\ufffd" not in typed)
DATES = st.sampled_from(["1984", "1984-11", "1984-11-01"])
FIELDS = st.fixed_dictionaries(
    {"name_en": NAMES},
    optional={
        "name_zh": NAMES,
        "legal_name": NAMES,
        "founded": DATES,
        "ownership": st.sampled_from(["domestic", "joint-venture"]),
        "returnee_founded": st.booleans(),
        "sectors": st.sampled_from([["chips"], ["chips", "cloud"]]),
        "zone": st.just("haidian"),
        "website": st.just("https://example.com/"),
        "featured": st.just(True),
        "verified_on": st.just("2024-05-01"),
    },
)
FIGURES = st.fixed_dictionaries(
    {
        "metric": st.just("employees"),
        "value": st.sampled_from(["0", "12", "1234567.25"]),
        "unit": st.just("count"),
        "period_kind": st.just("year"),
        "period_start": st.sampled_from(["2011", "2012"]),
        "coverage": st.just("all"),
        "qualifier": st.just("exact"),
        "rank": st.just("normal"),
    },
    optional={"source": st.just("known"), "note_en": NAMES},
)
PRESENCES = st.fixed_dictionaries(
    {"country": st.sampled_from(["FR", "US"]), "kind": st.just("branch")},
    optional={"opened": DATES, "city": NAMES},
)
OTHER_NAMES = st.fixed_dictionaries(
    {"name": NAMES, "kind": st.just("brand")}, optional={"language": st.just("en")}
)
ROWS = st.fixed_dictionaries(
    {
        "figures": st.lists(FIGURES, max_size=1),
        "presences": st.lists(PRESENCES, max_size=2),
        "other_names": st.lists(OTHER_NAMES, max_size=1),
    }
)


def document(number, fields, rows):
    keyed = {relation: {str(new_key()): row for row in found} for relation, found in rows.items() if found}
    return Document("company", {**fields, "slug": f"company-{number}"}, keyed)


def content(company):
    found = document_of(company)
    rows = {relation: list(of_relation.values()) for relation, of_relation in found.rows.items()}
    versions = Version.objects.filter(kind="company", object_id=company.pk).order_by("number")
    keys = MatchKey.objects.filter(object_id=company.pk).order_by("key")
    return (
        {name: value for name, value in found.fields.items() if name != "slug"},
        rows,
        found.sources,
        (company.state, company.version, company.changed_by_id, company.published_at is None),
        list(
            versions.values_list(
                "number", "action", "origin", "state", "why", "made_by", "changes", "document"
            )
        ),
        list(keys.values_list("key", flat=True)),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(FIELDS, ROWS), min_size=1, max_size=4), st.booleans())
@example([({"name_en": "Î\x98oY"}, {"other_names": [{"name": "Qing\u200bhé", "kind": "brand"}]})], False)
def test_many_are_what_one_by_one_would_be(found, publish):
    Company.objects.all().delete()
    Version.objects.all().delete()
    for slug in ("chips", "cloud"):
        make_sector(slug=slug) if not Company.sectors.field.related_model.objects.filter(
            slug=slug
        ).exists() else None
    _terms()
    singles = []
    for number, (fields, rows) in enumerate(found):
        company = create(document(f"one-{number}", fields, rows), AUTHOR)
        if publish:
            company.publish(by=None, why=AUTHOR.why, origin=AUTHOR.origin)
        singles.append(company.pk)
    many = create_many([document(f"many-{n}", *one) for n, one in enumerate(found)], AUTHOR, publish=publish)
    for one, other in zip(singles, many, strict=True):
        assert content(Company.objects.get(pk=one)) == content(Company.objects.get(pk=other))


def _terms():
    if not Source.objects.filter(key="known").exists():
        make_zone(slug="haidian")
        make_metric(code="employees", kind="count", unit="count")
        Source.objects.create(key="known", title="Known")


def test_one_content_version_for_all():
    before = ContentVersion.current()
    create_many([document(number, {"name_en": "A"}, {}) for number in range(5)], AUTHOR)
    assert ContentVersion.current() == before + 1


@pytest.mark.parametrize(
    ("fields", "rows"),
    [
        ({"name_en": "x" * 501}, {}),
        ({"founded": "1984"}, {}),
        ({"name_en": "A", "founded": "2013-02-30"}, {}),
        ({"name_en": "A", "ownership": "theirs"}, {}),
        ({"name_en": "A", "zone": "atlantis"}, {}),
        ({"name_en": "A", "website": "nowhere"}, {}),
        ({"name_en": "A"}, {"presences": [{"country": "CN", "kind": "branch"}]}),
        ({"name_en": "A"}, {"presences": [{"country": "XX", "kind": "branch"}]}),
        ({"name_en": "A"}, {"identifiers": [{"scheme": "lei", "value": "123"}]}),
        ({"name_en": "A"}, {"milestones": [{"text_en": "Moved"}]}),
    ],
)
def test_bad_document_is_refused_as_create_refuses_it(fields, rows):
    with pytest.raises(ValidationError) as one:
        create(document(1, fields, rows), AUTHOR)
    with pytest.raises(ValidationError) as many:
        create_many([document(0, {"name_en": "Good"}, {}), document(1, fields, rows)], AUTHOR)
    assert list(one.value.message_dict.values()) == list(many.value.message_dict.values())
    assert Company.objects.count() == 0


def test_address_that_is_taken_leaves_nothing_behind():
    make_company(slug="company-2")
    with pytest.raises(IntegrityError):
        create_many([document(number, {"name_en": "A"}, {}) for number in range(3)], AUTHOR)
    assert Company.objects.count() == 1
    assert MatchKey.objects.count() == 0


def test_former_address_of_another_is_refused():
    make_company().former_slugs.create(slug="company-1")
    with pytest.raises(ValidationError):
        create_many([document(1, {"name_en": "A"}, {})], AUTHOR)


def test_new_source_is_made_once():
    make_source()
    rows = {"other_names": [{"name": "B", "kind": "other", "source": "new"}]}
    documents = [document(number, {"name_en": "A"}, rows) for number in range(3)]
    cited = {"new": {"title": "A new source"}}
    create_many([Document(one.kind, one.fields, one.rows, cited) for one in documents], AUTHOR)
    assert Source.objects.get(key="new").companies_companyname_rows.count() == 3


def test_new_profiles_are_indexed_as_an_index_built_anew_has_them():
    _terms()
    make_sector(slug="chips", parent=make_sector(slug="it"))
    row = {"name": "联想集团", "kind": "former"}
    rows = {
        "other_names": [{"name": "Legend", "kind": "former"}, row],
        "identifiers": [{"scheme": "hkex", "value": "0992"}],
        "milestones": [{"on": "1984", "text_en": "Founded by eleven engineers", "kind": "founded"}],
    }
    fields = {"name_en": "Lenovo", "zone": "haidian", "sectors": ["chips", "it"], "summary_zh": "电脑"}
    fields["website"] = "https://www.lenovo.com/en"
    create_many([document(1, fields, rows), document(2, {"name_zh": "百度"}, {})], AUTHOR)
    assert check(lambda done, total: None) == IndexReport()


def test_profiles_written_past_the_site_are_given_their_keys():
    _terms()
    fields = {"name_en": "Lenovo", "website": "https://www.lenovo.com/"}
    pks = create_many([document(1, fields, {"other_names": [{"name": "联想", "kind": "brand"}]})], AUTHOR)
    before = set(MatchKey.objects.values_list("kind", "object_id", "key"))
    MatchKey.objects.all().delete()
    assert keep_missing("company") == len(pks)
    of_profiles = MatchKey.objects.exclude(object_id=NO_PROFILE)
    assert set(of_profiles.values_list("kind", "object_id", "key")) == before
    assert keep_missing("company") == 0
