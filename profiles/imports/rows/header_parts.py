"""A header without what is not its name, and the parts of one that says its name more than once.

"1. Name*" is a name; "名称 Name", "Name / 名称" and "Founded (成立)" say the same in two languages. Parts that state no more
than a form or a unit of counting are left out; any other part may change what the header means.
"""

from __future__ import annotations

import re

NUMBERING = re.compile(
    r"^\s*(?:[(（]?\d{1,2}\s*[)）.、:：]|[①-⑳]|[A-Za-z][.)](?=\s)|\d{1,2}\s(?=\s*[^\W\d]))\s*"
)
MARKS = re.compile(
    r"[*＊✱†]+|[(（\[【]\s*(?:required|mandatory|optional|obligatoire|facultatif|必填项?|选填|可选)\s*[)）\]】]",
    re.IGNORECASE,
)
END = re.compile(r"[\s:：?？]+$")
BRACKETS = re.compile(r"[(（\[【「{<]([^()（）\[\]【】「」{}<>]*)[)）\]】」}>]")
BETWEEN = re.compile(r"\n|\s*[/／|｜]\s*|\s+[-–—]\s+")
HAN = r"\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
SCRIPTS = re.compile(rf"(?<=[{HAN}])\s*(?=[A-Za-zÀ-ÿ])|(?<=[A-Za-zÀ-ÿ.])\s*(?=[{HAN}])")
# Words for how it is counted or written, and what stands over several columns and says no more than that.
HARMLESS = re.compile(
    r"(?:text|url|link|official|latest|most recent|approx\.?|y{2,4}(?:[-/. ]?m{1,2}(?:[-/. ]?d{1,2})?)?|year|"
    r"persons?|people|pers\.?|personnes|jahr|annual|anual|number|count|국문|盖章|人|名|명|个|件|项|家|年|最新|约|数量|单位[:：]?[人个件项家]|"
    r"(?:basic|general|company|financial|registration) (?:info(?:rmation)?|data|details)|key (?:figures|data)|financials?|"
    r"(?:基本|企业|公司|财务|工商|注册|登记|经营|人员|主要)(?:信息|情况|数据|指标)|(?:主要)?(?:经济|财务)指标|企业概况|基本情報|会社概要|財務情報|"
    r"informations? (?:générales?|financières?)|données (?:générales|financières|économiques)|chiffres clés|"
    r"stammdaten|allgemeine angaben|finanzdaten|kennzahlen|datos (?:generales|financieros)|информация|общие сведения|"
    r"기본정보|재무정보)?",
    re.IGNORECASE,
)


def undecorated(header: str) -> str:
    """Without its number, marks that it is required, and what stands at its end."""
    return END.sub("", MARKS.sub(" ", NUMBERING.sub("", header))).strip()


def parts(header: str) -> list[str]:
    """What it consists of: in brackets, between signs, in two scripts; without parts that say nothing of their own."""
    inside = BRACKETS.findall(header)
    pieces = [
        piece
        for section in (BRACKETS.sub("\n", header), *inside)
        for line in BETWEEN.split(section)
        for piece in SCRIPTS.split(line)
    ]
    named = (piece.strip(" :：,，;；") for piece in pieces)
    return [piece for piece in named if not HARMLESS.fullmatch(piece)]
