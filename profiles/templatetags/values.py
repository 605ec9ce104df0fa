"""Values of facts in pages; HTML that Python writes, because a page has many: docs/performance.md."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from kit.markup import escaped
from profiles.models import Evidence
from profiles.templatetags.profile_tags import source_badge

register = template.Library()


@register.filter
def beside(cells: Sequence[Any], profiles: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Each profile with its cell of a row."""
    return list(zip(profiles, cells, strict=True))


@register.simple_tag(takes_context=True)
def value(context: Any, value: Any, label: str, *, is_choice: bool = False) -> SafeString:
    """A value with its year, its sources and what each of them is worth; a choice of the park needs none."""
    uses: list[Any] = value.sources or ([] if is_choice else [None])
    year = f'<span class="cmp__year">{escaped(value.year)}</span>' if value.year else ""
    seals = [source_badge(context, use, label, in_words=True) for use in uses]
    return SafeString(" ".join([f"<b>{value_html(context, value, label)}</b>", year, *seals]))


def value_html(context: Any, value: Any, label: str) -> str:
    """A value (profiles/sheets/value.py: Value) with what stands below it; `label` names its fact."""
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


def _detail_lines(context: Any, value: Any, label: str) -> Iterator[str]:
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
