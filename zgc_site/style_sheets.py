"""Collects style sheets with their parts in them, so that a page loads one file; see docs/styles.md.

What `collectstatic` reads is whole; a development server and tests give the sheet as it is, and browsers follow its imports.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.contrib.staticfiles.finders import FileSystemFinder
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage

IMPORT = re.compile(r'^@import "([^":?]+\.css)";$', re.MULTILINE)


class WholeSheetFinder(FileSystemFinder):
    """The files of STATICFILES_DIRS, style sheets with what they import."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for prefix, root in self.locations:
            storage = WholeSheetStorage(location=root)
            storage.prefix = prefix
            self.storages[root] = storage


class WholeSheetStorage(FileSystemStorage):
    prefix: str = ""

    def open(self, name: str, mode: str = "rb") -> File:
        """Raises FileNotFoundError where a part is missing, ValueError where one would lose what it refers to."""
        if not name.endswith(".css"):
            return super().open(name, mode)
        combined = IMPORT.sub(lambda statement: self._part(name, statement[1]), self._text(name))
        return ContentFile(combined.encode(), name)

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


def _path(sheet: str, part: str) -> str:
    return str(PurePosixPath(sheet).parent / part)
