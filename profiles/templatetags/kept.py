"""Parts of pages that are made once for many requests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from profiles.kept import Newest
from profiles.markup import PLACE, pieces

register = template.Library()
MOST_KEPT = 300  # of one part


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """{% kept key … with name=value … %} … {% endkept %}: a part of a page that depends on the language and these keys alone.

    A value after "with" may be another one at each request. It is put in afterwards, escaped, so the part may
    write it out, as it is and in the order of these names, but not look at it. A name may come several times.
    """
    bits = token.split_contents()[1:]
    cut = bits.index("with") if "with" in bits else len(bits)
    keys = [parser.compile_filter(bit) for bit in bits[:cut]]
    values = token_kwargs(bits[cut + 1 :], parser)
    body = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(keys, values, body)


class KeptNode(template.Node):
    child_nodelists = ("body",)

    def __init__(
        self, keys: Iterable[FilterExpression], values: dict[str, FilterExpression], body: NodeList
    ) -> None:
        self.keys, self.values, self.body = list(keys), values, body
        self.made: Newest[list[str]] = Newest(MOST_KEPT)

    def render(self, context: Any) -> SafeString:
        key = (get_language(), *[_plain(expression.resolve(context)) for expression in self.keys])
        parts = self.made.get_or_make(key, lambda: self._made(context))
        html = parts[0]
        if len(parts) > 1:
            values = [str(conditional_escape(value.resolve(context))) for value in self.values.values()]
            html = "".join([html, *[f"{values[int(part[0])]}{part[1:]}" for part in parts[1:]]])
        return mark_safe(html)  # noqa: S308 (of templates, where it was escaped)

    def _made(self, context: Any) -> list[str]:
        """What stands around the places; behind each place the number of its value comes first."""
        places = {name: mark_safe(f"{PLACE}{number}") for number, name in enumerate(self.values)}  # noqa: S308
        with context.push(**places):
            return pieces(self.body.render(context))


def _plain(value: Any) -> Any:
    """A key that other requests have as well: lazy texts and objects as their text."""
    return value if value is None or isinstance(value, bool | int) else str(value)
