"""Columns of text that hold visible characters only, whoever writes them; see text.py.

In the database they are columns like any other, so a migration knows them as those.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain
from typing import Any

from django.db import models

from kit import form_fields as forms
from kit import text
from kit.web_addresses import refuse_no_address, web_address


class CleanText(models.Field):
    """Cleans what a form, a document or the code gives, before it is checked or saved."""

    clean_text: Callable[[str], str]
    form_class: type
    column_class: type[models.Field]

    def to_python(self, value: Any) -> Any:
        converted = super().to_python(value)
        return self.clean_text(converted) if isinstance(converted, str) else converted

    def pre_save(self, instance: models.Model, add: bool) -> Any:
        value = super().pre_save(instance, add)
        if isinstance(value, str) and (cleaned := self.clean_text(value)) != value:
            setattr(instance, self.attname, cleaned)
            return cleaned
        return value

    def get_prep_value(self, value: Any) -> Any:
        """Values of look-ups stay as they are given."""
        return value if isinstance(value, str) else super().get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Also past the instance, in an UPDATE of many."""
        cleaned = self.clean_text(value) if isinstance(value, str) else value
        return super().get_db_prep_save(cleaned, connection)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": self.form_class, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.column_class.__name__}", args, kwargs


@models.TextField.register_lookup
@models.CharField.register_lookup
class IsBlank(models.Lookup):
    """`field__is_blank=True`: nothing but blanks, controls and the like, as the database sees it."""

    lookup_name = "is_blank"
    prepare_rhs = False

    # Built in to both databases; a CHECK that needs a function of Django's would stop other programs from writing.
    functions = {"postgresql": "btrim", "sqlite": "trim"}
    spaces = (range(0x01, 0x21), range(0x7F, 0xA1), range(0x2000, 0x2010), range(0x2028, 0x2030))
    blanks = "".join(map(chr, chain(*spaces, range(0x205F, 0x2070), (0xAD, 0x3000, 0x3164, 0xFEFF))))

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        operator = "=" if self.rhs else "<>"
        return f"({self.functions[connection.vendor]}({column}, '{self.blanks}') {operator} '')", (*params,)


class LineField(CleanText, models.CharField):
    """A text of one line."""

    clean_text = staticmethod(text.one_line)
    form_class = forms.LineField
    column_class = models.CharField
    default_validators = [text.refuse_lost]


class NameField(CleanText, models.CharField):
    """What somebody or something is called: it has a letter or a digit."""

    clean_text = staticmethod(text.name)
    form_class = forms.NameField
    column_class = models.CharField
    default_validators = [text.refuse_lost, text.refuse_nameless]


class ProseField(CleanText, models.TextField):
    """A text of several lines."""

    clean_text = staticmethod(text.prose)
    form_class = forms.ProseField
    column_class = models.TextField
    default_validators = [text.refuse_lost]


class WebAddressField(CleanText, models.URLField):
    """The address of a page."""

    clean_text = staticmethod(web_address)
    form_class = forms.WebAddressField
    column_class = models.URLField
    default_validators = [refuse_no_address]
