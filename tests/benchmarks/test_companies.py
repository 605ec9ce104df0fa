from __future__ import annotations

import csv
from collections import Counter

from benchmarks.companies import companies, lei, usci
from benchmarks.generate import write_file
from companies.columns import COMPANIES
from companies.facts.identifiers import clean_identifier


def test_companies_at_every_run_are_the_same():
    assert list(companies(50)) == list(companies(50))


def test_companies_of_a_small_set_are_the_first_of_a_larger_one():
    assert list(companies(80))[30:] == list(companies(50, first=31))


def test_addresses_are_each_there_once():
    slugs = [made.fields["slug"] for made in companies(2_000)]
    assert len(set(slugs)) == len(slugs)


def test_identifiers_are_valid():
    for number in (*range(1, 200), 999_999):
        assert clean_identifier("uscc", usci(number)) == usci(number)
        assert clean_identifier("lei", lei(number)) == lei(number)


def test_words_are_as_unequal_as_in_real_texts():
    words = Counter(word for made in companies(2_000) for word in made.fields["summary_en"].split())
    often, seldom = words.most_common(1)[0][1], sum(count == 1 for count in words.values())
    assert often > 500
    assert seldom > 1_000


def test_file_has_the_columns_of_a_company_file(tmp_path):
    write_file(tmp_path / "companies.csv", 20)
    with (tmp_path / "companies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) <= set(COMPANIES.file.names)
    assert [row["slug"] for row in rows] == [made.fields["slug"] for made in companies(20)]
