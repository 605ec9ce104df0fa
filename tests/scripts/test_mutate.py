"""What is said of mutants is said of the code as it is."""

from __future__ import annotations

import functools
import gc
import tomllib
from pathlib import Path

import pytest

from scripts.mutation.plugin import _caches_of, _exchange

ROOT = Path(__file__).parents[2]
CONFIGURED = tomllib.loads((ROOT / "scripts/mutation/modules.toml").read_text())


@pytest.mark.parametrize("module", CONFIGURED["modules"])
def test_module_and_its_tests_are_there(module):
    paths = [module, *(f"tests/{path}" for path in CONFIGURED["modules"][module])]
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("row", CONFIGURED["survivors"], ids=lambda row: f"{row['module']}: {row['becomes']}")
def test_survivor_is_a_change_of_a_line_that_is_there(row):
    assert row["module"] in CONFIGURED["modules"]
    assert row["was"] in " ".join((ROOT / row["module"]).read_text().split())
    assert row["becomes"] != row["was"]
    assert row["why"]


@functools.cache
def remembered():
    return 1


def test_caches_of_a_module_are_its_own():
    assert remembered() == 1
    assert _caches_of(Path(__file__)) == [remembered]


def test_code_is_exchanged_in_functions_that_are_there_and_not_in_others():
    def one():
        return 1

    def two():
        return 2

    cached = functools.cache(one)
    assert cached() == 1

    gc.freeze()  # as the tests do, once everything is loaded
    try:
        assert not _exchange(compile("3", "module", "exec"), two.__code__)
        assert _exchange(one.__code__, two.__code__)
    finally:
        gc.unfreeze()
    assert (one(), two(), cached()) == (2, 2, 2)
