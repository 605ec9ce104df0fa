"""What is wrong with shipped content is named with its place; what ships is in order."""

import csv
import shutil

import pytest

from scripts.check_content import CONTENT, Check


@pytest.fixture
def content(tmp_path):
    """A copy of the shipped content, and a way to spoil a line of it."""
    shutil.copytree(CONTENT, tmp_path / "demo", ignore=shutil.ignore_patterns("*.py", "__pycache__"))

    def spoil(name, is_line, cells):
        path = tmp_path / "demo" / name
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        number = next(place for place, row in enumerate(rows) if is_line(row))
        rows[number] |= cells
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        return Check(tmp_path / "demo").run()

    return spoil


def test_what_ships_is_in_order():
    assert Check().run() == []


def of(fact, **cells):
    return lambda row: row["fact"] == fact and all(row[name] == value for name, value in cells.items())


def key(name):
    return lambda row: row["key"] == name


COMPANIES, PARKS = "facts/companies.csv", "facts/parks.csv"


@pytest.mark.parametrize(
    ("name", "line", "cells", "fault"),
    [
        (COMPANIES, of("founded"), {"value": "in spring"}, "“in spring” is no date"),
        (COMPANIES, of("founded"), {"value": ""}, "has no value"),
        (COMPANIES, of("founded"), {"source": "nobody"}, "no source is called nobody"),
        (COMPANIES, of("founded"), {"source": ""}, "founded has no source"),
        (COMPANIES, of("founded"), {"evidence": "sure"}, "“sure” is no level of evidence"),
        (COMPANIES, of("standing"), {"evidence": "to_check"}, "a standing needs a primary or secondary source"),
        (COMPANIES, of("turnover"), {"currency": "XYZ"}, "“XYZ” does not fit turnover"),
        (COMPANIES, of("turnover"), {"unit": "km2"}, "does not fit turnover"),
        (COMPANIES, of("turnover"), {"value": "much"}, "“much” is no number"),
        (COMPANIES, of("turnover"), {"value": "-1"}, "-1 cannot be"),
        (COMPANIES, of("turnover", period_kind="year"), {"period_start": "2012-01"}, "is no period of the kind year"),
        (COMPANIES, of("turnover", period_kind="span"), {"period_end": "1999-01"}, "is no period of the kind span"),
        (PARKS, of("new_companies_per_day", coverage="part"), {"coverage": "all"}, "a chart of new_companies_per_day joins what"),
        (COMPANIES, of("turnover"), {"fact": "turnovers"}, "no metric is called turnovers"),
        (PARKS, of("area"), {"fact": "turnover", "unit": "", "currency": "CNY"}, "turnover is not used for a park"),
        (PARKS, of("country"), {"profile": "A park"}, "“A park” is no address"),
        (PARKS, of("summary", language="fr"), {"value": "Un parc ; deux"}, "“ ;” in"),
        (PARKS, of("summary", language="fr"), {"language": "de"}, "is missing in fr"),
        (PARKS, of("summary", language="zh-Hans"), {"value": "园区,北京"}, "“区,” in"),
        (PARKS, of("summary", language="en"), {"value": "The park's"}, "“'” in"),
        (PARKS, of("name", language="en"), {"language": "fr"}, "has no English name"),
        ("facts/sources.csv", lambda row: True, {"evidence": "good"}, "“good” is no level of evidence"),
        ("facts/sources.csv", key("wiki-loongson"), {"evidence": "primary"}, "wiki-loongson is a copy, a wiki or a blog"),
        ("facts/sources.csv", key("sciencenet-patents-2019"), {"evidence": "secondary"}, "is a copy, a wiki or a blog"),
        ("facts/sources.csv", key("sva-20f-2021"), {"evidence": "secondary"}, "is a copy, a wiki or a blog"),
        ("facts/sources.csv", lambda row: row["url"], {"url": "page 3"}, "“page 3” is no web address"),
        ("facts/sources.csv", lambda row: True, {"title": ""}, "a source has no title"),
        ("zones.csv", lambda row: True, {"name_fr": ""}, "name is missing in fr"),
    ],
)  # fmt: skip
def test_fault_is_named(content, name, line, cells, fault):
    assert [text for text in content(name, line, cells) if fault in text]


def test_source_that_no_fact_names_is_a_fault(content):
    faults = content("facts/sources.csv", lambda row: row["key"] == "tal-founder", {"key": "tal-founders"})
    assert "facts/sources.csv: no fact names the source tal-founders" in faults
    assert any("no source is called tal-founder" in fault for fault in faults)
