"""Words that say that nothing is known: "N/A", "-", 暂无, "inconnu". In a column that has a meaning for one it is none."""

from __future__ import annotations

from typing import Any

SIGNS = frozenset(
    [
        "-",
        "--",
        "---",
        "–",
        "—",
        "——",
        "−",
        "―",
        "_",
        ".",
        "..",
        "...",
        "…",
        "/",
        "//",
        "\\",
        "*",
        "?",
        "??",
        "？",
        "·",
        "／",
        "－",
    ]
)
WORDS = frozenset(
    word.strip()
    for words in (
        "n/a|n／a|n.a.|n.a|na|n\\a|n / a|#n/a|#na|<na>|n/d|n.d.|nd|n/c|nc|n.c.|null|nil|nan|none|(none)|<none>|not available|not applicable|not known|unknown",
        "(unknown)|not stated|not specified|unspecified|no data|tbd|tba|to be determined|pending|blank|(blank)|empty|missing",
        "inconnu|inconnue|non disponible|non communiqué|non communiquée|non renseigné|non renseignée|non précisé|non connu|sans objet|s.o.|s/o|n.r.|aucun|aucune|néant|vide|à définir",
        "无|無|暂无|暫無|不详|不詳|未知|没有|沒有|未填|未填写|未提供|未公开|未披露|不适用|待定|待补充|待补|空|无数据|暂缺|缺|/无|保密",
        "なし|不明|없음|unbekannt|k.a.|keine angabe|desconocido|нет данных",
    )
    for word in words.split("|")
)
# Those that a company may be called as well, if nothing else in its row is a name.
MAYBE_NAMES = frozenset(
    [
        "null",
        "nil",
        "nan",
        "none",
        "unknown",
        "pending",
        "blank",
        "empty",
        "missing",
        "vide",
        "inconnu",
        "na",
        "nd",
        "nc",
        "tbd",
        "tba",
    ]
)
ALL = SIGNS | WORDS
LONGEST = max(map(len, ALL)) + 2  # with blanks around it


def is_placeholder(cell: Any) -> bool:
    """Asked for each cell of a file: most are too long, or end with a digit, which no such word does."""
    return (
        isinstance(cell, str)
        and len(cell) <= LONGEST
        and not cell[-1:].isdigit()
        and cell.strip().casefold() in ALL
    )


def may_be_name(cell: str) -> bool:
    return _word(cell) in MAYBE_NAMES


def _word(cell: str) -> str:
    return cell.strip().casefold()
