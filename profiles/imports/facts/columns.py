"""How the columns of a file of facts are recognised, in our own files and in those of others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from profiles.exports.facts.columns import COLUMNS
from profiles.imports.rows.headers import Headers

# What others call them. Words that mean something else in a file of rows count only beside a fact and a value.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "profile": ("slug", "address on the site"),
    "name": ("company", "company name", "organisation", "organization", "entity", "subject", "park", "公司", "公司名称", "企业", "企业名称", "名称", "机构", "主体", "实体", "园区", "entreprise", "société", "nom", "organisme", "entité", "parc"),
    "fact": ("field", "attribute", "property", "indicator", "metric", "variable", "item", "key", "predicate", "字段", "属性", "指标", "项目", "champ", "attribut", "propriété", "indicateur", "rubrique"),
    "value": ("content", "data", "object", "值", "数值", "内容", "取值", "valeur", "contenu"),
    "unit": ("单位", "计量单位", "unité"),
    "currency": ("币种", "货币", "devise", "monnaie"),
    "period_start": ("year", "date", "as of", "period", "financial year", "年份", "年度", "年", "日期", "时间", "année", "exercice", "période"),
    "period_end": ("end of the period", "until", "结束日期", "fin de période"),
    "language": ("lang", "语言", "langue"),
    "rank": ("等级", "rang"),
    "source_title": ("source", "reference", "title of the source", "来源", "数据来源", "出处", "référence"),
    "source_publisher": ("publisher", "发布机构", "发布者", "éditeur"),
    "source_url": ("url", "link", "source link", "web address", "链接", "网址", "来源链接", "来源网址", "lien", "url source", "lien source"),
    "source_archive": ("archive", "archived copy", "存档", "copie archivée"),
    "source_published": ("published", "published on", "发布日期", "publié le"),
    "source_accessed": ("accessed", "accessed on", "read on", "访问日期", "consulté le"),
}  # fmt: skip


@dataclass(frozen=True)
class FactColumn:
    name: str
    aliases: tuple[Any, ...] = ()
    takes_currency: bool = False

    @property
    def display_name(self) -> str:
        return self.name


@dataclass(frozen=True)
class FactFile:
    name: str = "fact"
    columns: Sequence[FactColumn] = tuple(FactColumn(name, ALIASES.get(name, ())) for name in COLUMNS)
    labels: Mapping[str, Sequence[Any]] = field(default_factory=dict)


def fact_headers(mapping: Mapping[str, str] | None = None) -> Headers:
    return Headers(FactFile(), mapping)


class FactHeaders:
    """Recognises the headers of a file of facts, and no others."""

    def __init__(self, mapping: Mapping[str, str] | None = None) -> None:
        self._headers = fact_headers(mapping)
        self.were_found = False  # some row was taken for the headers of a file of facts

    def recognise(self, cells: list[Any]) -> list[str]:
        """The column that each header names, each once; none at all where no fact, no value or nobody is named."""
        seen: set[str] = set()
        names = []
        for name in self._headers.recognise(cells):
            is_new = name in COLUMNS and name not in seen
            seen.add(name)
            names.append(name if is_new else "")
        if not is_of_facts(names):
            return ["" for _name in names]
        self.were_found = True
        return names


def is_of_facts(columns: Sequence[str]) -> bool:
    return {"fact", "value"} <= {*columns} and bool({"profile", "name"} & {*columns})


def is_our_own(columns: Sequence[str]) -> bool:
    """Whether the file is one that a site like this made, so that its words are to be taken as they stand."""
    return {"profile", "kind", "fact"} <= {*columns}
