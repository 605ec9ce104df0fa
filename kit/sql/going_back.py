"""Migrations that can be taken back only while nobody has used what they brought.

A value that the former release has no word for cannot be kept by it, and another one would be false. So the way back stops
there with a sentence, before that step changes anything.
"""

from __future__ import annotations

from typing import Any

from django.db import migrations


class CannotGoBack(Exception):
    """Says which rows hold what the former release could not."""


def only_back_without(app: str, model: str, **which: Any) -> migrations.RunPython:
    """Put it last in the operations, so that it comes first on the way back: CannotGoBack where there are such rows."""

    def refuse(apps: Any, schema_editor: Any) -> None:
        rows = apps.get_model(app, model)._default_manager.using(schema_editor.connection.alias)
        if number := rows.filter(**which).count():
            what = ", ".join(f"{name}: {value}" for name, value in which.items())
            raise CannotGoBack(
                f"{number} rows of {app}.{model} hold what the former release has no word for ({what}). "
                "Change or delete them on the site first, or restore the backup from before the upgrade."
            )

    return migrations.RunPython(migrations.RunPython.noop, refuse)
