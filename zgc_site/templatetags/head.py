"""What stands in the head of pages: texts that are said there more than once, their addresses, and data for search engines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.template.base import NodeList, Parser, Token
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from kit.languages import DEFAULT, TAGS, Language
from kit.markup import escaped
from profiles.models import Image
from profiles.pages.structured import Node, absolute, breadcrumbs, graph
from zgc_site.parts.share_cards import address_of

register = template.Library()
BLANKS = re.compile(r"[ \t\n]+")
COPY_OF_QUOTE = "&quot;"


@register.tag
def capture(parser: Parser, token: Token) -> Captured:
    """{% capture name %} … {% endcapture %}: keeps what is between as `name`, on one line and fit for an attribute."""
    _tag, name = token.split_contents()
    body = parser.parse(("endcapture",))
    parser.delete_first_token()
    return Captured(name, body)


class Captured(template.Node):
    child_nodelists = ("body",)

    def __init__(self, name: str, body: NodeList) -> None:
        self.name, self.body = name, body

    def render(self, context: Any) -> str:
        text = BLANKS.sub(" ", self.body.render(context)).strip().replace('"', COPY_OF_QUOTE)
        context[self.name] = mark_safe(text)  # noqa: S308 (of templates, where it was escaped)
        return ""


@register.simple_tag(takes_context=True)
def page_addresses(
    context: dict[str, Any], editions: Iterable[tuple[Language, str, str]] | None = None
) -> SafeString:
    """The one address of the page, and its addresses in all languages; `head_query` is what they end with.

    `editions` name the languages that the page is in, where these are not all.
    """
    query = context["head_query"]
    languages = dict(zip(TAGS.values(), context["alternates"], strict=True))
    if editions is not None:
        there = [language.tag for language, _title, _address in editions]
        languages = {tag: address for tag, address in languages.items() if tag in there}
    if languages:
        languages["x-default"] = languages.get(TAGS[DEFAULT]) or next(iter(languages.values()))
    here = f"{escaped(context['canonical'])}{query}"
    links = [f'<link rel="canonical" href="{here}">', f'<meta property="og:url" content="{here}">']
    links += [
        f'<link rel="alternate" hreflang="{tag}" href="{escaped(address)}{query}">'
        for tag, address in languages.items()
    ]
    return SafeString("".join(links))


@register.simple_tag
def open_graph_locales() -> SafeString:
    """The language of the page as Open Graph names it, with a country, and those of the same page."""
    here = settings.OPEN_GRAPH_LOCALES.get(get_language() or "")
    others = [locale for locale in settings.OPEN_GRAPH_LOCALES.values() if locale != here]
    tags = [f'<meta property="og:locale" content="{here}">'] if here else []
    tags += [f'<meta property="og:locale:alternate" content="{other}">' for other in others]
    return SafeString("".join(tags))


@register.simple_tag(takes_context=True)
def card_address(context: dict[str, Any], profile: Any) -> str:
    """The address of the picture that other sites show beside a link to a profile."""
    return address_of(profile, context["host"] or None)


@register.simple_tag
def picture_address(image: Image) -> str:
    """The whole address of a stored picture in its largest size."""
    return absolute(reverse("media", args=[image.largest["name"]]))


@register.simple_tag
def json_ld(*nodes: Node | Iterable[Node]) -> SafeString:
    """What a page says, for programs: nodes of schema.org, or lists of them; see profiles/pages/structured.py."""
    return SafeString(f'<script type="application/ld+json">{graph(nodes)}</script>')


@register.simple_tag(takes_context=True)
def json_ld_trail(context: dict[str, Any], *steps: str) -> SafeString:
    """The way to a page from the top, for programs: names of pages, each with the name of its address, and last that of the page."""
    *above, here = steps
    named = [(name, reverse(view)) for name, view in zip(above[::2], above[1::2], strict=True)]
    return json_ld(breadcrumbs(*named, (here, context["request"].path)))
