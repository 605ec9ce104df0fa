"""Columns that take longer texts from a migration on."""

from __future__ import annotations

from typing import Any

from django.db import migrations


class Widen(migrations.AlterField):
    """A longer `max_length`. PostgreSQL notes it in its catalogue, and no row is touched.

    SQLite checks no length, so nothing is done there, where Django would write the whole table anew.
    """

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor != "sqlite":
            super().database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        self.database_forwards(app_label, schema_editor, from_state, to_state)
