"""Reads the shipped files."""

from __future__ import annotations

import csv
from pathlib import Path

from django.db.models import Model

from kit.languages import SUFFIXES, column

FOLDER = Path(__file__).parent
FACTS = FOLDER / "facts"
WRITTEN_IN = ("en", "zh", "fr")  # the languages of the texts in these files


def read(path: str | Path) -> list[dict[str, str]]:
    """The rows of a file of this folder."""
    with (FOLDER / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(instance: Model) -> None:
    """Bad shipped data must fail loudly, so everything is validated but texts in languages that are not shipped."""
    not_shipped = [suffix for suffix in SUFFIXES if suffix not in WRITTEN_IN]
    instance.full_clean(
        exclude={
            column(name, suffix) for name in ("name", "text", "words", "biography") for suffix in not_shipped
        }
    )
    instance.save()
