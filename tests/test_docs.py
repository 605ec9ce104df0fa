"""What the pages for readers of the code name is there."""

from __future__ import annotations

import importlib
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
]
APPS = (
    "kit",
    "maps",
    "accounts",
    "profiles",
    "companies",
    "partners",
    "pages",
    "submissions",
    "stories",
    "visits",
    "zgc_site",
)
PACKAGES = sorted(
    path.relative_to(ROOT).as_posix() for app in APPS for path in (ROOT / app).rglob("__init__.py")
)
in_backticks = re.compile(r"`([^`\s]+)`").findall
is_file = re.compile(r"[\w./-]*\w\.(?:py|md|csv|html|css|js|svg|toml|txt|json|yml)").fullmatch
is_folder = re.compile(r"[\w.-]+(?:/[\w.-]+)*/").fullmatch
is_module = re.compile(rf"(?:{'|'.join(APPS)})(?:\.\w+)+").fullmatch
# Addresses of pages, and what is made when the site runs.
NOT_OURS = ("/", "var/", "http")


def _tracked() -> set[str]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True)
    return set(listed.stdout.split("\n"))


@pytest.fixture(scope="module")
def places() -> set[str]:
    """All files and folders, and what they may be called for short: by the end of their path."""
    files = {path for path in _tracked() if path}
    folders = {f"{parent}/" for path in files for parent in Path(path).parents if str(parent) != "."}
    return {
        "/".join(parts[at:])
        for path in files | folders
        for parts in [path.split("/")]
        for at in range(len(parts))
    }


@pytest.mark.parametrize("page", PAGES)
def test_files_and_folders_that_a_page_names_are_there(page, places):
    named = [name.partition("::")[0] for name in in_backticks((ROOT / page).read_text(encoding="utf-8"))]
    paths = {name for name in named if (is_file(name) or is_folder(name)) and not name.startswith(NOT_OURS)}
    assert sorted(paths - places - MADE) == []


# Made by commands, or somebody's own.
MADE = {"backup.sqlite3", "benchmarks/results/", "bulk.csv"}


@pytest.mark.parametrize("page", PAGES)
def test_modules_that_a_page_names_are_there(page):
    for name in filter(is_module, in_backticks((ROOT / page).read_text(encoding="utf-8"))):
        if not is_file(name):
            _find(name)


def _find(name: str) -> None:
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return


@pytest.mark.parametrize("page", PAGES)
def test_links_of_a_page_lead_to_pages(page):
    text = (ROOT / page).read_text(encoding="utf-8")
    links = {link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in link}
    missing = {link for link in links if link and not ((ROOT / page).parent / link).exists()}
    assert missing == set()


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_that_a_folder_lists_are_there(package):
    lists = (ROOT / package).read_text(encoding="utf-8")
    missing = {
        name
        for name in re.findall(r"^([a-z_/]+\.py) ", lists, re.MULTILINE)
        if not (ROOT / package).parent.joinpath(name).exists()
    }
    assert missing == set()


MAX_LINES = 300


def test_long_files_are_those_that_a_decision_defends():
    decisions = (ROOT / "docs/decisions.md").read_text(encoding="utf-8")
    chapter = decisions.partition("## Files of more than 300 lines")[2].partition("\n## ")[0]
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]
    long = {
        path.relative_to(ROOT).as_posix()
        for path in files
        if len(path.read_text(encoding="utf-8").splitlines()) > MAX_LINES
    }
    assert set(re.findall(r"^- `([\w/]+\.py)`: ", chapter, re.MULTILINE)) == long
