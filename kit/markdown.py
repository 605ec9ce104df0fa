"""Texts of editors in Markdown, as HTML that is safe on any page.

Paragraphs, headings, lists, emphasis, links, quotations, code and tables. HTML in the text stays text, and so do pictures: where
they come from and what rights they carry is for the record that the text belongs to. A link leads to a page or a mailbox.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TOP, DEEPEST = 2, 6  # levels of headings: the page has its own first one
MAX_NESTING = 20
# An address of this site, or one of the web or of a mailbox. "//example.org" is another site's.
is_allowed = re.compile(r"(?:https?://[^/]|mailto:|[/?](?!/)|#)", re.IGNORECASE).match
is_elsewhere = re.compile(r"https?:", re.IGNORECASE).match


def render(text: str) -> SafeString:
    """The HTML of a text. Its headings begin at the second level, and none leaves a level out."""
    markdown = _markdown()
    environment: dict[str, object] = {}
    tokens = markdown.parse(text, environment)
    _level_headings(tokens)
    for token in tokens:
        _without_style(token)
        for child in token.children or ():
            _mark_link(child)
    return mark_safe(markdown.renderer.render(tokens, markdown.options, environment))  # noqa: S308 (HTML is off)


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (as markdown-it calls it)
        return bool(is_allowed(url))


@cache
def _markdown() -> MarkdownIt:
    markdown = _Markdown("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    return markdown.enable("table").disable(["image", "html_block", "html_inline"])


def _level_headings(tokens: Sequence[Token]) -> None:
    headings = [token for token in tokens if token.type in ("heading_open", "heading_close")]
    top = min((int(token.tag[1]) for token in headings), default=1)
    above = TOP - 1
    for opening, closing in zip(headings[::2], headings[1::2], strict=True):
        above = min(int(opening.tag[1]) - top + TOP, above + 1, DEEPEST)
        opening.tag = closing.tag = f"h{above}"


def _without_style(token: Token) -> None:
    """The policy of the pages allows no style within HTML; a column of numbers gets a class instead."""
    style = token.attrs.pop("style", "")
    if style == "text-align:right":
        token.attrSet("class", "num")


def _mark_link(token: Token) -> None:
    if token.type == "link_open" and is_elsewhere(str(token.attrGet("href") or "")):
        token.attrSet("rel", "noopener external")
