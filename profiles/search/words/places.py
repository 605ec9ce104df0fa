"""Chinese addresses as those type them who write them in Latin letters: 知春路 is Zhichun Lu, Zhichun Road."""

from __future__ import annotations

import re
from functools import lru_cache

from profiles.search.words.pinyin import syllables_of

# What a part of an address is, in words of those who write it in other scripts.
PARTS = {
    "大街": "street avenue",
    "街": "street",
    "路": "road rue",
    "道": "road avenue",
    "区": "district",
    "大厦": "building tower",
    "广场": "plaza square",
    "园": "park parc",
    "桥": "bridge",
}
DIRECTIONS = {"东": "east", "西": "west", "南": "south", "北": "north", "中": "middle"}
_PART = re.compile(rf"([\u3400-\u9fff]{{1,8}}?)([{''.join(DIRECTIONS)}]?)({'|'.join(PARTS)}|市|省)")


@lru_cache(maxsize=4_096)
def spoken_address(address: str) -> str:
    """The named parts of an address in pinyin with what they are; empty where it has no Chinese characters."""
    return " ".join(_spoken(*part) for part in _PART.findall(address))


def _spoken(name: str, direction: str, kind: str) -> str:
    spoken, in_direction, of_kind = ("".join(syllables_of(part)) for part in (name, direction, kind))
    words = [spoken, in_direction, of_kind, spoken + in_direction, spoken + in_direction + of_kind]
    return " ".join([*dict.fromkeys(filter(None, words)), DIRECTIONS.get(direction, ""), PARTS.get(kind, "")])
