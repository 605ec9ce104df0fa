"""Values as files of facts spell them: what a column of the site holds, and nothing that has to be guessed."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from kit.spreadsheets import SPREADSHEET_ERRORS, original
from profiles.documents.document import Value
from profiles.documents.shape import plain, short_name_field
from profiles.exports.rows import LIKE_THOUSANDS
from profiles.imports.cells.problems import BadValue

NUMBER = re.compile(r"-?\d{1,18}(?:\.\d+)?", re.ASCII)
BOOLEANS = {"true": True, "false": False}


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def text_of(cell: Any) -> str:
    """A cell as the text that was exported, with all its lines."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, int | float):
        return f"{Decimal(repr(cell)).normalize():f}"
    if cell in SPREADSHEET_ERRORS:
        raise BadValue(_("This is an error of the spreadsheet: %(text)s.") % {"text": cell})
    return original(str(cell))


def number(cell: Any) -> Decimal:
    """BadValue where it is spelled so that it could be another one."""
    text = text_of(cell).strip()
    if not NUMBER.fullmatch(text) or (isinstance(cell, str) and LIKE_THOUSANDS.fullmatch(text)):
        raise BadValue(_("This is no number. Write it in digits, for example 1234.5."))
    return Decimal(text)


class FieldValues:
    """Cells to values of documents, by the columns that hold them."""

    def __init__(self) -> None:
        self._short_names: dict[Any, set[str]] = {}

    def read(self, field: models.Field, cell: Any) -> Value:
        if field.is_relation:
            return self._short_name(field, text_of(cell).strip())
        if isinstance(field, models.BooleanField):
            return self._boolean(text_of(cell).strip().lower())
        if isinstance(field, models.DecimalField | models.IntegerField):
            return plain(_cleaned(field, number(cell)))
        return plain(_cleaned(field, text_of(cell)))

    def _boolean(self, text: str) -> bool:
        if text not in BOOLEANS:
            raise BadValue(_("Write true or false (yes or no, oui ou non, 是 or 否)."))
        return BOOLEANS[text]

    def _short_name(self, field: models.Field, text: str) -> str:
        model: Any = field.related_model
        if model not in self._short_names:
            names = model._default_manager.values_list(short_name_field(model), flat=True)
            self._short_names[model] = {*names}
        if text not in self._short_names[model]:
            raise BadValue(_("“%(name)s” is not in the list of the site.") % {"name": text})
        return text


def _cleaned(field: models.Field, value: Any) -> Any:
    try:
        return field.clean(value, None)
    except ValidationError as error:
        raise BadValue(" ".join(error.messages)) from None
