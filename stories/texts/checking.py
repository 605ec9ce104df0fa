"""What is wrong with a text before it is saved, in words for the editor who wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kit import markdown
from kit.languages import listed
from stories.texts.references import FIGURE, STORY, Reference, ReferencedRecords, read, signs_of

MAX_REFERENCES = 200  # in a text: each takes a moment of every reader
MAX_NAMED = 6  # of what would fit instead
is_one_link = re.compile(r"\[\[[^\[\]]+\]\]|\[[^\[\]]+\]\((?:https?://|/)[^\s()]+\)").fullmatch
find_links = re.compile(r"(?<!\[)\[[^\[\]]+\]\(\s*<?([^)>]*)>?\s*\)").findall


def errors_in(texts: dict[str, str], lists_of_links: Iterable[str] = ()) -> dict[str, list[str]]:
    """By the name of the text: references that lead nowhere, links that would stay text, lines that are no link."""
    refused = {name: [said] for name, text in texts.items() if (said := markdown.refusal(text))}
    texts = {name: text for name, text in texts.items() if name not in refused}
    inside = {name: list(dict.fromkeys(markdown.references(text))) for name, text in texts.items()}
    understood = {one: read(one) for names in inside.values() for one in names[:MAX_REFERENCES]}
    found = ReferencedRecords(filter(None, understood.values()))
    errors = {
        name: [
            *_too_many(ones),
            *(said for one in ones[:MAX_REFERENCES] if (said := _error(one, understood[one], found))),
            *_bad_links(texts[name]),
        ]
        for name, ones in inside.items()
    }
    for name in lists_of_links:
        if name not in refused:
            errors.setdefault(name, []).extend(_no_links(texts.get(name, "")))
    return refused | {name: said for name, said in errors.items() if said}


def _too_many(ones: list[str]) -> Iterator[str]:
    if len(ones) > MAX_REFERENCES:
        text = ngettext(
            "This text refers to more than %(number)s record.",
            "This text refers to more than %(number)s records.",
            MAX_REFERENCES,
        )
        yield text % {"number": MAX_REFERENCES}


def _error(inside: str, reference: Reference | None, found: ReferencedRecords) -> str:
    shown = {"reference": f"[[{inside}]]"}
    if reference is None:
        text = _(
            "“%(reference)s” is not understood. Write [[company:address]], [[park:address]], [[story:address]] or [[figure:park:address:metric:year]]."
        )
        return text % shown
    if reference.kind == STORY:
        is_there = reference.slug in found.stories
        return "" if is_there else _("“%(reference)s”: no published story has this address.") % shown
    if found.profile(reference) is None:
        return _("“%(reference)s”: no published profile has this address.") % shown
    return _error_of_figure(reference, found, shown) if reference.kind == FIGURE else ""


def _error_of_figure(reference: Reference, found: ReferencedRecords, shown: dict[str, str]) -> str:
    fitting = found.figures(reference)
    if len(fitting) == 1:
        return ""
    others = [":".join(signs_of(figure)) for figure in (fitting or found.of_metric(reference))[:MAX_NAMED]]
    if not others:
        return _("“%(reference)s”: the profile has no figure of this metric.") % shown
    if fitting:
        text = _("“%(reference)s” may mean several figures. Add what tells one from the others: %(figures)s.")
    else:
        text = _("“%(reference)s”: the profile has no such figure. Those of this metric are: %(figures)s.")
    return text % (shown | {"figures": listed(others)})


def _bad_links(text: str) -> Iterator[str]:
    for address in find_links(text):
        if not markdown.is_allowed(address.strip()):
            said = _(
                "“%(address)s” is no address that a link may lead to. Write it with https://, or begin with / for a page of this site."
            )
            yield said % {"address": address.strip()}


def _no_links(text: str) -> Iterator[str]:
    for line in filter(None, map(str.strip, text.splitlines())):
        if not is_one_link(line):
            said = _(
                "“%(line)s” is not one link. Write [[company:address]] or [Title](https://example.org/), one in a line."
            )
            yield said % {"line": line}
