"""Finds the names in the code that other packages mark as private: with a line in front, or in a module called internal."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
APPS = (
    "kit",
    "maps",
    "accounts",
    "profiles",
    "companies",
    "partners",
    "submissions",
    "stories",
    "visits",
    "zgc_site",
)
# Documented, whatever they look like.
PUBLIC = {"_meta", "_default_manager", "_replace", "_exit"}
# Set on classes by Python itself.
OF_CLASSES = {"_abc_impl"}
ASKING = {"getattr", "setattr", "hasattr", "delattr"}


def private_names() -> dict[str, set[str]]:
    """Each name with the files that use it, below the root."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _sources()}
    own = {name for tree in trees.values() for name in _defined(tree)} | PUBLIC
    found: defaultdict[str, set[str]] = defaultdict(set)
    for path, tree in trees.items():
        place = path.relative_to(ROOT).as_posix()
        overridden = _overridden_in(path)
        for name in (set(_asked_for(tree)) - own) | overridden:
            found[name].add(place)
        for name in _imported_from(tree):
            found[name].add(place)
    return dict(found)


def _sources() -> Iterator[Path]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if not {"migrations", "data"} & set(path.parts) and path.name not in ("embedded.py", "wsgi.py"):
                yield path


def _is_private(name: str) -> bool:
    return bool(re.match(r"_[^_]", name)) and not name.endswith("_")


def _defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and _is_own(node.value):
            yield node.attr


def _is_own(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "self"


def _asked_for(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_private(node.attr):
            yield node.attr
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ASKING:
            name = node.args[1]
            if isinstance(name, ast.Constant) and _is_private(str(name.value)):
                yield str(name.value)
        elif isinstance(node, ast.keyword) and _is_private(node.arg or ""):
            yield str(node.arg)


def _imported_from(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.partition(".")[0] not in APPS:
            parts = node.module.split(".")
            if "internal" in parts or any(_is_private(part) for part in parts[1:]):
                yield node.module
            yield from (alias.name for alias in node.names if _is_private(alias.name))


def _overridden_in(path: Path) -> set[str]:
    """Private names of other packages that a class of this module gives another meaning."""
    module = importlib.import_module(
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    )
    classes = [one for one in vars(module).values() if inspect.isclass(one)]
    return {
        name
        for one in classes
        if one.__module__ == module.__name__
        for name in vars(one)
        if _is_private(name)
        and name not in OF_CLASSES | PUBLIC
        and any(name in vars(base) for base in _others(one))
    }


def _others(one: type) -> Iterator[Any]:
    return (
        base for base in one.__mro__[1:] if base.__module__.partition(".")[0] not in (*APPS, "enum", "typing")
    )
