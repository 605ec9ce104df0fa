"""Writes the common parts of forms without the template engine.

A form with two hundred rows has two thousand fields, and a template for each of them, with others
included in it, is most of the time that the page takes. The HTML is that of Django's own templates;
whatever is not in PARTS still goes through them. Measured in docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.templatetags.static import static
from django.utils.safestring import SafeString
from django.utils.translation import gettext as its_own  # translated by the admin, not collected here

from kit.markup import escaped


class FormRenderer(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        write = PARTS.get(template_name)
        html = write(context) if write else super().render(template_name, context, request)
        return SafeString(html)


def attributes(attrs: Mapping[str, Any]) -> str:
    """As in a tag, each after a space: False is left out, and True is the name alone."""
    return "".join(
        f" {name}" if value is True else f' {name}="{escaped(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _input(context: dict[str, Any]) -> str:
    widget = context["widget"]
    value = widget["value"]
    text = "" if value is None else f' value="{escaped(value)}"'
    return f'<input type="{widget["type"]}" name="{widget["name"]}"{text}{attributes(widget["attrs"])}>'


def _textarea(context: dict[str, Any]) -> str:
    widget = context["widget"]
    text = escaped(widget["value"] or "")
    return f'<textarea name="{widget["name"]}"{attributes(widget["attrs"])}>\n{text}</textarea>'


def _select(context: dict[str, Any]) -> str:
    widget = context["widget"]
    groups = "".join(_group(name, options) for name, options, _index in widget["optgroups"])
    return f'<select name="{widget["name"]}"{attributes(widget["attrs"])}>{groups}</select>'


def _group(name: Any, options: list[dict[str, Any]]) -> str:
    written = "".join(option(choice["value"], choice["label"], choice["attrs"]) for choice in options)
    return f'<optgroup label="{escaped(name)}">{written}</optgroup>' if name else written


def option(value: Any, label: Any, attrs: Mapping[str, Any]) -> str:
    text = escaped(str(value))
    return f'<option value="{text}"{attributes(attrs)}>{escaped(label)}</option>'


def _label(context: dict[str, Any]) -> str:
    text = escaped(context["label"])
    if not context["use_tag"]:
        return text
    return f"<{context['tag']}{attributes(context['attrs'] or {})}>{text}</{context['tag']}>"


def _errors(context: dict[str, Any]) -> str:
    errors = context["errors"]
    if not errors:
        return ""
    place = f' id="{escaped(errors.field_id)}_error"' if errors.field_id else ""
    items = "".join(f"<li>{escaped(error)}</li>" for error in errors)
    return f'<ul class="{escaped(context["error_class"])}"{place}>{items}</ul>'


def _related(context: dict[str, Any]) -> str:
    """A select in the admin with links to the chosen record and to a new one."""
    model = "" if context["model_has_limit_choices_to"] else f' data-model-ref="{context["model_name"]}"'
    links = "" if context["is_hidden"] else "".join(_related_links(context))
    return f'<div class="related-widget-wrapper"{model}>{context["rendered_widget"]}{links}</div>'


def _related_links(context: dict[str, Any]) -> Iterator[str]:
    words = {"model": context["model"]}
    changed, query = context.get("change_related_template_url"), escaped(context["url_params"])
    if context["can_change_related"]:
        title = its_own("Change selected %(model)s") % words
        yield _link(context, "change", f'data-href-template="{changed}?{query}" data-popup="yes"', title)
    if context["can_add_related"]:
        title = its_own("Add another %(model)s") % words
        yield _link(context, "add", f'data-popup="yes" href="{context["add_related_url"]}?{query}"', title)
    if context["can_delete_related"]:
        to = f'data-href-template="{context["delete_related_template_url"]}?{query}" data-popup="yes"'
        yield _link(context, "delete", to, its_own("Delete selected %(model)s") % words)
    if context["can_view_related"]:
        to = f'data-href-template="{changed}?{context["view_related_url_params"]}"'
        yield _link(context, "view", to, its_own("View selected %(model)s") % words)


def _link(context: dict[str, Any], action: str, to: str, title: str) -> str:
    icon = static(f"admin/img/icon-{action}link.svg")
    place = f'id="{action}_id_{context["name"]}" {to} title="{escaped(title)}"'
    return (
        f'<a class="related-widget-wrapper-link {action}-related" {place}>'
        f'<img src="{icon}" alt="" width="24" height="24"></a>'
    )


INPUTS = ("text", "number", "email", "hidden", "date", "checkbox", "search", "url")
PARTS: dict[str | None, Callable[[dict[str, Any]], str]] = {
    **{f"django/forms/widgets/{kind}.html": _input for kind in INPUTS},
    "django/forms/widgets/textarea.html": _textarea,
    "django/forms/widgets/select.html": _select,
    "django/forms/label.html": _label,
    "django/forms/errors/list/default.html": _errors,
    "django/forms/errors/list/ul.html": _errors,
    "admin/widgets/related_widget_wrapper.html": _related,
}
