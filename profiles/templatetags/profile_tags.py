"""How facts, sources, texts and pictures of profiles are written into pages.

Those that a page has many of write their HTML themselves: docs/performance.md, "HTML that Python writes".
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from kit.languages import TAGS, Text, active_suffix, language_name, listed
from kit.markup import escaped
from kit.numbers import figure_text
from kit.partial_date import in_words
from kit.partial_dates import PartialDate
from kit.pictures.marks import initials, is_wide, strip
from kit.pictures.patterns import HEIGHT, WIDTH, pattern
from kit.places import city_html, place_html
from profiles.models import Evidence, Figure, Image, Profile, Source
from profiles.models.registry import profile_kind_of
from profiles.pages.definitions import MOST
from profiles.search import fold, parse, pinyin_of, spoken_length

register = template.Library()
SHORT = 300  # characters of a text whose folding is remembered
# What a source is worth, beside its number.
LEVEL_WORDS = {
    Evidence.PRIMARY: pgettext_lazy("source", "primary"),
    Evidence.SECONDARY: pgettext_lazy("source", "secondary"),
    Evidence.TO_CHECK: pgettext_lazy("source", "to check"),
}
AROUND = 60  # characters of a long text that are shown before a match, and twice as many behind


@register.simple_tag(takes_context=True)
def source_badge(context: dict[str, Any], use: Any, what: str = "", *, in_words: bool = False) -> SafeString:
    """The numbered square that leads to the source of a row or a Cited, or a question mark where there is none.

    `what` names the fact, for the list of sources at the end of the page. What a source is worth is read out and
    shown to those who point at it; `in_words`, beside the number. A question mark stands behind the number where
    the source is to be checked, and the list says once what it means.
    """
    level = use.evidence_level if use else Evidence.NONE
    context["sources"].levels.add(level)
    if level == Evidence.NONE:
        missing = escaped(_("Unsourced"))
        return SafeString(
            f'<span class="seal-none" title="{missing}"><span aria-hidden="true">?</span><span class="vh">{missing}</span></span>'
        )
    number = context["sources"].number(use.source, str(what))
    worth = LEVEL_WORDS[level]
    # Translators: a number in the list of sources, and what that source is worth: "Source 3, primary".
    label = escaped(_("Source %(number)s, %(level)s") % {"number": number, "level": worth})
    doubt = '<span class="seal-check">?</span>' if level == Evidence.TO_CHECK else ""
    link = (
        f'<a class="src src--in" href="#s{number}" title="{label}" aria-label="{label}">{number}{doubt}</a>'
    )
    if doubt:
        return SafeString(link)
    return SafeString(f'{link} <span class="seal-level">{escaped(worth)}</span>' if in_words else link)


@register.simple_tag
def text(value: str) -> SafeString:
    """A text of the park, marked up with its language where it is not the page's."""
    lang = getattr(value, "lang", "")
    if not value or not lang or lang == TAGS[active_suffix()]:
        return conditional_escape(value)
    return format_html('<span lang="{}">{}</span>', lang, str(value))


@register.simple_tag
def place_name(country: Any, city: str) -> SafeString:
    """A city with its country, by their names in the language of the page."""
    return place_html(country, city)


@register.simple_tag
def present(presence: Any) -> SafeString:
    """Where abroad a company is and as what: "Tokyo, joint venture"; one of them where only that is known."""
    if not presence.city:
        return format_html("{}", capfirst(presence.get_kind_display()))
    city = city_html(presence.country, presence.city)
    if not presence.known_kind:
        return city
    # Translators: a city and the kind of establishment there.
    pattern = pgettext("presence", "%(city)s, %(kind)s")
    return format_html(
        pattern.replace("%(city)s", "{city}").replace("%(kind)s", "{kind}"),
        city=city,
        kind=presence.known_kind,
    )


@register.simple_tag
def source_details(source: Source) -> SafeString:
    """Who published it, in the language of what is published there, and when."""
    publisher = text(Text(source.publisher, source.language if source.url else ""))
    date = conditional_escape(partial_date(source.published_on))
    return mark_safe(listed([publisher, date]))  # noqa: S308 (both are escaped)


@register.filter
def figure_value(figure: Figure) -> str:
    return figure_text(figure)


@register.filter
def unbroken(text: str) -> SafeString:
    """A value that stays on one line with its unit."""
    return format_html('<span class="unbroken">{}</span>', text)


@register.filter
def period(figure: Figure) -> str:
    return figure.period_label


@register.filter(expects_localtime=True)
def day(value: datetime.date | None) -> str:
    return in_words(value) if value else ""


@register.filter
def partial_date(value: str) -> str:
    return PartialDate(value).localized() if value else ""


@register.filter
def mark(value: str, query: str) -> SafeString:
    """Escape a text and mark the words that a visitor searched for, whatever their case or accents."""
    return _marked(str(value or ""), query, _written_spans)


@register.filter
def excerpt(value: str, query: str) -> SafeString:
    """The part of a long text around the first of the words that a visitor searched for, with its marks."""
    text = str(value or "")
    first = min((start for start, _stop in _written_spans(text, parse(query or "").pieces)), default=0)
    start, stop = max(0, first - AROUND), first + 2 * AROUND
    if start:
        start = text.find(" ", start, first) + 1 or start
    if stop < len(text):
        stop = max(text.rfind(" ", first + AROUND, stop), 0) or stop
    before, after = "… " if start else "", " …" if stop < len(text) else ""
    return format_html("{}{}{}", before, mark(text[start:stop], query), after)


@register.filter
def mark_name(value: str, query: str) -> SafeString:
    """The same for a name, which is also found by the sound of its Chinese characters."""
    return _marked(
        str(value or ""),
        query,
        lambda text, words: [*_written_spans(text, words), *_spoken_spans(text, words)],
    )


def _marked(text: str, query: str, find: Callable[[str, list[str]], Iterable[tuple[int, int]]]) -> SafeString:
    words = parse(query or "").pieces
    parts, end = [], 0
    for start, stop in sorted(find(text, words)) if words and text else ():
        if start < end:
            continue
        parts += [conditional_escape(text[end:start]), format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return mark_safe("".join([*parts, conditional_escape(text[end:])]))  # noqa: S308 (every part is escaped)


def _written_spans(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand in the text: whole words, and Chinese characters wherever they are."""
    plain, places = _fold_with_places(text)
    for match in _pattern(tuple(words)).finditer(plain):
        yield places[match.start()], places[match.end() - 1] + 1


@lru_cache(maxsize=500)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the words; the longest where several begin at one place."""
    return re.compile("|".join(_word_pattern(word) for word in sorted(words, key=len, reverse=True)))


def _word_pattern(word: str) -> str:
    """A pattern that finds a word by itself and not within another; Chinese has no spaces between words."""
    before = r"(?<![^\W\u3400-\u9fff])" if not _is_han(word[0]) else ""
    after = r"(?![^\W\u3400-\u9fff])" if not _is_han(word[-1]) else ""
    return before + re.escape(word) + after


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


def _spoken_spans(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where Chinese characters sound like the words."""
    syllables = pinyin_of(text)
    for first, spoken in enumerate(syllables):
        for word in words if spoken else ():
            if length := spoken_length(syllables[first:], word):
                yield first, first + length


def _fold_with_places(value: str) -> tuple[str, list[int]]:
    """The text as the search sees it, and where each of its characters stood. Do not change what you get."""
    return _folded_short(value) if len(value) <= SHORT else _folded_text(value)


@lru_cache(maxsize=3_000)
def _folded_short(value: str) -> tuple[str, list[int]]:
    return _folded_text(value)


def _folded_text(value: str) -> tuple[str, list[int]]:
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


@register.simple_tag
def logo(profile: Profile, size: str = "") -> SafeString:
    """A profile's logo; where it has none, the mark that is made of its name, in its colour."""
    image, more = profile.logo, f" logo--{size}" if size else ""
    if image is None:
        return SafeString(
            f'<span class="logo monogram{_colour(profile)}{more}" aria-hidden="true">{_mark(profile)}</span>'
        )
    return SafeString(
        f'<img class="logo logo--image{more}" src="{escaped(_address(image, image.largest))}"'
        f' srcset="{escaped(_srcset(image))}" sizes="64px" width="{image.width}" height="{image.height}" alt="">'
    )


def _mark(profile: Profile) -> str:
    characters = initials(profile.name)
    text = f"<small>{escaped(characters)}</small>" if is_wide(characters) else escaped(characters)
    return f'{text}<svg viewBox="0 0 56 6" preserveAspectRatio="none"><path d="{strip(profile.slug)}"/></svg>'


def _colour(profile: Profile) -> str:
    return f" monogram--{profile.mark_colour}" if profile.mark_colour else ""


@register.simple_tag
def cover(profile: Profile, where: str = "") -> SafeString:
    """A profile's cover; where it has none, a pattern that is drawn from its address and its year. `where` may be "card"."""
    if profile.cover is not None:
        return render_to_string("includes/picture.html", picture(profile.cover, in_card=where == "card"))
    lines, dots = pattern(profile.slug, _founded(profile))
    return SafeString(
        f'<svg class="pattern{_colour(profile)}" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="xMidYMid slice"'
        f' aria-hidden="true" focusable="false"><path d="{lines}"/><path class="pattern__dots" d="{dots}"/></svg>'
    )


def _founded(profile: Profile) -> int | None:
    """The year; not every kind of profile has one."""
    founded = getattr(profile, "founded", "")
    return PartialDate(founded).year if founded else None


@register.simple_tag(takes_context=True)
def suggest(context: dict[str, Any], profile: Profile, key: str, what: str = "", row: Any = "") -> SafeString:
    """A quiet link to the form of one fact: the key of the fact or of a metric, and of a row that has a value of it.

    It is there for keyboards, fingers and screen readers, and shown to a pointer that is near. Nothing on pages
    that show a profile as it was or as it will be.
    """
    if not key or context.get("past") or context.get("preview"):
        return SafeString("")
    icon, text = (
        ("plus", _("Add: %(fact)s")) if _is_added(profile, key, row) else ("pen", _("Correct: %(fact)s"))
    )
    label = escaped(text % {"fact": what})
    return SafeString(
        f'<a class="ask" rel="nofollow" href="{_address_of_fact(profile, key, row)}" title="{label}">'
        f'<svg class="ico" aria-hidden="true" focusable="false"><use href="#i-{icon}"/></svg>'
        f'<span class="vh">{label}</span></a>'
    )


@register.simple_tag(takes_context=True)
def suggest_row(context: dict[str, Any], profile: Profile, relation: str, row: Any) -> SafeString:
    """The same at one row of a relation that is a fact by itself."""
    return suggest(context, profile, relation, str(row), row.pk)


@register.simple_tag(takes_context=True)
def suggest_by_name(context: dict[str, Any], profile: Profile, key: str, what: str) -> SafeString:
    """The name of a fact that is not known, as a link to its form."""
    if context.get("past") or context.get("preview"):
        return SafeString(escaped(what))
    return SafeString(
        f'<a class="ask ask--word" rel="nofollow" href="{_address_of_fact(profile, key)}">{escaped(what)}</a>'
    )


def _address_of_fact(profile: Profile, key: str, row: Any = "") -> str:
    return escaped(f"{profile.get_edit_url()}{key}/{f'{row}/' if row else ''}")


def _is_added(profile: Profile, key: str, row: Any) -> bool:
    """Whether the form asks for a new row."""
    if row:
        return False
    fact = next((fact for fact in profile_kind_of(profile).facts if fact.key == key), None)
    return fact is None or bool(fact.relation)


def image_html(image: Image | None, alt: str = "") -> SafeString:
    """The smallest size of a picture, for the admin; without `alt` where a name stands beside it."""
    if image is None:
        return SafeString("–")
    size = image.smallest
    return format_html(
        '<img class="thumb" src="{}" width="{}" height="{}" alt="{}">',
        reverse("media", args=[size["name"]]),
        size["width"],
        size["height"],
        alt,
    )


@register.inclusion_tag("includes/picture.html")
def picture(image: Image, *, in_card: bool = False, alt: str = "", is_lead: bool = False) -> dict[str, Any]:
    """A picture in all its sizes; without `alt` where it adds nothing to the text beside it."""
    address, srcset = _address(image, image.largest), _srcset(image)
    where = {"in_card": in_card, "is_lead": is_lead, "alt": alt}
    return {"image": image, "address": address, "srcset": srcset, **where}


def _srcset(image: Image) -> str:
    return ", ".join(f"{_address(image, size)} {size['width']}w" for size in image.renditions)


def _address(image: Image, size: dict[str, Any]) -> str:
    """A picture that the public page does not show is served as part of the version or draft that does."""
    if image.shown_in:
        address, place = image.shown_in
        return reverse(address, args=[*place, size["name"]])
    return reverse("media", args=[size["name"]])


register.filter("listed", listed)
register.filter("language_name", language_name)


@register.simple_tag
def most_compared() -> int:
    """How many profiles can be compared at once."""
    return MOST
