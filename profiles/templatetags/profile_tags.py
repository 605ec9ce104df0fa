"""How facts, sources, texts and pictures of profiles are written into pages."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from profiles.images import initials, tint
from profiles.languages import TAGS, Text, active_suffix
from profiles.models import Figure, Image, Profile, Source
from profiles.numbers import figure_text, period_label
from profiles.partial_dates import PartialDate
from profiles.search import fold, search_words

register = template.Library()


@register.simple_tag(takes_context=True)
def seal(context: dict[str, Any], source: Source | None, what: str = "") -> SafeString:
    """The numbered square that leads to a source, or words where there is none.

    `what` names the fact, for the list of sources at the end of the page.
    """
    if source is None:
        return format_html('<span class="seal-none">{}</span>', _("Unsourced"))
    number = context["sources"].number(source, str(what))
    label = _("Source %(number)s") % {"number": number}
    link = format_html('<a class="src src--in" href="#s{}" aria-label="{}">{}</a>', number, label, number)
    if not source.needs_check:
        return link
    return format_html('{} <span class="seal-check">{}</span>', link, _("Source to check"))


@register.simple_tag
def text(value: str) -> SafeString:
    """A text of the park, marked up with its language where it is not the page's."""
    lang = getattr(value, "lang", "")
    if not value or not lang or lang == TAGS[active_suffix()]:
        return conditional_escape(value)
    return format_html('<span lang="{}">{}</span>', lang, str(value))


@register.filter
def figure_value(figure: Figure) -> str:
    return figure_text(figure)


@register.filter
def period(figure: Figure) -> str:
    return period_label(figure)


@register.filter
def partial_date(value: str) -> str:
    return PartialDate(value).localized() if value else ""


@register.filter
def mark(value: str, query: str) -> SafeString:
    """Escape a text and mark the words that a visitor searched for, whatever their case or accents."""
    words = [re.escape(word) for word in search_words(query or "")]
    if not words or not value:
        return conditional_escape(str(value))
    plain, places = _fold_with_places(str(value))
    parts, end = [], 0
    for match in re.finditer("|".join(sorted(words, key=len, reverse=True)), plain):
        start, stop = places[match.start()], places[match.end() - 1] + 1
        if start < end:
            continue
        parts += [
            conditional_escape(value[end:start]),
            format_html("<mark>{}</mark>", str(value[start:stop])),
        ]
        end = stop
    return mark_safe("".join([*parts, conditional_escape(str(value[end:]))]))  # noqa: S308 (every part is escaped)


def _fold_with_places(value: str) -> tuple[str, list[int]]:
    """The text as the search sees it, and where each of its characters stood."""
    folded: list[str] = []
    places: list[int] = []
    for place, char in enumerate(value):
        piece = _folded(char)
        folded.append(piece)
        places += [place] * len(piece)
    return "".join(folded), places


@lru_cache(maxsize=8192)
def _folded(char: str) -> str:
    """As the search folds it, so that 聯想 is marked for 联想; a space stays, an accent on its own goes."""
    return fold(char) or (" " if char.isspace() else "")


@register.inclusion_tag("includes/logo.html")
def logo(profile: Profile, size: str = "") -> dict[str, Any]:
    """A profile's logo, or its initial on a tinted square."""
    return {
        "srcset": _srcset(profile.logo) if profile.logo else "",
        "image": profile.logo,
        "initial": initials(profile.name, profile.name.lang),
        "tint": tint(profile.slug),
        "size": size,
    }


def logo_html(profile: Profile) -> SafeString:
    """The smallest size of a logo, for lists of the admin."""
    size = profile.logo.smallest if profile.logo else {"name": "", "width": 0, "height": 0}
    return format_html(
        '<img class="thumb" src="{}" width="{}" height="{}" alt="">',
        reverse("media", args=[size["name"]]),
        size["width"],
        size["height"],
    )


@register.inclusion_tag("includes/picture.html")
def picture(image: Image) -> dict[str, Any]:
    return {"image": image, "srcset": _srcset(image)}


def _srcset(image: Image) -> str:
    return ", ".join(f"{reverse('media', args=[size['name']])} {size['width']}w" for size in image.renditions)


@register.filter
def lang_of(value: str) -> str:
    return value.lang if isinstance(value, Text) else TAGS[active_suffix()]
