"""The rows of a profile in the admin's form, written without templates: there can be hundreds, each of ten fields.

The markup is the one of Django's own `edit_inline/stacked.html` and `includes/fieldset.html`, which the
scripts and styles of the admin know. Measured in docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from kit.key_lists import KeyListField
from kit.languages import listed
from kit.markup import escaped

register = template.Library()


@register.simple_tag
def fact_rows(formset: Any) -> SafeString:
    """All rows of an InlineAdminFormSet, and behind them the empty one that scripts copy."""
    forms = list(formset)
    heading = escaped(capfirst(formset.opts.verbose_name))
    last = len(forms) if formset.has_add_permission else 0
    rows = (_row(formset, form, heading, number, number == last) for number, form in enumerate(forms, 1))
    return SafeString("".join(rows))


def _row(formset: Any, row: Any, heading: str, number: int, is_empty: bool) -> str:
    classes = "inline-related"
    if row.original:
        classes += " has_original"
    if is_empty:
        classes += " empty-form last-related"
    place = f"{formset.formset.prefix}-{'empty' if is_empty else number - 1}"
    name = escaped(row.original) if row.original else f"#{number}"
    fields = "".join(
        f'<fieldset class="module aligned {fieldset.classes}">{"".join(map(_line, fieldset))}</fieldset>'
        for fieldset in row
    )
    return (
        f'<div class="{classes}" id="{place}">'
        f'<h3><b>{heading}:</b> <span class="inline_label">{name}</span>{_deletion(formset, row)}</h3>'
        f"{row.form.non_field_errors()}{fields}{row.pk_field().field}{row.fk_field().field}</div>"
    )


def _deletion(formset: Any, row: Any) -> str:
    if not (row.original and formset.formset.can_delete and formset.has_delete_permission):
        return ""
    box = row.deletion_field()
    return f'<span class="delete">{box.field} {box.label_tag()}</span>'


def _line(line: Any) -> str:
    """Fields that share a line carry their errors themselves; one alone leaves them to its line."""
    fields = list(line)
    if len(fields) > 1:
        inner = "".join(_field(field, _errors(field), _shared(field)) for field in fields)
        inner, classes = f'<div class="flex-container form-multiline">{inner}</div>', ""
    else:
        errors = _errors(fields[0])
        inner, classes = errors + _field(fields[0], "", ""), " errors" if errors else ""
    classes += "" if line.has_visible_field else " hidden"
    names = "".join(f" field-{_part(field, 'name')}" for field in fields)
    return f'<div class="form-row{classes}{names}">{inner}</div>'


def _field(field: Any, errors: str, classes: str) -> str:
    if field.is_readonly:
        inner = f'{field.label_tag()}<div class="readonly">{_contents(field)}</div>'
    elif field.is_checkbox:
        classes, inner = f"{classes} checkbox-row", f"{field.field}{field.label_tag()}"
    else:
        inner = f"{field.label_tag()}{field.field}"
    return f'<div>{errors}<div class="flex-container{classes}">{inner}</div>{_help(field)}</div>'


def _contents(field: Any) -> str:
    """Django's own text looks several keys up as if they were one, and says that there is none."""
    row, name = field.form.instance, field.field["field"]
    column = next((one for one in row._meta.fields if one.name == name), None)
    if isinstance(column, KeyListField):
        return escaped(listed(column.labels(getattr(row, name))))
    return str(field.contents())


def _shared(field: Any) -> str:
    """The classes of a field that stands beside others."""
    errors = " errors" if _errors(field) else ""
    return f" fieldBox field-{_part(field, 'name')}{errors}"


def _errors(field: Any) -> str:
    return "" if field.is_readonly or not field.field.errors else field.errors()


def _help(field: Any) -> str:
    text = _part(field, "help_text")
    place = "" if field.is_readonly else f' id="{field.field.id_for_label}_helptext"'
    return f'<div class="help"{place}><div>{text}</div></div>' if text else ""


def _part(field: Any, name: str) -> Any:
    """Of a field that can be edited or, as the admin keeps it in a dict, only be read."""
    return field.field[name] if field.is_readonly else getattr(field.field, name)
