"""Style sheets: whole when they are collected, and nothing in them that no page has."""

import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders

from zgc_site.style_sheets import IMPORT, WholeSheetStorage, without_comments

CSS = settings.BASE_DIR / "static" / "css"
SHEETS = ("site", "admin")
# What templates, scripts and modules put together from a block and a word of the record.
MADE_OF_WORDS = ("l-line--", "l-mark--", "logo--", "monogram--", "state--", "tag--", "field-")


@pytest.fixture
def storage(tmp_path):
    for path, text in {
        "css/all.css": '/* both */\n@import "b.css";\n@import "parts/a.css";\n',
        "css/b.css": "b { top: 0; }\n",
        "css/parts/a.css": "a { top: 0; }\n",
        "js/all.js": '@import "b.css";\n',
    }.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return WholeSheetStorage(location=tmp_path)


def collected(storage, name):
    with storage.open(name) as file:
        return file.read().decode()


def test_parts_stand_in_a_sheet_in_the_order_of_its_imports(storage):
    assert collected(storage, "css/all.css") == "b { top: 0; }\n\na { top: 0; }\n\n"


def test_other_files_are_collected_as_they_are(storage):
    assert collected(storage, "js/all.js") == '@import "b.css";\n'


def test_missing_part_is_an_error(storage, tmp_path):
    (tmp_path / "css" / "b.css").unlink()
    with pytest.raises(FileNotFoundError):
        storage.open("css/all.css")


def test_part_of_another_folder_may_not_name_files(storage, tmp_path):
    (tmp_path / "css" / "parts" / "a.css").write_text("a { background: url(a.png); }")
    with pytest.raises(ValueError, match=r"parts/a\.css"):
        storage.open("css/all.css")


def test_sheet_is_as_new_as_its_newest_part(storage, tmp_path):
    os.utime(tmp_path / "css" / "all.css", (1000, 1000))
    os.utime(tmp_path / "css" / "b.css", (1000, 1000))
    os.utime(tmp_path / "css" / "parts" / "a.css", (2000, 2000))
    assert storage.get_modified_time("css/all.css").timestamp() == 2000


def test_site_collects_whole_sheets():
    collecting = {path: storage for finder in finders.get_finders() for path, storage in finder.list([])}
    for sheet in SHEETS:
        text = collected(collecting[f"css/{sheet}.css"], f"css/{sheet}.css")
        assert "@import" not in text
        assert "--brand:" in text


@pytest.mark.parametrize("sheet", SHEETS)
def test_site_serves_whole_sheets(sheet, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    name = f"css/{sheet}.css"
    collecting = {path: storage for finder in finders.get_finders() for path, storage in finder.list([])}
    assert Path(finders.find(name)).read_text() == collected(collecting[name], name)


def test_every_part_is_in_a_sheet():
    imported = [name for sheet in SHEETS for name in IMPORT.findall(_read(CSS / f"{sheet}.css"))]
    parts = {path.relative_to(CSS).as_posix() for path in CSS.rglob("*.css")}
    assert parts - {f"{sheet}.css" for sheet in SHEETS} == set(imported)


@pytest.mark.parametrize("path", sorted(CSS.rglob("*.css")), ids=lambda path: path.stem)
def test_no_rule_is_for_a_class_that_nothing_has(path, sources):
    rules = re.sub(r"/\*.*?\*/|@import.*?;", "", _read(path), flags=re.S)
    classes = {
        name
        for selector in re.findall(r"([^{}]+)\{", rules)
        for name in re.findall(r"\.([a-z][\w-]*)", selector)
    }
    unknown = {name for name in classes if not name.startswith(MADE_OF_WORDS)} - sources
    assert unknown == set()


@pytest.fixture(scope="module")
def sources():
    """Each word, hyphens and underscores included, of what writes pages: ours, and Django's admin."""
    admin = Path(apps.get_app_config("admin").path)
    ours = [settings.BASE_DIR / name for name in ("templates", "static/js", "zgc_site", "kit", "maps")]
    ours += [Path(app.path) for app in apps.get_app_configs() if settings.BASE_DIR in Path(app.path).parents]
    files = [path for root in ours for path in root.rglob("*") if path.suffix in (".html", ".py", ".js")]
    files += [path for path in admin.rglob("*") if path.suffix in (".html", ".js")]
    return {word for path in files for word in re.findall(r"[\w-]+", _read(path))}


def _read(path):
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("sheet", "sent"),
    [
        (
            "/* It's a note. */\na { b: c; } /* more */\n\n/* of\nlines */\nd { e: f; }\n",
            "a { b: c; }\nd { e: f; }\n",
        ),
        ('a::before { content: "/* no comment */"; }', 'a::before { content: "/* no comment */"; }'),
        ("a { background: url('x/*.png'); } /**/b { c: d; }", "a { background: url('x/*.png'); }b { c: d; }"),
    ],
)
def test_comments_are_not_sent(sheet, sent):
    assert without_comments(sheet) == sent
