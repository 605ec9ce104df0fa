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
from django.utils.translation import pgettext

from companies.fact_sheet import FactLine, FactSheet
from kit.markup import escaped
from profiles.models import Evidence
from profiles.sheets.value import Value
from profiles.templatetags.profile_tags import source_badge, suggest

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
            f'<tr>\n{"" if place else _heading_cell(fact)}<td class="v">{_value(context, value, fact.label)}</td>\n'
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


def _value(context: Any, value: Value, label: str) -> str:
    text = escaped(value.text)
    if value.profile:
        html = (
            f'<a href="{escaped(value.profile.get_absolute_url())}"><bdi{_lang(value.lang)}>{text}</bdi></a>'
        )
    elif value.url:
        html = f'<a href="{escaped(value.url)}" rel="noopener nofollow">{text}</a>'
    else:
        html = f"<bdi{_lang(value.lang)}>{text}</bdi>"
    if value.second:
        html = _both_names(html, f"<bdi{_lang(value.second_lang)}>{escaped(value.second)}</bdi>")
    if value.level == Evidence.TO_CHECK:
        html = f'<span class="unsourced">{html}</span>'
    return html + "".join(f"<small{line}</small>" for line in _detail_lines(context, value, label))


def _both_names(first: str, second: str) -> str:
    # Translators: the name of somebody in the script of the page, and behind it the one in Latin letters or in Chinese.
    return pgettext("names in two scripts", "%(first)s %(second)s") % {"first": first, "second": second}


def _detail_lines(context: Any, value: Value, label: str) -> Iterator[str]:
    """What stands below a value: more of it, the source's own words, and what other sources say."""
    if value.converted:
        yield f">{escaped(value.converted)}"
    if value.detail:
        yield f"{_lang(value.detail_lang)}>{escaped(value.detail)}"
    if value.quote:
        language = value.sources[0].source.language if value.sources else ""
        yield f"><q{_lang(language)}>{escaped(value.quote)}</q>"
    for says, use in value.differing:
        difference = escaped(_("Another source gives %(says)s") % {"says": says})
        yield f">{difference} {source_badge(context, use, label)}"


def _lang(tag: str) -> str:
    return f' lang="{escaped(tag)}"' if tag else ""
