"""Writes what the site shows and keeps, as text files, so that two versions of the code can be compared.

    python scripts/golden.py /tmp/before
    python scripts/golden.py /tmp/after          # with the other version checked out
    diff -r /tmp/before /tmp/after

Two runs of the same code write the same bytes. It works in a database of its own, at fixed times.
"""

from __future__ import annotations

import argparse
import logging
import os
import re
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

ROOT = Path(__file__).resolve().parent.parent
HEADERS = [
    *("Content-Type", "Content-Language", "Content-Disposition", "Location", "Cache-Control", "Vary"),
    *("X-Robots-Tag", "Content-Security-Policy"),
]
# What a developer's shell may say, and would change what is written.
SETTINGS = [
    "ALLOWED_HOSTS",
    "CACHE_URL",
    "DATABASE_URL",
    "DEBUG",
    "EMAIL_URL",
    "HTTPS",
    "S3_BUCKET",
    "STATIC_ROOT",
    "TIME_ZONE",
]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, help="to be made")
    parser.add_argument(
        "--queries", type=Path, help="a TSV file with a column `query`, or queries in its first column"
    )
    arguments = parser.parse_args()
    if arguments.folder.exists():
        parser.error(f"{arguments.folder} is there already: name another folder, or remove this one.")
    _order_sets()
    with tempfile.TemporaryDirectory() as data:
        _set_up(Path(data))
        failed = Golden(arguments.folder).write(Path(data), arguments.queries)
    if failed:
        sys.exit("The server failed at " + ", ".join(failed))


def _order_sets() -> None:
    """Begin again with sets that have the same order at every run; policies and citations are made from some."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, "PYTHONHASHSEED": "0"})  # noqa: S606


def _set_up(data: Path) -> None:
    for name in SETTINGS:
        os.environ.pop(name, None)
    own = {"DATA_DIR": str(data), "SECRET_KEY": "only to compare" * 4, "SITE_URL": "http://127.0.0.1:8000"}
    os.environ.update(own, DJANGO_SETTINGS_MODULE="zgc_site.settings")
    sys.path.insert(0, str(ROOT))
    from golden_parts import clock

    clock.set_up()
    import django

    django.setup()
    logging.disable(logging.WARNING)  # pages that are not found are among those that are asked for


class Golden:
    """A folder of text files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.failed: list[str] = []

    def write(self, data: Path, queries: Path | None) -> list[str]:
        """Fill the folder; returns the addresses at which the server failed."""
        from golden_parts import content, pages
        from golden_parts import data as below

        content.fill(data)
        for folder, path, client in pages.pages():
            self._page(folder, path, client.get(path))
        self._texts("exports", below.exports(data))
        self._texts("documents", below.documents())
        self._texts("index", below.index())
        if queries:
            self._texts("answers", below.answers(queries))
        return self.failed

    def _page(self, folder: str, path: str, response: Any) -> None:
        if response.status_code >= 500:
            self.failed.append(path)
        headers = [f"{name}: {response.headers[name]}" for name in HEADERS if name in response.headers]
        text = "\n".join([f"{path}: {response.status_code}", *headers, "", response.content.decode()])
        self._text(folder, _file_name(path), text)

    def _texts(self, folder: str, texts: Iterable[tuple[str, str]]) -> None:
        for name, text in texts:
            self._text(folder, name, text)

    def _text(self, folder: str, name: str, text: str) -> None:
        from golden_parts.masks import masked

        path = self.folder / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8") as file:
            file.write(masked(text) + "\n")


def _file_name(path: str) -> str:
    from golden_parts.masks import masked

    return re.sub(r"[^\w=&.,+-]+", "_", unquote_plus(masked(path))).strip("_") or "home"


if __name__ == "__main__":
    main()
