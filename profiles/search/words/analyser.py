"""Cuts texts into the tokens of the index and of queries. There is no other analyser.

A token is a folded Latin word, or two neighbouring Chinese characters (or kana, or hangul); the last
character of a run stands once more by itself, so that a single character is the beginning of a
token wherever it stands. Names have tokens of their own besides:

    ^X   X begins a name          =XYZ   XYZ is a whole name, written without blanks
    ~X   a syllable of pinyin     |      a border that no phrase crosses
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from kit.names.folding import fold
from profiles.search.words.pinyin import HAN_RUN, syllables_of

BEGIN, WHOLE, SOUND, BORDER = "^", "=", "~", "|"
MAX_TOKEN_LENGTH = 40
MAX_NAME_LENGTH = 60
MAX_INITIALS = 8
# A Chinese company is named by its place first, and known by what follows.
PLACES = (
    "北京",
    "上海",
    "天津",
    "重庆",
    "深圳",
    "广州",
    "杭州",
    "南京",
    "武汉",
    "成都",
    "西安",
    "苏州",
    "中国",
)

_UNSPACED = "\u2e80-\u2fdf\u3005-\u3007\u3041-\u30fa\u30fc-\u30ff\u3105-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_PIECE = re.compile(f"[{_UNSPACED}]+|[^\\W_{_UNSPACED}]+")

_ASCII_PIECE = re.compile("[0-9a-z]+")
_IS_RUN = re.compile(f"[{_UNSPACED}]").match


def pieces(text: str) -> list[str]:
    """The folded words and runs of Chinese characters of a text, in their order."""
    return _ASCII_PIECE.findall(text.lower()) if text.isascii() else _PIECE.findall(fold(text))


def is_run(piece: str) -> bool:
    """Whether the piece is written without blanks between its words."""
    return not piece.isascii() and _IS_RUN(piece) is not None


def tokens(text: str) -> list[str]:
    """All tokens of a text, in the order of the text."""
    parts = pieces(text)
    is_plain = text.isascii() and max(map(len, parts), default=0) <= MAX_TOKEN_LENGTH
    return parts if is_plain else tokens_of(parts)


@lru_cache(maxsize=4_096)
def term_tokens(text: str) -> tuple[str, ...]:
    """The same for what many profiles share: the name of a sector, of a zone, of a country."""
    return tuple(tokens(text))


def tokens_of(parts: Iterable[str]) -> list[str]:
    all_tokens: list[str] = []
    for piece in parts:
        if is_run(piece):
            all_tokens += pairs(piece)
            all_tokens.append(piece[-1])
        else:
            all_tokens.append(piece[:MAX_TOKEN_LENGTH])
    return all_tokens


def pairs(run: str) -> list[str]:
    """Each two neighbouring characters: 中关村 -> 中关, 关村."""
    return [run[place : place + 2] for place in range(len(run) - 1)]


def name_tokens(name: str, *, initials: bool = True) -> list[str]:
    """The tokens of a name, and of its sound if it has Chinese characters; none if it has no letter.

    The initials of its sound are left out of names that nobody abbreviates: those of persons, of products.
    """
    parts = pieces(name)
    if not parts:
        return []
    written = tokens_of(parts)
    return [BEGIN + written[0], *written, WHOLE + whole(parts), *_sound(parts, initials=initials)]


def whole(parts: Iterable[str]) -> str:
    """What is equal for two names that differ in blanks and punctuation alone."""
    return "".join(parts)[:MAX_NAME_LENGTH]


def _sound(parts: list[str], *, initials: bool) -> list[str]:
    spoken = sound_of(parts)
    if not spoken:
        return []
    marked = [SOUND + syllable for syllable in spoken]
    shortened = _initials(parts, spoken) if initials else []
    return [BEGIN + marked[0], *marked, WHOLE + whole(spoken), *shortened]


def sound_of(parts: Iterable[str]) -> list[str]:
    """The syllables of the Chinese characters of a name."""
    runs = (run for piece in parts if not piece.isascii() for run in HAN_RUN.findall(piece))
    return [syllable for run in runs for syllable in syllables_of(run) if syllable]


def _initials(parts: list[str], spoken: list[str]) -> list[str]:
    """联想集团 -> lx, lxj, lxjt; what follows a place has its own."""
    letters = "".join(syllable[0] for syllable in spoken)
    initials = [letters[:stop] for stop in range(2, min(len(letters), MAX_INITIALS) + 1)]
    if parts[0].startswith(PLACES):
        rest = letters[2:]
        initials += [rest[:stop] for stop in range(2, min(len(rest), MAX_INITIALS) + 1)]
    return initials


def joined(values: Iterable[Iterable[str]]) -> str:
    """Several token lists as one text of the index; no phrase reaches from one into the next."""
    return f" {BORDER} ".join(" ".join(value) for value in values if value)
