"""The columns of a file of companies."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _

from companies.identifiers import LISTINGS, Scheme, clean_identifier
from companies.models import Sector, Zone
from profiles.imports import amounts, values
from profiles.imports.columns import NAMES, TEXTS, Terms, aliases_of, field, figure, named, year_column
from profiles.imports.problems import BadValue
from profiles.imports.proposals import Cells, Column, ImportKind
from profiles.languages import LONGEST_NAME
from profiles.search import fold

SECTORS = Terms(lambda: list(Sector.objects.all()))
ZONES = Terms(lambda: list(Zone.objects.all()))
OWNERSHIP = {
    **dict.fromkeys(("domestic", "内资", "内资企业", "chinese", "nationale", "capitaux chinois", "民营", "国有"), "domestic"),
    **dict.fromkeys(("joint-venture", "joint venture", "joint_venture", "合资", "中外合资", "合资企业", "coentreprise"), "joint-venture"),
    **dict.fromkeys(
        ("wholly-foreign", "wholly foreign", "wholly foreign-owned", "wholly_foreign", "外商独资", "外资", "外资企业",
         "capitaux étrangers", "entierement etrangere", "wfoe"),
        "wholly-foreign",
    ),
}  # fmt: skip
EXCHANGES = {
    **dict.fromkeys(("sse", "sh", "shanghai", "ss", "上交所", "上海", "上海证券交易所", "shse"), Scheme.SSE),
    **dict.fromkeys(("szse", "sz", "shenzhen", "深交所", "深圳", "深圳证券交易所"), Scheme.SZSE),
    **dict.fromkeys(("bse", "bj", "beijing", "北交所", "北京证券交易所"), Scheme.BSE),
    **dict.fromkeys(("hkex", "hk", "sehk", "hkse", "hong kong", "港交所", "香港", "香港联交所"), Scheme.HKEX),
    **dict.fromkeys(("nasdaq", "纳斯达克"), Scheme.NASDAQ),
    **dict.fromkeys(("nyse", "纽交所", "纽约证券交易所"), Scheme.NYSE),
}
LISTING = re.compile(
    r"(?P<exchange>[^\s:：]+(?:\s[^\s:：\d]+)?)\s*[:：]\s*(?P<code>[A-Za-z0-9.]+)|(?P<code2>\d{4,6})\.(?P<exchange2>[A-Za-z]{2})"
)


def sectors(cell: Any, row: Cells) -> None:
    row.proposal.fields["sectors"] = SECTORS.short_names(cell)


def zone(cell: Any, row: Cells) -> None:
    name = values.line(cell)
    spellings = [name, name.removesuffix(" district"), name.removesuffix("区") + "园"]
    spellings += re.findall(r"[(（]([^()（）]+)[)）]", name)  # "Development Area (Yizhuang)"
    slug = next(filter(None, map(ZONES.find, spellings)), None)
    if slug is None:
        raise BadValue(_("There is no zone “%(name)s”.") % {"name": name})
    row.proposal.fields["zone"] = slug


def ownership(cell: Any) -> str:
    found = OWNERSHIP.get(fold(values.line(cell))) or OWNERSHIP.get(values.line(cell))
    if not found:
        raise BadValue(_("Write domestic, joint-venture or wholly-foreign."))
    return found


def overseas(cell: Any, row: Cells) -> None:
    source = row.source("overseas")
    for code in dict.fromkeys(values.country(name) for name in values.listed(cell)):
        if code == "CN":
            raise BadValue(_("Choose a country abroad."))
        row.proposal.add("presences", country=code, kind="branch", source=source)


def number(scheme: Scheme) -> Any:
    """A column of a register: its number, checked, as an identifier of the company."""

    def read(cell: Any, row: Cells) -> None:
        value = values.identifier(cell, lambda text: clean_identifier(scheme, text))
        row.proposal.add("identifiers", scheme=str(scheme), value=value, source=row.source(str(scheme)))

    return read


def listings(cell: Any, row: Cells) -> None:
    """ "NASDAQ: BIDU; HKEX: 9888", 600588.SH"""
    source = row.source("listed_on")
    for part in filter(None, (part.strip() for part in re.split(r"[;；|｜]", values.line(cell)))):
        match = LISTING.fullmatch(part)
        exchange = EXCHANGES.get(fold(match["exchange"] or match["exchange2"])) if match else None
        if not match or exchange is None:
            known = ", ".join(str(scheme).upper() for scheme in LISTINGS)
            raise BadValue(
                _(
                    "“%(text)s” is no listing. Write exchange and code, for example HKEX: 0992. Exchanges: %(known)s."
                )
                % {"text": part, "known": known}
            )
        code = match["code"] or match["code2"]
        if exchange == Scheme.HKEX and code.isdecimal():
            code = code.zfill(4)
        value = values.checked(lambda text, scheme=exchange: clean_identifier(scheme, text), code)
        row.proposal.add("identifiers", scheme=str(exchange), value=value, source=source)


def finish(row: Cells) -> None:
    fields = row.proposal.fields
    legal = fields.get("legal_name")
    if legal and not fields.keys() & {"name", "name_en", "name_zh", "name_fr"}:
        fields["name"] = legal
        row.proposal.derived.add(values.name_column(str(legal)))
    named(row)


def forget_terms() -> None:
    SECTORS.forget()
    ZONES.forget()


COMPANIES = ImportKind(
    name="company",
    place="companies.imports.COMPANIES",
    finish=finish,
    begin=forget_terms,
    cited=frozenset({"legal_name", "sectors", "zone", "founded", "ownership", "returnee_founded", "address"}),
    columns=(
        *NAMES,
        Column("name", field("name", values.name, LONGEST_NAME), ("company", "company name", "公司", "公司名称", "企业名称", "企业", "名称", "单位名称", "nom", "entreprise", "société", "nom de l’entreprise", "nom de la société")),
        Column("legal_name", field("legal_name", values.name, LONGEST_NAME), ("legal_name_zh", "registered name", "法定名称", "注册名称", "公司全称", "企业全称", "工商名称", "raison sociale", "nom légal", "dénomination sociale")),
        Column("aliases", aliases_of, ("other_names", "other names", "alias", "别名", "其他名称", "曾用名", "简称", "autres noms")),
        Column("acronyms", aliases_of, ("acronym", "abbreviation", "abbreviations", "缩写", "sigle", "sigles")),
        Column("sector", sectors, ("sectors", "industry", "行业", "所属行业", "行业领域", "secteur", "secteurs")),
        Column("zone", zone, ("hq_district", "park zone", "分园", "所属园区", "所在分园", "zone du parc")),
        Column("ownership", field("ownership", ownership), ("capital", "资本类型", "企业性质", "所有制", "actionnariat", "capital type")),
        Column("returnee_founded", field("returnee_founded", values.boolean), ("founded by returnees", "returnee", "留学归国人员创办", "海归创办", "留创企业", "fondée par des diplômés revenus de l’étranger")),
        Column("employees", figure("employees", "count", amounts.whole, as_of="employees_as_of"), ("staff", "headcount", "number of employees", "员工人数", "员工数", "职工人数", "从业人员", "effectif", "effectifs", "salariés", "nombre de salariés")),
        Column("employees_as_of", lambda cell, row: None, ("员工人数截至", "effectif au")),
        Column("turnover_cny", figure("turnover", "CNY", amounts.yuan, year="turnover_year"), ("turnover", "turnover (CNY)", "revenue", "revenue_cny", "营业收入", "营业收入（元）", "营收", "chiffre d’affaires", "chiffre d’affaires (CNY)", "CA")),
        year_column("turnover_year", ("revenue_year", "营业收入年份", "营收年份", "année du chiffre d’affaires", "année CA")),
        Column("patents", figure("patents_granted", "count", amounts.whole), ("patents_granted", "patents granted", "专利", "专利数", "授权专利", "专利数量", "brevets", "brevets délivrés")),
        Column("overseas", overseas, ("presence abroad", "countries", "overseas presence", "境外机构", "海外分支", "海外布局", "présence à l’étranger", "à l’étranger", "pays")),
        Column("address", field("address", values.line, 300), ("hq_address", "hq", "地址", "注册地址", "办公地址", "adresse", "siège")),
        Column("postcode", field("postcode", values.line, 12), ("hq_postcode", "zip", "postal code", "邮编", "邮政编码", "code postal")),
        *TEXTS,
        Column("uscc", number(Scheme.USCI), ("usci", "unified social credit identifier", "unified social credit code", "统一社会信用代码", "信用代码", "社会信用代码", "code de crédit social unifié")),
        Column("lei", number(Scheme.LEI), ("legal entity identifier", "lei code", "法人机构识别编码", "全球法人识别编码", "identifiant d’entité juridique")),
        Column("ror", number(Scheme.ROR), ("ror_id",)),
        Column("wikidata", number(Scheme.WIKIDATA), ("wikidata_id", "维基数据")),
        Column("listed_on", listings, ("listed", "listing", "stock code", "stock", "上市", "股票代码", "上市地", "证券代码", "cotation", "cotée à", "bourse")),
    ),
)  # fmt: skip
