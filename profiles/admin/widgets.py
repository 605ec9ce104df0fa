"""Selects that cost little in a form of many rows, and autocomplete fields that screen readers can read.

What the first save is measured in docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django import forms
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db import models
from django.utils.safestring import SafeString

from accounts.strict_admin import KeysOnly
from kit.form_renderer import attributes, option


class ListSelect(forms.Select):
    """A list without groups, such as that of all countries. Its copies, one in each row, share what is written.

    A value that is not in the list is offered as well: a select without it would change it on the next save.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written: dict[str, str] = {}

    def __deepcopy__(self, memo: dict[int, Any]) -> ListSelect:
        copied = copy(self)
        copied.attrs = self.attrs.copy()
        memo[id(self)] = copied
        return copied

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        if not self.written:
            self.written.update((str(value), option(value, label, {})) for value, label in self.choices)
        chosen = self.format_value(value)[0]
        unlisted = "" if chosen in self.written else option(chosen, chosen, {"selected": True})
        options = "".join(
            html.replace('">', '" selected>', 1) if key == chosen else html
            for key, html in self.written.items()
        )
        tag = attributes(self.build_attrs(self.attrs, attrs))
        return SafeString(f'<select name="{name}"{tag}>{options}{unlisted}</select>')


class Placed(KeysOnly):
    """Opens its list inside the main part of the page, where readers of landmarks find it."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"data-dropdown-parent": "#content-start"}


class RowSelect(Placed, AutocompleteSelect):
    """Takes the label of what is chosen from the row, not from the database once for each row."""

    chosen: models.Model | None = None

    def optgroups(self, name: str, value: Sequence[str], attr: Any = None) -> list:
        if self.chosen is None or value != [str(self.chosen.pk)]:
            return super().optgroups(name, value, attr)
        options = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
        options.append(self.create_option(name, self.chosen.pk, str(self.chosen), True, len(options)))
        return [(None, options, 0)]


class ManySelect(Placed, AutocompleteSelectMultiple):
    """Without the cross that empties the field: its script puts it where a list allows items only."""

    def build_attrs(self, base_attrs: Any, extra_attrs: Any = None) -> dict[str, Any]:
        return super().build_attrs(base_attrs, extra_attrs) | {"data-allow-clear": "false"}
