"""Texts of editors in Markdown, as HTML that is safe on any page.

Paragraphs, headings, lists, emphasis, links, quotations, code and tables. HTML in the text stays text, and so do pictures: where
they come from and what rights they carry is for the record that the text belongs to. A link leads to a page or a mailbox.
What stands in double brackets, [[company:acme]], is a reference where the caller knows what to make of it, else text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

TOP, DEEPEST = 2, 6  # levels of headings: the page has its own first one
MAX_NESTING = 20
# What a text holds at most, so that it is read in a moment: far more than one that somebody wrote by hand.
MAX_SIGNS, MAX_LINES, MAX_PARTS = 3_000, 2_000, 8_000
find_signs = re.compile(r"[\[\]*_`|<>!&~\\]").findall
CONTAINERS = ("bullet_list_open", "ordered_list_open", "list_item_open", "blockquote_open")
# An address of this site, or one of the web or of a mailbox. "//example.org" is another site's.
is_allowed = re.compile(r"(?:https?://[^/]|mailto:|[/?](?!/)|#)", re.IGNORECASE).match
is_elsewhere = re.compile(r"https?:", re.IGNORECASE).match
find_reference = re.compile(r"\[\[([^\[\]\n]{1,300})\]\]").match

Refer = Callable[[str], SafeString]


def render(text: str, refer: Refer | None = None) -> SafeString:
    """The HTML of a text. Its headings begin at the second level, and none leaves a level out.

    `refer` writes the HTML of what stands in double brackets.
    """
    markdown = _with_references() if refer else _markdown()
    environment: dict[str, object] = {"refer": refer}
    tokens = markdown.parse(text, environment)
    _level_headings(tokens)
    for token in tokens:
        _without_style(token)
        for child in token.children or ():
            _mark_link(child)
    return mark_safe(markdown.renderer.render(tokens, markdown.options, environment))  # noqa: S308 (HTML is off)


def refusal(text: str) -> str:
    """Why a text is not taken: it would lose what it nests too deeply, or keep its readers waiting; empty if it is."""
    if len(find_signs(text)) > MAX_SIGNS:
        said = _("This text has more than %(number)s signs of formatting, such as * or [.")
        return said % {"number": MAX_SIGNS}
    if text.count("\n") >= MAX_LINES:
        return _("This text has more than %(number)s lines.") % {"number": MAX_LINES}
    tokens = _markdown().parse(text)
    if any(token.type in CONTAINERS and token.level >= MAX_NESTING - 1 for token in tokens):
        return _("Lists or quotations are nested more than nine deep in this text.")
    if len(tokens) > MAX_PARTS:
        return _("This text has more list items or cells of tables than a page can show.")
    return ""


def references(text: str) -> Iterator[str]:
    """What stands in double brackets, as often as it does; not within code."""
    for token in _with_references().parse(text):
        yield from (child.content for child in token.children or () if child.type == "reference")


class _Markdown(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 (as markdown-it calls it)
        return bool(is_allowed(url))


@cache
def _markdown() -> MarkdownIt:
    markdown = _Markdown("commonmark", {"html": False, "maxNesting": MAX_NESTING})
    return markdown.enable("table").disable(["image", "html_block", "html_inline"])


@cache
def _with_references() -> MarkdownIt:
    markdown = _markdown.__wrapped__()
    markdown.inline.ruler.before("link", "reference", _reference)
    markdown.add_render_rule("reference", _render_reference)
    return markdown


def _reference(state: StateInline, silent: bool) -> bool:
    found = find_reference(state.src, state.pos)
    if found is None:
        return False
    if not silent:
        state.push("reference", "", 0).content = found[1]
    state.pos = found.end()
    return True


def _render_reference(
    _renderer: object, tokens: Sequence[Token], place: int, _options: object, environment: dict[str, Refer]
) -> str:
    return environment["refer"](tokens[place].content)


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
