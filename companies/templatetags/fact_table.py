"""The rows of the table of facts on a company's page.

Written here and not in a template: a page has some twenty of them, and a template took longer for
these than the database for the whole page: docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from companies.fact_sheet import FactSheet, FactValues
from kit.markup import escaped
from profiles.templatetags.profile_tags import source_badge, suggest, suggest_by_name
from profiles.templatetags.values import value_html

register = template.Library()


@register.simple_tag(takes_context=True)
def fact_rows(context: Any, sheet: FactSheet) -> SafeString:
    return SafeString("".join(row for line in sheet.facts for row in _rows(context, sheet, line)))


def _rows(context: Any, sheet: FactSheet, fact: FactValues) -> Iterator[str]:
    for place, value in enumerate(fact.values):
        uses: list[Any] = value.sources or [None]
        seals = " ".join(source_badge(context, use, fact.label, in_words=True) for use in uses)
        suggest_link = suggest(context, sheet.company, fact.key, fact.label, value.row)
        yield (
            f'<tr>\n{"" if place else _heading_cell(fact)}<td class="v">{value_html(context, value, fact.label)}</td>\n'
            f'<td>{escaped(value.year)}</td>\n<td> {seals} </td>\n<td class="act">{suggest_link}</td>\n</tr>\n'
        )


@register.simple_tag(takes_context=True)
def unrecorded(context: Any, sheet: FactSheet) -> SafeString:
    """The facts that a reader expects and nobody knows, in one line, each with the way to add it."""
    links = (suggest_by_name(context, sheet.company, fact.key, fact.label) for fact in sheet.missing)
    return SafeString(pgettext("between the parts of a list", ", ").join(links))


def _heading_cell(fact: FactValues) -> str:
    """Of all values of a fact, in front of the first."""
    rows = f' rowspan="{len(fact.values)}"' if len(fact.values) > 1 else ""
    return f'<th scope="row"{rows}>{escaped(fact.label)}</th>\n'
