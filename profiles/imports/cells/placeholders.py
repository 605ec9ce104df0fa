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
        "not disclosed|undisclosed|not reported|not provided|not public|no information|not found|confidential|private information|to be confirmed|tbc|\\n",
        "non divulgué|non divulguée|non public|non précisée|confidentiel|confidentielle|non trouvé|à confirmer|à compléter|donnée manquante|donnée confidentielle",
        "未公布|不公开|不公開|未透露|未知晓|查无|查无数据|查不到|暂未公布|暂不公开|暂无数据|暂无信息|暂无资料|无信息|无资料|未找到|待确认|待核实|待查|尚无|尚未|不祥|不明确|见附件",
        "なし|無し|不明|非公開|非公表|未公表|該当なし|없음|미상|비공개|해당없음|해당 없음|unbekannt|k.a.|k. a.|keine angabe|keine angaben|keine daten|nicht bekannt|nicht verfügbar|entfällt",
        "desconocido|desconocida|no disponible|no disp.|sin datos|sin dato|s/d|s.d.|no aplica|no consta|não informado|não disponível|não se aplica|n/i|sconosciuto|non disponibile|non noto",
        "нет данных|нет сведений|не указано|не указан|не указана|неизвестно|нет информации|н/д|н.д.|brak danych|brak|nieznane|bilinmiyor|n.v.t.|niet bekend|onbekend|ej angivet|okänt|uppgift saknas",
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
