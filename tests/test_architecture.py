"""The layout holds: imports point one way."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
# Each app, and the apps it may import.
MAY_IMPORT = {
    "kit": {"kit"},
    "maps": {"maps", "kit"},
    "accounts": {"accounts", "kit"},
    "profiles": {"profiles", "accounts", "maps", "kit"},
    "pages": {"pages", "profiles", "accounts", "kit"},
    "companies": {"companies", "profiles", "accounts", "maps", "kit"},
    "partners": {"partners", "profiles", "accounts", "maps", "kit"},
    "submissions": {"submissions", "profiles", "accounts", "kit"},
    "visits": {"visits", "kit"},
    "stories": {"stories", "profiles", "accounts", "kit"},
    "zgc_site": {
        "zgc_site",
        "submissions",
        "stories",
        "visits",
        "companies",
        "partners",
        "pages",
        "profiles",
        "accounts",
        "maps",
        "kit",
    },
}


def _modules(app: str) -> list[Path]:
    return [path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]


def _imported(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_imports_point_one_way(app):
    for path in _modules(app):
        ours = {name.split(".")[0] for name in _imported(path)} & MAY_IMPORT.keys()
        assert ours <= MAY_IMPORT[app], f"{path} imports {ours - MAY_IMPORT[app]}"


# The rooms of an app, floor above floor: a room may import from floors below its own. "" is the app's own folder.
FLOORS: dict[str, tuple[set[str], ...]] = {
    "profiles": (
        {"facts"},
        {"models"},
        {"content", "exports", "pages", "metrics", "reports", "search.words", "evidence"},
        {"catalogue", "figure_sums", "search.engines"},
        {"search", "tally"},
        {"lists", "recognising", "templatetags"},
        {"documents"},
        {"editing", "imports.cells", "past", "sheets"},
        {"comparing", "exports.facts", "imports.rows", "imports.tables"},
        {"exploring", "imports.facts", "imports.plan"},
        {"imports.plain"},
        {"imports.bulk"},
        {"imports"},
        {"admin", "apps", "management"},
    ),
    "submissions": (
        {"models"},
        {"parts", "templatetags"},
        {"forms"},
        {"messages"},
        {"sending", "deciding"},
        {"views", "moderation"},
        {"admin", "apps", "urls", "management"},
    ),
    "stories": ({"models"}, {"texts"}, {""}),
    "companies": ({"facts"}, {"models"}, {""}),
    "partners": ({"facts"}, {"models"}, {""}),
}


def _floor(module: str, floors: tuple[set[str], ...]) -> tuple[int, str]:
    """Number and name of the innermost room that is named; what stands in the app's own folder is above all."""
    parts = module.split(".")[1:]
    for length in range(len(parts), -1, -1):
        name = ".".join(parts[:length])
        for number, rooms in enumerate(floors):
            if name in rooms:
                return number, name
    return len(floors), ""


@pytest.mark.parametrize("app", FLOORS)
def test_rooms_of_an_app_import_downwards(app):
    upwards = set()
    for path in _modules(app):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        floor, room = _floor(module, FLOORS[app])
        for name in _imported(path):
            below, other = _floor(name, FLOORS[app])
            if name.startswith(f"{app}.") and other != room and below >= floor:
                upwards.add((module, name))
    assert upwards == set()


# Classes of one name: of Django's or of the same thing in two layers, and models whose names are those of their tables.
SHARED_NAMES = {
    "Command",  # Django finds commands by it
    "CleanText", "KeyListField", "LineField", "NameField", "PartialDateField", "ProseField", "WebAddressField",  # of forms, and of models
    "CitationInline", "FigureInline", "LinkInline", "MilestoneInline", "NameInline",  # of all kinds, and of one
    "Upload",  # tables of two apps
}  # fmt: skip


def test_no_two_classes_have_one_name():
    names = Counter(
        node.name
        for app in MAY_IMPORT
        for path in _modules(app)
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert {name for name, number in names.items() if number > 1} == SHARED_NAMES


def _module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def test_no_modules_import_each_other_in_a_circle():
    """Imports for types and those within functions count as well."""
    paths = {_module_name(path): path for app in MAY_IMPORT for path in _modules(app)}
    imports = {name: (_imported_modules(path, paths)) - {name} for name, path in paths.items()}
    while leaves := {name for name, imported in imports.items() if not imported & imports.keys()}:
        imports = {name: imported for name, imported in imports.items() if name not in leaves}
    assert imports == {}


def _imported_modules(path: Path, known: Collection[str]) -> set[str]:
    """Of `from package import name` the module of that name if there is one, else the package."""
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            modules |= {name if name in known else node.module for name in names}
    return modules & set(known)


MAX_MODULES = 25  # what a reader can survey: modules in a folder, folders and modules right below an app


@pytest.mark.parametrize("app", MAY_IMPORT)
def test_folders_can_be_surveyed(app):
    modules = [path for path in _modules(app) if path.name != "__init__.py"]
    in_folder = Counter(path.parent.relative_to(ROOT).as_posix() for path in modules)
    assert {folder: number for folder, number in in_folder.items() if number > MAX_MODULES} == {}


def test_rooms_of_profiles_are_few():
    """Folders, and modules that stand beside them."""
    modules = [path.relative_to(ROOT / "profiles") for path in _modules("profiles")]
    assert len({path.parts[0] for path in modules} - {"__init__.py"}) <= MAX_MODULES


# What stands behind an interface of its own, and what of it others may import; docs/ has a page of each.
FENCES = {
    "profiles.catalogue": {
        "Catalogue",
        "TermList",
        "TermLists",
        "current",
        "load_soon",
    },  # of the folder itself
    "profiles.content": {"caching", "changes", "clock", "home", "visitors"},
    "profiles.imports.bulk": {"lane"},
    "kit.sql": {"constraints", "fast_rows", "statements", "statistics", "widening"},
}


@pytest.mark.parametrize("fence", FENCES)
def test_fences_are_entered_by_their_interface(fence):
    entered = {
        name.removeprefix(f"{fence}.")
        for path in _outside(fence)
        for name in _imported(path)
        if name.startswith(f"{fence}.")
    }
    assert {name.partition(".")[0] for name in entered} <= FENCES[fence]
    assert not any(part.startswith("_") for name in entered for part in name.split("."))


def test_nobody_but_documents_reads_tables_together():
    reading = {
        path.name
        for path in _outside("profiles.documents")
        if "profiles.documents.multi_table_read" in _imported(path)
    }
    assert reading == set()


def test_page_cache_is_known_where_it_is_put_in_front_only():
    using = {
        path.name for app in MAY_IMPORT for path in _modules(app) if "zgc_site.page_cache" in _imported(path)
    }
    assert using == {"application.py"}


def _outside(package: str) -> list[Path]:
    folder = ROOT.joinpath(*package.split("."))
    return [path for app in MAY_IMPORT for path in _modules(app) if folder not in path.parents]


def test_statements_are_written_by_hand_in_these_modules_only():
    """docs/sql.md says what for. Another one is a decision."""
    by_hand = re.compile(r"\.(?:execute|executemany|raw)\(|\bRawSQL\(")
    places = {
        path.relative_to(ROOT).as_posix()
        for app in MAY_IMPORT
        for path in _modules(app)
        if by_hand.search(path.read_text(encoding="utf-8"))
    }
    elsewhere = {
        place
        for place in places
        if not place.startswith(("kit/sql/", "profiles/search/", "profiles/imports/"))
    }
    assert elsewhere == {
        "accounts/shared_cache.py",
        "profiles/content/changes.py",
        "profiles/editing/presence.py",
        "profiles/exports/reading.py",
        "profiles/exports/answer.py",
        "profiles/recognising/match_keys.py",
        "zgc_site/sqlite/base.py",
        "zgc_site/views/health.py",
    }


MAX_IGNORED = 30


def test_what_mypy_is_told_to_ignore_is_little_and_explained():
    told = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for app in MAY_IMPORT
        for path in _modules(app)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if "type: ignore" in line
    ]
    explained = re.compile(r"# type: ignore\[[a-z-]+\]  # reason: \w")
    assert [line for line in told if not explained.search(line)] == []
    assert len(told) <= MAX_IGNORED


def _written_on_the_request(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            found |= {node.attr} if ast.unparse(node.value) in ("request", "self.request") else set()
        elif isinstance(node, ast.Call) and ast.unparse(node).startswith("setattr(request"):
            found.add(ast.unparse(node))
    return found


def test_nothing_is_hung_on_a_request():
    """But a fresh record of who asks, under Django's own name."""
    written = {name for app in MAY_IMPORT for path in _modules(app) for name in _written_on_the_request(path)}
    assert written == {"user"}


# Columns that only verbs of a model write: what state a record is in, and who led it there and when.
OF_VERBS = {
    "state",
    "is_host",
    "decided_at",
    "undone_at",
    "done_at",
    "published_at",
    "taken_back_at",
    "revision",
}


def _written_columns(path: Path) -> set[str]:
    """What a module assigns to attributes, and gives to `update` and `save`, by name."""
    written = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            written |= {node.attr} if ast.unparse(node.value) != "self" else set()
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            written |= {str(word.arg) for word in node.keywords} if node.func.attr == "update" else set()
            written |= set(re.findall(r"\w+", ast.unparse(node))) if node.func.attr == "save" else set()
    return written


def test_states_are_written_by_verbs_of_models_only():
    outside = {
        path.relative_to(ROOT).as_posix(): names
        for app in MAY_IMPORT
        for path in _modules(app)
        if "models" not in path.parts and path.name != "models.py"
        if (names := _written_columns(path) & OF_VERBS)
    }
    assert outside == {
        "accounts/queued_mail.py": {"state"},  # an abstract model
    }


def test_pillow_is_imported_by_images_and_maps_only():
    using = {
        path.relative_to(ROOT).as_posix()
        for app in MAY_IMPORT
        for path in _modules(app)
        if any(name.split(".")[0] == "PIL" for name in _imported(path))
    }
    assert using == {
        "kit/charts/png.py",
        "kit/pictures/cleaning.py",
        "kit/pictures/lettering.py",
        "kit/pictures/share_card.py",
        "kit/pictures/site_mark.py",
        "maps/land.py",
        "maps/data/make_land.py",
    }


def test_no_source_names_a_column_of_one_language():
    """They come from settings.LANGUAGES; the shipped content, and what it is migrated from, may name its own."""
    of_one = re.compile(r"_(?:zh|fr)\b")
    sources = [path for app in MAY_IMPORT for path in _modules(app)]
    sources += [
        path for folder in ("templates", "static/js", "static/css") for path in (ROOT / folder).rglob("*.*")
    ]
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in sources
        if "demo" not in path.parts and of_one.search(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert naming == {"kit/languages.py"}


# What may name a currency, or a word of it, and why.
NAMING_OURS = {
    "companies/facts/identifiers.py",  # one of the world's stock exchanges
    "kit/numbers.py",  # how readers of a language write currencies
    "profiles/models/metric.py",  # the names of currencies
    "zgc_site/settings.py",  # what is at home until a host park is entered
}


def test_no_source_names_a_park_its_country_or_its_currency():
    """They stand in the record of the host park, and in the shipped content."""
    ours = re.compile(r"\bCN\b|CNY|\byuans?\b|Beijing|Zhongguancun|\bZGC\b")
    sources = [path for app in MAY_IMPORT for path in _modules(app)]
    sources += [path for folder in ("templates", "static/js") for path in (ROOT / folder).rglob("*.*")]
    naming = {
        path.relative_to(ROOT).as_posix()
        for path in sources
        if "demo" not in path.parts and ours.search(path.read_text(encoding="utf-8", errors="replace"))
    }
    assert naming == NAMING_OURS


@pytest.mark.parametrize("app", [app for app in MAY_IMPORT if app not in ("kit", "maps")])
def test_moments_are_named_at(app):
    fields = [field for model in apps.get_app_config(app).get_models() for field in model._meta.local_fields]
    moments = [field.name for field in fields if isinstance(field, models.DateTimeField)]
    django_own = {"last_login", "date_joined", "since", "expires"}
    assert [name for name in moments if not name.endswith("_at") and name not in django_own] == []


def test_stylesheet_keeps_to_the_browser_floor():
    """QQ 14.9 and Baidu 13.52 drop a rule with any of these; see docs/decisions.md."""
    css = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "static" / "css").rglob("*.css"))
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    newer = (":is(", ":where(", ":has(", "@layer", "@container", "color-mix(", "light-dark(", "oklch(")
    assert [word for word in newer if word in css] == []


def test_templates_hold_no_inline_style_or_script():
    inline = re.compile(r"""\sstyle=["']|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=["']""")
    offending = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "templates").rglob("*.html")
        if inline.search(path.read_text(encoding="utf-8"))
    ]
    assert offending == []
