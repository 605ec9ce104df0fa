"""The rows of the table of facts on a company's page.

Written here and not in a template: a page has some twenty of them, and a template took longer for
these than the database for the whole page: docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from companies.fact_sheet import FactLine, FactSheet
from kit.markup import escaped
from profiles.templatetags.profile_tags import source_badge, suggest
from profiles.templatetags.values import value_html

register = template.Library()


@register.simple_tag(takes_context=True)
def fact_rows(context: Any, sheet: FactSheet) -> SafeString:
    return SafeString("".join(row for line in sheet.facts for row in _rows(context, sheet, line)))


def _rows(context: Any, sheet: FactSheet, fact: FactLine) -> Iterator[str]:
    for place, value in enumerate(fact.values):
        uses: list[Any] = value.sources or [None]
        seals = " ".join(source_badge(context, use, fact.label, in_words=True) for use in uses)
        suggest_link = suggest(context, sheet.company, value.form_query or fact.form_query, fact.label)
        yield (
            f'<tr>\n{"" if place else _heading_cell(fact)}<td class="v">{value_html(context, value, fact.label)}</td>\n'
            f'<td>{escaped(value.year)}</td>\n<td> {seals} </td>\n<td class="act">{suggest_link}</td>\n</tr>\n'
        )
    if not fact.values:
        suggest_link = suggest(context, sheet.company, fact.form_query, fact.label)
        missing = escaped(_("Not recorded"))
        yield (
            f'<tr>\n{_heading_cell(fact)}<td class="v"><span class="muted plain">{missing}</span></td>\n'
            f'<td></td>\n<td></td>\n<td class="act">{suggest_link}</td>\n</tr>\n'
        )


def _heading_cell(fact: FactLine) -> str:
    """Of all values of a fact, in front of the first."""
    rows = f' rowspan="{len(fact.values)}"' if len(fact.values) > 1 else ""
    return f'<th scope="row"{rows}>{escaped(fact.label)}</th>\n'
