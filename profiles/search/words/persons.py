"""The ways in which people type a person's name: either name first, each of two names, Chinese ones in pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from profiles.search.words.pinyin import HAN_RUN, syllables_of

MAX_WORDS = 4  # of a name that is also written the other way round
MAX_HAN = 4  # characters of the name of a person
# Surnames of two characters that are still borne; nearly all others have one.
SURNAMES_OF_TWO = frozenset(
    [
        "欧阳",
        "上官",
        "司马",
        "司徒",
        "诸葛",
        "皇甫",
        "东方",
        "尉迟",
        "公孙",
        "慕容",
        "令狐",
        "宇文",
        "夏侯",
        "端木",
    ]
)
_BRACKETS = re.compile(r"[()（）\[\]/]")


def person_names(*written: str) -> list[str]:
    """What a person is looked for by, of the names as they are written; the first as it stands."""
    names = [part.strip() for name in written for part in _BRACKETS.split(name) if part.strip()]
    return list(dict.fromkeys(spelling for name in names for spelling in _spellings(name)))


def _spellings(name: str) -> Iterator[str]:
    yield name
    if HAN_RUN.fullmatch(name):
        if 2 <= len(name) <= MAX_HAN:
            surname = 2 if name[:2] in SURNAMES_OF_TWO and len(name) > 2 else 1
            spoken = syllables_of(name)
            first, last = "".join(spoken[:surname]), "".join(spoken[surname:])
            yield from (f"{first} {last}", f"{last} {first}")
        return
    words = name.replace(",", " ").split()
    if 2 <= len(words) <= MAX_WORDS:
        yield " ".join([*words[1:], words[0]])
        if len(words) > 2:
            yield " ".join([words[-1], *words[:-1]])
