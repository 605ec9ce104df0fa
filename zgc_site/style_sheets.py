"""Collects style sheets with their parts in them, so that a page loads one file; see docs/styles.md.

What `collectstatic` reads is whole, and so is what a development server and tests serve.
"""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path, PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

IMPORT = re.compile(r'^@import "([^":?]+\.css)";$', re.MULTILINE)

# A text in quotes, which may look like a comment; or a comment with the blanks around it.
_TEXT_OR_COMMENT = re.compile(r"""("[^"\n]*"|'[^'\n]*')|\s*/\*.*?\*/[ \t]*""", re.DOTALL)


def without_comments(sheet: str) -> str:
    """What browsers need of a sheet: comments are for who writes it, and an eighth of what is sent."""
    return _TEXT_OR_COMMENT.sub(lambda match: match[1] or "", sheet).lstrip("\n")


class WholeSheetFinder(FileSystemFinder):
    """The files of STATICFILES_DIRS, style sheets with what they import."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix, root in self.locations:
            storage = WholeSheetStorage(location=root)
            storage.prefix = prefix
            self.storages[root] = storage

    def find_location(self, root: str, path: str, prefix: str | None = None) -> str | None:
        """Where the file is; of a style sheet, a copy with its parts in it."""
        place = super().find_location(root, path, prefix)
        if place is None or not path.endswith(".css"):
            return place
        copy = Path(settings.DATA_DIR, "style_sheets", path)
        with self.storages[root].open(str(Path(place).relative_to(root))) as file:
            _write_if_changed(copy, file.read())
        return str(copy)


class WholeSheetStorage(FileSystemStorage):
    prefix: str = ""

    def open(self, name: str, mode: str = "rb") -> File:
        """Raises FileNotFoundError where a part is missing, ValueError where one would lose what it refers to."""
        if not name.endswith(".css"):
            return super().open(name, mode)
        combined = IMPORT.sub(lambda statement: self._part(name, statement[1]), self._text(name))
        return ContentFile(without_comments(combined).encode(), name)

    def get_modified_time(self, name: str) -> datetime:
        """When the file or one of its parts was last changed."""
        files = [name]
        if name.endswith(".css"):
            files += [_path(name, part) for part in IMPORT.findall(self._text(name))]
        return max(map(super().get_modified_time, files))

    def _part(self, sheet: str, part: str) -> str:
        text = self._text(_path(sheet, part))
        if "/" in part and "url(" in text:
            raise ValueError(f"{part}: its addresses would be read from the folder of {sheet}.")
        return text

    def _text(self, name: str) -> str:
        with super().open(name) as file:
            return str(file.read().decode())


def _write_if_changed(path: Path, content: bytes) -> None:
    if path.exists() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(content)
    os.replace(file.name, path)  # at once: other processes may be reading it


def _path(sheet: str, part: str) -> str:
    return str(PurePosixPath(sheet).parent / part)
