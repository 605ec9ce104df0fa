"""The forms of names that their spellings share, and the domain of a web address.

Two spellings of a name have one bare name: case, accents, width, traditional and simplified characters, punctuation
and the legal form (Ltd, 有限公司) do not count. Its core has no brackets and no place either.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from kit import text
from kit.names.legal_forms import HAN_FORMS, LEGAL_FORMS
from kit.places import places
from profiles.search import fold, pinyin_of

HAN = re.compile(r"[\u3400-\u9fff]")
WORD = re.compile(r"[^\W_]+")
# Spoken names shorter than this fit too many others.
MIN_PINYIN_LENGTH = 6
# What is left of a name without its place must still tell it from others.
MIN_CORE_LENGTH, MIN_HAN_CORE_LENGTH = 3, 2
OPENING = frozenset("([（【〔［")
BRACKETED = re.compile(r"[(\[（【〔［][^()\[\]（）【】〔〕［］]*[)\]）】〕］]")
PLAIN_ADDRESS = re.compile(r"https?://([a-z0-9.-]+)((?:/[a-z0-9./_-]*)?)")
# Pages on these are not sites of their own.
SHARED_HOSTS = re.compile(
    r"(^|\.)(linkedin\.com|facebook\.com|github\.(com|io)|weibo\.com|1688\.com|alibaba\.com|made-in-china\.com"
    r"|wixsite\.com|wordpress\.com|blogspot\.com|google\.com|taobao\.com|tmall\.com|jd\.com/.+|wikipedia\.org)$"
)
# An import needs the names of a chunk twice: to look them up, and to store them.
REMEMBERED = 32_768


@lru_cache(maxsize=REMEMBERED)
def bare_name(name: str) -> str:
    """The form that spellings of a name share: "Lenovo Group Ltd." and "LENOVO" are "lenovo"."""
    return _bare([*_words(name)])


@lru_cache(maxsize=256)  # a name is asked for its core and its bare form, one after the other
def _words(name: str) -> tuple[str, ...]:
    folded = name.casefold() if name.isascii() else fold(text.name(name))
    return tuple(WORD.findall(folded.replace(".", "")))


def _bare(words: list[str]) -> str:
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    bare = "".join(words)
    if not bare.isascii():
        while (shorter := HAN_FORMS.sub("", bare)) and shorter != bare:
            bare = shorter
    return bare


class Core(NamedTuple):
    """A bare name without brackets and place, and the place; "Alpha (Wuhan) Ltd" is "alpha" of "wuhan"."""

    name: str
    place: str


@lru_cache(maxsize=REMEMBERED)
def core_of(name: str) -> Core | None:
    """None where a name has neither brackets nor a place, or too little would be left."""
    if OPENING.isdisjoint(name) and not _begins_or_ends_with_place(_words(name)):  # nearly all
        return None
    brackets = BRACKETED.findall(name)
    places = [place for part in brackets if (place := _places().get("".join(_words(part))))]
    words = [*_words(BRACKETED.sub(" ", name) if brackets else name)]
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    places += _take_place(words, 2) or _take_place(words, 1)  # "Hong Kong" is two words
    core = _bare(words)
    if HAN.search(core):
        core, place = _without_han_place(core)
        places += [place] if place else []
    shortest = MIN_HAN_CORE_LENGTH if HAN.search(core) else MIN_CORE_LENGTH
    if len(core) < shortest or not (brackets or places) or core == bare_name(name):
        return None
    return Core(core, min(places, default=""))


def _begins_or_ends_with_place(words: tuple[str, ...]) -> bool:
    places, end = _places(), len(words)
    while end > 1 and words[end - 1] in LEGAL_FORMS:
        end -= 1
    if not words:
        return False
    first, last = words[0], words[end - 1]
    if first in places or last in places:
        return True
    if not first.isascii() and (first[:2] in places or first[:3] in places or first[:4] in places):
        return True
    return len(words) > 1 and (first + words[1] in places or (end > 1 and words[end - 2] + last in places))


def _take_place(words: list[str], length: int) -> list[str]:
    """Take the first or last words off where they are a place; the place."""
    if len(words) > length:
        for part in (slice(0, length), slice(len(words) - length, None)):
            if place := _places().get("".join(words[part])):
                del words[part]
                return [place]
    return []


def _without_han_place(core: str) -> tuple[str, str]:
    """武汉市阿尔法 is 阿尔法 of Wuhan; more than two characters must be left, for some are known by their place."""
    for length in (4, 3, 2):
        rest = core[length:].removeprefix("市").removeprefix("省")
        if len(rest) > MIN_HAN_CORE_LENGTH and (place := _places().get(core[:length])):
            return rest, place
    return core, ""


@cache
def _places() -> dict[str, str]:
    """Cities and provinces that stand in names of companies, as one word each in the form of bare names."""
    named = [list(filter(None, place.names.values())) for place in places() if place.is_in_names]
    rows = [["".join(_words(name)) for name in names] for names in named]
    return {name: names[0] for names in rows for name in names}


@lru_cache(maxsize=REMEMBERED)
def spoken_name(bare: str) -> str:
    """The pinyin of a name in Chinese characters alone: 联想 -> "lianxiang"; else empty."""
    if not HAN.search(bare):
        return ""
    syllables = pinyin_of(bare)
    spoken = "".join(syllables) if all(syllables) else ""
    return spoken if len(spoken) >= MIN_PINYIN_LENGTH else ""


@lru_cache(maxsize=4_096)
def domain(website: str) -> str:
    """The domain that identifies a company; empty for a page on a site that many share."""
    if plain := PLAIN_ADDRESS.fullmatch(website):  # nearly all
        hostname, path = plain.groups()
    else:
        try:
            parts = urlsplit(website)
            hostname, path = parts.hostname or "", parts.path
        except ValueError:
            return ""
    host = hostname.removeprefix("www.")
    is_deep = any(len(piece) > 5 for piece in path.split("/"))
    return "" if is_deep or SHARED_HOSTS.search(host) else host
