"""Parts of pages that are rendered once for many requests."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kit.markup import PLACE, pieces
from profiles.content.caching import LRUCache

register = template.Library()
MAX_CACHED = 300  # of one fragment
DIGITS = 2  # of the number of a value


@register.tag
def cached(parser: Parser, token: Token) -> CachedFragment:
    """{% cached key … with name=value … %} … {% endcached %}: a part of a page that depends on the language and these keys alone.

    A value after "with" may be another one at each request. It is put in afterwards, escaped, so the part may
    write it out, but not look at it. A name may come several times. Of a list, which always has as many items,
    each item is such a value.
    """
    bits = token.split_contents()[1:]
    cut = bits.index("with") if "with" in bits else len(bits)
    keys = [parser.compile_filter(bit) for bit in bits[:cut]]
    values = token_kwargs(bits[cut + 1 :], parser)
    body = parser.parse(("endcached",))
    parser.delete_first_token()
    return CachedFragment(keys, values, body)


class CachedFragment(template.Node):
    child_nodelists = ("body",)

    def __init__(
        self, keys: Iterable[FilterExpression], values: dict[str, FilterExpression], body: NodeList
    ) -> None:
        self.keys, self.values, self.body = list(keys), values, body
        self.cache: LRUCache[list[str]] = LRUCache(MAX_CACHED)

    def render(self, context: Any) -> SafeString:
        key = (get_language(), *[_key_part(expression.resolve(context)) for expression in self.keys])
        parts = self.cache.get_or_make(key, lambda: self._render_parts(context))
        html = parts[0]
        if len(parts) > 1:
            values = [
                str(conditional_escape(item))
                for value in self.values.values()
                for item in _items(value, context)
            ]
            html = "".join([html, *[f"{values[int(part[:DIGITS])]}{part[DIGITS:]}" for part in parts[1:]]])
        return mark_safe(html)  # noqa: S308 (of templates, where it was escaped)

    def _render_parts(self, context: Any) -> list[str]:
        """The markup around the places; behind each place the number of its value comes first."""
        numbers, places = count(), {}
        for name, value in self.values.items():
            items = [mark_safe(f"{PLACE}{next(numbers):0{DIGITS}}") for _item in _items(value, context)]  # noqa: S308
            places[name] = items if isinstance(value.resolve(context), list) else items[0]
        with context.push(**places):
            return pieces(self.body.render(context))


def _items(value: FilterExpression, context: Any) -> list[Any]:
    resolved = value.resolve(context)
    return resolved if isinstance(resolved, list) else [resolved]


@register.filter
def at(items: list[Any], place: int) -> Any:
    """The item at a place of a list, counted from 0."""
    return items[place]


def _key_part(value: Any) -> Any:
    """A key that other requests have as well: lazy texts and objects as their text."""
    return value if value is None or isinstance(value, bool | int) else str(value)
