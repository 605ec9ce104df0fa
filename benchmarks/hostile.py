"""What a workbook or a picture costs that was made to cost much, from its upload to the answer.

python -m benchmarks.hostile    a line each: seconds of work and of waiting, all processes together
"""

from __future__ import annotations

import io
import os
import time
from collections.abc import Callable
from contextlib import suppress

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")
    django.setup()
    from tests.profiles.imports.tables.hostile import HOSTILE as WORKBOOKS
    from tests.profiles.pictures import HOSTILE as PICTURES

    _preview(b"name,founded\nQinghe,1984\n")  # what is loaded once
    worst = max(_measured(name, make(), _preview) for name, make in WORKBOOKS.items())
    worst = max(worst, *(_measured(name, data, _clean) for name, (_code, data) in PICTURES.items()))
    print(f"the worst: {worst:.2f} s")


def _preview(content: bytes) -> None:
    from companies.columns import COMPANIES
    from profiles.admin.import_forms import options_of
    from profiles.imports.cells.problems import FileRefused
    from profiles.imports.choices import Choices
    from profiles.imports.preview import preview_file

    with suppress(FileRefused):
        preview_file(io.BytesIO(content), COMPANIES, options_of(Choices()))


def _clean(content: bytes) -> None:
    from django.core.exceptions import ValidationError

    from kit.pictures.cleaning import clean_image

    with suppress(ValidationError):
        clean_image(io.BytesIO(content), "cover")


def _measured(name: str, content: bytes, read: Callable[[bytes], None]) -> float:
    """Seconds of work."""
    before, started = os.times(), time.perf_counter()
    read(content)
    waited, after = time.perf_counter() - started, os.times()
    work = sum(after[:4]) - sum(before[:4])
    print(f"{name:34}{len(content) / 1e6:6.1f} MB{work:6.2f} s of work{waited:6.2f} s", flush=True)
    return work


if __name__ == "__main__":
    main()
