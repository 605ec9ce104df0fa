"""What the facts of all shipped profiles rest on, counted again in plain SQL: pages, sums and filters say the same."""

from collections import Counter, defaultdict

import pytest
from django.db import connection

from companies.models import Company
from companies.profile import CompanyProfile
from partners.models import Park
from partners.profile import ParkProfile
from profiles import catalogue, tally
from profiles.evidence import EvidenceCount
from profiles.models import Tally

LEVELS = ["primary", "secondary", "to_check", "none"]
LEVEL = """CASE WHEN s.id IS NULL OR s.evidence = 'none' THEN 'none'
    WHEN r.evidence <> '' THEN r.evidence ELSE s.evidence END"""
TABLES = {
    "company": (
        *("companyname", "companyfigure", "companymilestone", "stakeholder"),
        *("tie", "product", "presence", "identifier", "certificate"),
    ),
    "park": ("parkname", "parkfigure", "parkmilestone", "partnership", "statement"),
}
# The fields that files name sources for, and where each has a value. How the park sorts its profiles is no fact.
FIELDS = {
    "company": {
        **dict.fromkeys(
            ("founded", "ownership", "address", "legal_name", "standing", "in_park_since", "in_park_until", "in_park_seen"),
            "{field} <> ''",
        ),
        **dict.fromkeys(("zone_id", "returnee_founded"), "{field} IS NOT NULL"),
    },
    "park": {
        **dict.fromkeys(("city", "founded"), "{field} <> ''"),
    },
}  # fmt: skip
APPS = {"company": "companies", "park": "partners"}
MODELS = {"company": Company, "park": Park}


def answers(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def recounted(kind):
    """Profile -> level -> facts."""
    app, counts = APPS[kind], defaultdict(Counter)
    for name in TABLES[kind]:
        sql = f"SELECT r.{kind}_id, {LEVEL} FROM {app}_{name} r LEFT JOIN profiles_source s ON s.id = r.source_id"
        for pk, level in answers(sql):
            counts[pk][level] += 1
    cited = defaultdict(list)
    joined = f"{app}_{kind}citation r LEFT JOIN profiles_source s ON s.id = r.source_id"
    for pk, field, level in answers(
        f"SELECT r.{kind}_id, r.field, {LEVEL} FROM {joined} WHERE r.says = '' AND r.field NOT IN ('sectors', 'focus_sectors')"
    ):
        cited[pk, field].append(level)
    for (pk, _field), levels in cited.items():
        counts[pk][min(levels, key=LEVELS.index)] += 1
    for field, has_value in FIELDS[kind].items():
        for (pk,) in answers(f"SELECT id FROM {app}_{kind} WHERE {has_value.format(field=field)}"):
            counts[pk]["none"] += (pk, field.removesuffix("_id")) not in cited
    return counts


@pytest.mark.parametrize("kind", MODELS)
def test_evidence_of_each_shipped_profile_is_that_of_its_rows(demo, kind):
    counts, seen = recounted(kind), Counter()
    for profile in MODELS[kind].objects.published():
        page = CompanyProfile(profile).sheet if kind == "company" else ParkProfile(profile, None)
        levels = counts[profile.pk]
        sound = levels["primary"] + levels["secondary"]
        assert page.evidence == EvidenceCount(sound, levels["to_check"], levels["none"])
        seen.update({level for level in levels if levels[level]})
    assert all(seen[level] for level in LEVELS if (kind, level) != ("park", "none")), seen


@pytest.mark.parametrize("kind", MODELS)
def test_filter_finds_who_has_such_facts(demo, kind):
    counts, found = recounted(kind), catalogue.current(kind)
    assert found.published
    for pk in found.published:
        levels = {level for level in LEVELS if counts[pk][level]}
        in_filter = {
            value
            for value in ("well-sourced", "to-check", "unsourced")
            if pk in found.having("evidence", value)
        }
        good = {"well-sourced"} if levels and levels <= {"primary", "secondary"} else set()
        bad = {value for value, level in (("to-check", "to_check"), ("unsourced", "none")) if level in levels}
        assert in_filter == good | bad


def test_sums_are_those_of_all_published_profiles(demo):
    tally.count()
    sums = Counter()
    for kind, model in MODELS.items():
        counts = recounted(kind)
        for pk in model.objects.published().values_list("pk", flat=True):
            sums.update(counts[pk])
    assert Tally.objects.get().levels == {level: sums[level] for level in LEVELS}
