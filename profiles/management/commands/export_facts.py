"""Writes what is known of the published profiles of a kind to a file, one line a fact."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string

from profiles.exports.facts.answer import FACT_FORMATS, facts_file
from profiles.models.registry import profile_kind, profile_kinds


class Command(BaseCommand):
    help = "Write what is known of all published profiles of a kind to a file, one line a fact. The import commands read it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=[kind.name for kind in profile_kinds() if kind.pages.files])
        parser.add_argument("file", type=Path, help=f"by its ending: {', '.join(FACT_FORMATS)}")

    def handle(self, *, kind: str, file: Path, **options: Any) -> None:
        if (file_format := file.suffix.removeprefix(".")) not in FACT_FORMATS:
            raise CommandError(f"{file.name}: the name ends with one of {', '.join(FACT_FORMATS)}.")
        columns = import_string(profile_kind(kind).pages.files).file
        profiles = profile_kind(kind).model._default_manager
        ids = list(profiles.filter(state="published").order_by("pk").values_list("pk", flat=True))
        try:
            with file.open("wb") as out:
                for piece in facts_file(columns, file_format, ids):
                    out.write(piece)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        self.stdout.write(f"{len(ids)} profiles")
