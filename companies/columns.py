"""The columns of a file of companies: each reads what it writes."""

from __future__ import annotations

import re
from functools import partial
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from companies.facts.identifiers import LISTINGS, Scheme, clean_identifier
from companies.models import Company, Presence, Product, Sector, Stakeholder, Tie, Zone
from companies.models.facts import CHOOSE_ABROAD, is_at_home
from kit.countries import CODES_LIKE_WORDS
from kit.languages import HAN, MAX_NAME_LENGTH, column, columns
from profiles.facts import columns as cells
from profiles.facts.columns import FromField, FromFigure, FromRows, FromTerm
from profiles.facts.exchange_rates import HOME_CURRENCY
from profiles.imports.cells import dates, values
from profiles.imports.cells.lists import is_listed_whole
from profiles.imports.cells.problems import BadValue
from profiles.imports.cells.quantities import count
from profiles.imports.rows.columns import (
    COUNTRIES,
    EMPLOYEES,
    FOUNDED,
    FOUNDED_PRECISION,
    LATITUDE,
    LINKS,
    LIST_NUMBER,
    LONGITUDE,
    NAMES,
    ROW_SOURCE,
    SUMMARIES,
    WEBSITE,
    YES_NO,
    TermLookup,
    amount,
    currency_of_another,
    field,
    figure,
    named,
    other_names,
    too_long,
    written_names,
    year_column,
)
from profiles.imports.rows.proposals import Cells, FileColumn, ImportKind
from profiles.imports.rows.vocabulary import Vocabulary

BETWEEN_PERSONS = re.compile("[,，、]")
# Between names, or a blank between two that are written in Chinese characters.
AND = re.compile(
    r"\s(?:and|et|und|y|e|и|con|[&+])\s|(?<=[\u3400-\u9fff])[和与及&＆](?=[\u3400-\u9fff]{2})|(?<=[\u3400-\u9fff]{2})\s+(?=[\u3400-\u9fff]{2})",
    re.IGNORECASE,
)
# Two or three words without one that joins the words of an organisation; a family name of two characters is one of a few.
PERSON = re.compile(
    r"(?!.*\b(?:of|for|the|pour|für|para)\b)[^\W\d_][\w.'’-]*(?:\s+[^\W\d_][\w.'’-]*){1,2}"
    r"|(?:(?:欧阳|欧陽|司马|司馬|上官|诸葛|諸葛|皇甫|尉迟|慕容|令狐|司徒|夏侯|端木|公孙)?[\u3400-\u9fff]{2}|[\u3400-\u9fff]{3})",
    re.IGNORECASE,
)
MAX_SHORT_NAME = 200  # characters of a name
SECTORS = TermLookup(lambda: list(Sector.objects.all()))
ZONES = TermLookup(lambda: list(Zone.objects.all()))
OWNERSHIP = values.choice(Company.Ownership.choices, {
    **dict.fromkeys(("domestic", "内资", "内资企业", "chinese", "nationale", "capitaux chinois", "民营", "国有", "民营企业", "私营", "私营企业", "国有企业", "国有控股", "国有独资", "集体企业", "央企", "国企"), "domestic"),
    **dict.fromkeys(("joint-venture", "joint venture", "joint_venture", "合资", "中外合资", "合资企业", "中外合资企业", "中外合资经营企业", "中外合资经营", "coentreprise"), "joint-venture"),
    **dict.fromkeys(
        ("wholly-foreign", "wholly foreign", "wholly foreign-owned", "wholly_foreign", "外商独资", "外商独资企业", "外资", "外资企业", "外商投资企业（独资）",
         "capitaux étrangers", "entierement etrangere", "wfoe"),
        "wholly-foreign",
    ),
})  # fmt: skip
EXCHANGES = values.choice(((scheme.value, scheme.label) for scheme in LISTINGS), {
    **dict.fromkeys(("sse", "sh", "shanghai", "ss", "上交所", "上海", "上海证券交易所", "shse"), Scheme.SSE),
    **dict.fromkeys(("szse", "sz", "shenzhen", "深交所", "深圳", "深圳证券交易所"), Scheme.SZSE),
    **dict.fromkeys(("bse", "bj", "beijing", "北交所", "北京证券交易所"), Scheme.BSE),
    **dict.fromkeys(("hkex", "hk", "sehk", "hkse", "hong kong", "港交所", "香港", "香港联交所"), Scheme.HKEX),
    **dict.fromkeys(("nasdaq", "纳斯达克"), Scheme.NASDAQ),
    **dict.fromkeys(("nyse", "纽交所", "纽约证券交易所"), Scheme.NYSE),
})  # fmt: skip
PATENTS = count("patent", "patents", "brevet", "brevets", "项", "件", "个", "项专利", "件专利", "专利")
LISTING = re.compile(
    r"(?P<exchange>[^\s:：]+(?:\s[^\s:：\d]+){0,4})\s*[:：]\s*(?P<code>[A-Za-z0-9.]+)|(?P<code2>\d{4,6})\.(?P<exchange2>[A-Za-z]{2})"
    r"|(?P<exchange3>(?i:SH|SZ|BJ))[. ]?(?P<code3>\d{6})"
)
LISTED = Vocabulary(LISTING.fullmatch, is_open=True)


STANDINGS = values.choice(Company.Standing.choices, {
    **dict.fromkeys(("active", "in business", "in operation", "存续", "在业", "开业", "在营", "正常", "在营（开业）企业", "active", "en activité", "ouverte"), "operating"),
    **dict.fromkeys(("moved", "moved away", "relocated", "left the park", "迁出", "已迁出", "迁离", "搬离", "partie", "déménagée", "transférée"), "moved-away"),
    **dict.fromkeys(("taken over", "merged", "被收购", "已被收购", "被并购", "rachetée", "absorbée"), "acquired"),
    **dict.fromkeys(("closed", "deregistered", "liquidated", "注销", "已注销", "吊销", "解散", "dissoute", "radiée", "liquidée"), "dissolved"),
})  # fmt: skip


def find_zone(name: str) -> str | None:
    spellings = [name, name.removesuffix(" district"), name.removesuffix("区") + "园"]
    spellings += re.findall(r"[(（]([^()（）]+)[)）]", name)  # "Development Area (Yizhuang)"
    return next(filter(None, map(ZONES.find, spellings)), None)


def zone(cell: Any, row: Cells) -> None:
    name = values.line(cell)
    slug = find_zone(name)
    if slug is None:
        raise BadValue(_("There is no zone “%(name)s”.") % {"name": name})
    row.proposal.fields["zone"] = slug


def ownership(cell: Any) -> str:
    code = OWNERSHIP(values.line(cell))
    if not code:
        raise BadValue(_("Write domestic, joint-venture or wholly-foreign."))
    return code


def standing(cell: Any) -> str:
    code = STANDINGS(values.line(cell))
    if not code:
        raise BadValue(_("Write operating, moved-away, acquired or dissolved."))
    return code


def tied(kind: Tie.Kind) -> Any:
    """A column of parents, acquirers or successors: their names."""

    def read(cell: Any, row: Cells) -> None:
        for place, name in row.numbered_parts(cell, _short_name):
            row.proposal.add("ties", kind=str(kind), name=name, source=row.source_of_part(str(kind), place))

    return read


def written_ties(kind: Tie.Kind) -> FromRows:
    return FromRows("ties", "name", {"kind": (str(kind),)}, _whole_name)


def _whole_name(_kind: str, name: str) -> str | None:
    """A name as a list has it; none where it holds the separator."""
    return name if is_listed_whole(name) else None


def products(kind: Product.Kind) -> Any:
    """A column of what the company sells or runs: names."""

    def read(cell: Any, row: Cells) -> None:
        parts = row.numbered_parts(cell, _short_name)
        if len(parts) > Product.MOST:
            raise BadValue(_("This list has more than %(number)s parts.") % {"number": Product.MOST})
        for place, name in parts:
            if not any(
                relation == "products" and fields["name"] == name for relation, fields in row.proposal.rows
            ):
                source = row.source_of_part(row.column, place)
                row.proposal.add("products", kind=str(kind), name=name, source=source)

    return read


def written_products(*kinds: Product.Kind) -> FromRows:
    return FromRows("products", "name", {"kind": tuple(map(str, kinds))}, _whole_name)


def overseas(cell: Any, row: Cells) -> None:
    alone = str(cell).strip() in CODES_LIKE_WORDS and row.column not in row.options.codes

    def abroad(name: str) -> str:
        code = values.country(name, among_codes=not alone)
        if is_at_home(code):
            raise BadValue(str(CHOOSE_ABROAD))
        return code

    places: dict[str, int] = {}
    for place, code in row.numbered_parts(cell, abroad, COUNTRIES.knows):
        places.setdefault(code, place)
    for code, place in places.items():
        source = row.source_of_part("overseas", place)
        row.proposal.add("presences", country=code, kind=str(Presence.Kind.NOT_STATED), source=source)


def founders(cell: Any, row: Cells) -> None:
    is_told = "founders" in row.options.separators
    for place, name in row.numbered_parts(cell, _short_name if is_told else _one_person):
        source = row.source_of_part("founders", place)
        row.proposal.add("stakeholders", kind=str(Stakeholder.Kind.FOUNDER), name=name, source=source)


def _one_person(part: str) -> str:
    if _may_be_several(part):
        raise BadValue(_("“%(names)s” may be several names. Write | between them.") % {"names": part})
    return _short_name(part)


def _may_be_several(name: str) -> bool:
    """A comma or an "and" between whole names, as in "Li Hua and John Smith" or 王伟、李娜; "Johnson & Johnson" is one."""
    return _are_listed(name) or any(
        PERSON.fullmatch(before.strip()) and PERSON.fullmatch(after.strip())
        for before, after in pairwise(AND.split(name))
    )


def _are_listed(name: str) -> bool:
    """Whether a comma stands between whole names; "Smith, John" is one."""
    pieces = BETWEEN_PERSONS.split(name)
    if len(pieces) < 2:
        return False
    return "、" in name or all(" " in piece.strip() or not piece.isascii() for piece in pieces)


def _short_name(part: str) -> str:
    """Of a person, an organisation or what else rows name."""
    name = values.named(part)
    if len(name) > MAX_SHORT_NAME:
        raise BadValue(too_long(len(name), MAX_SHORT_NAME))
    return name


def _listed_name(_kind: str, name: str) -> str | None:
    """Of a founder: also none where commas make it look like several names."""
    return _whole_name(_kind, name) if not _are_listed(name) else None


def number(scheme: Scheme) -> Any:
    """A column of a register: its number, checked, as an identifier of the company."""

    def read(cell: Any, row: Cells) -> None:
        value = values.identifier(cell, lambda text: clean_identifier(scheme, text))
        row.proposal.add("identifiers", scheme=str(scheme), value=value, source=row.source(str(scheme)))

    return read


def listings(cell: Any, row: Cells) -> None:
    """ "NASDAQ: BIDU; HKEX: 9888", 600588.SH"""
    for place, (exchange, code) in row.numbered_parts(cell, _listing, LISTED.knows):
        source = row.source_of_part("listed_on", place)
        row.proposal.add("identifiers", scheme=str(exchange), value=code, source=source)


def _listing(text: str) -> tuple[Scheme, str]:
    match = LISTING.fullmatch(text)
    exchange = EXCHANGES(match["exchange"] or match["exchange2"] or match["exchange3"]) if match else None
    if not match or exchange is None:
        known = ", ".join(str(scheme).upper() for scheme in LISTINGS)
        raise BadValue(
            _(
                "“%(text)s” is no listing. Write exchange and code, for example HKEX: 0992. Exchanges: %(known)s."
            )
            % {"text": text, "known": known}
        )
    code = match["code"] or match["code2"] or match["code3"]
    return Scheme(exchange), values.checked(partial(clean_identifier, exchange), code)


def written_number(scheme: Scheme) -> FromRows:
    return FromRows("identifiers", "value", {"scheme": (str(scheme),)}, joined=False)


def returned(_kind: str, country: str) -> str | None:
    """Derived from founders where nothing is stated: one came back from a country. In an import it proposes nothing."""
    return "true" if country else None


def finish(row: Cells) -> None:
    fields = row.proposal.fields
    if "standing_on" in fields and "standing" not in fields:
        del fields["standing_on"]
        row.proposal.leave_out("standing_on", _("Say which standing the date is of."))
    legal = fields.get("legal_name")
    if legal and not fields.keys() & {"name", *columns("name")}:
        fields["name"] = legal
        row.proposal.derived.add(values.name_column(str(legal)))
    named(row)


def forget_records() -> None:
    SECTORS.forget()
    ZONES.forget()


COMPANIES = ImportKind(
    name="company",
    place="companies.columns.COMPANIES",
    finish=finish,
    begin=forget_records,
    columns=(
        *NAMES,
        FileColumn("name", field("name", values.name, MAX_NAME_LENGTH), ("company", "company name", "公司", "公司名称", "企业名称", "企业", "名称", "单位名称", "nom", "entreprise", "société", "nom de l’entreprise", "nom de la société"), label=gettext_lazy("Name, its language found by its characters")),
        FileColumn("legal_name", field("legal_name", values.name, MAX_NAME_LENGTH), (column("legal_name", HAN), "registered name", "注册名称", "公司全称", "企业全称", "工商名称", "nom légal", "dénomination sociale"), write=FromField("legal_name")),
        FileColumn("aliases", other_names("other"), ("other names", "alias", "别名", "其他名称", "曾用名", "简称", "autres noms"), write=written_names("former", "brand", "local", "other"), is_sourced=True, label=gettext_lazy("Other names")),
        FileColumn("sector", SECTORS.read("sectors"), ("industry", "所属行业", "行业领域", "secteur"), write=cells.FromTerms("sectors"), is_list=True, vocabulary=SECTORS.vocabulary),
        FileColumn("zone", zone, ("hq_district", "park zone", "分园", "所属园区"), write=FromTerm("zone"), vocabulary=Vocabulary(find_zone, ZONES.choices)),
        FileColumn("ownership", field("ownership", ownership), ("capital", "企业性质", "所有制", "capital type"), write=FromField("ownership"), vocabulary=Vocabulary(OWNERSHIP, lambda: Company.Ownership.choices)),
        FOUNDED,
        FOUNDED_PRECISION,
        FileColumn("returnee_founded", field("returnee_founded", values.boolean), ("returnee", "留学归国人员创办", "海归创办", "留创企业"), write=FromField("returnee_founded", "boolean"), vocabulary=YES_NO),
        FileColumn("employees", figure("employees", "count", EMPLOYEES, as_of="employees_as_of"), ("staff", "headcount", "number of employees", "员工数", "职工人数", "从业人员", "effectifs", "salariés", "nombre de salariés"), write=FromFigure("employees", "count", ("undated", "as_of")), is_sourced=True),
        FileColumn("turnover", amount("turnover", year="turnover_year", currency="turnover_currency"), ("revenue", "revenues", "annual revenue", "annual turnover", "sales revenue", "营业总收入", "年营业收入", "营收", "年营收", "营业额", "年营业额", "销售收入", "chiffre d’affaires HT", "chiffre d’affaires annuel", "CA", "CA HT", "CA annuel"), takes_currency=True, write=FromFigure("turnover", HOME_CURRENCY, ("undated", "year", "span")), is_sourced=True),
        FileColumn("turnover_currency", currency_of_another, ("revenue_currency", "annual revenue currency", "revenue unit label", "营业收入币种", "devise du chiffre d’affaires"), label=gettext_lazy("Currency of the turnover")),
        year_column("turnover_year", ("revenue_year", "营业收入年份", "营收年份", "année du chiffre d’affaires", "année CA"), FromFigure("turnover", HOME_CURRENCY, ("undated", "year", "span"), "period")),
        FileColumn("patents", figure("patents_granted", "count", PATENTS), ("patents_granted", "专利", "专利数", "授权专利", "专利数量", "brevets", "brevets délivrés"), write=FromFigure("patents_granted", "count"), label=gettext_lazy("Patents granted"), is_sourced=True),
        FileColumn("overseas", overseas, ("presence abroad", "countries", "overseas presence", "境外机构", "海外分支", "海外布局", "présence à l’étranger", "à l’étranger"), write=FromRows("presences", "country"), is_sourced=True, is_list=True, has_countries=True, vocabulary=COUNTRIES),
        WEBSITE,
        FileColumn("address", field("address", values.line, 300), ("hq_address", "hq", "注册地址", "办公地址", "siège"), write=FromField("address")),
        LATITUDE,
        LONGITUDE,
        FileColumn("uscc", number(Scheme.USCI), ("usci", "unified social credit identifier", "unified social credit code", "统一社会信用代码", "信用代码", "社会信用代码", "code de crédit social unifié"), write=written_number(Scheme.USCI), is_sourced=True),
        FileColumn("lei", number(Scheme.LEI), ("legal entity identifier", "lei code", "法人机构识别编码", "全球法人识别编码", "identifiant d’entité juridique"), write=written_number(Scheme.LEI), is_sourced=True),
        FileColumn("listed_on", listings, ("listed", "listing", "stock code", "stock", "上市", "股票代码", "上市地", "证券代码", "cotation", "cotée à", "bourse"), write=FromRows("identifiers", "value", {"scheme": LISTINGS}, lambda scheme, value: f"{scheme.upper()}: {value}", is_list=False), is_sourced=True, is_list=True, vocabulary=LISTED),
        *SUMMARIES,
        ROW_SOURCE,
        LIST_NUMBER,
        FileColumn("postcode", field("postcode", values.line, 12), ("hq_postcode", "zip", "postal code", "邮编"), write=FromField("postcode")),
        FileColumn("acronyms", other_names("abbreviation"), ("acronym", "abbreviation", "abbreviations", "缩写", "sigle", "sigles"), write=written_names("abbreviation"), is_sourced=True, label=gettext_lazy("Abbreviations")),
        FileColumn("ror", number(Scheme.ROR), ("ror_id",), write=written_number(Scheme.ROR), is_sourced=True),
        FileColumn("wikidata", number(Scheme.WIKIDATA), ("wikidata_id", "维基数据"), write=written_number(Scheme.WIKIDATA), is_sourced=True),
        FileColumn("turnover_other", amount("turnover", year="turnover_year"), write=FromFigure("turnover", periods=("undated", "year", "span")), written_as="turnover", is_sourced=True, is_offered=False),
        FileColumn("employees_as_of", lambda cell, row: None, ("员工人数截至", "effectif au"), write=FromFigure("employees", "count", ("undated", "as_of"), "period"), label=gettext_lazy("Date of the number of employees")),
        FileColumn("founders", founders, ("founder", "founded by", "创始人", "创办人", "fondateur", "fondateurs"), write=FromRows("stakeholders", "name", {"kind": ("founder",)}, _listed_name), is_sourced=True),
        FileColumn("standing", field("standing", standing), ("company standing", "operating status", "企业现状", "经营状态", "企业状态", "situation", "situation de l’entreprise"), write=FromField("standing"), vocabulary=Vocabulary(STANDINGS, lambda: Company.Standing.choices)),
        FileColumn("standing_on", field("standing_on", dates.past_date), ("standing date", "date of standing", "现状日期", "date de la situation"), write=FromField("standing_on"), has_dates=True),
        FileColumn("in_park_since", field("in_park_since", dates.past_date), ("park entry date", "入驻时间", "入园时间", "入驻日期", "迁入时间", "date d’entrée", "dans le parc depuis"), write=FromField("in_park_since"), has_dates=True),
        FileColumn("in_park_until", field("in_park_until", dates.partial_date), ("park exit date", "离园时间", "迁出时间", "迁出日期", "date de sortie du parc", "dans le parc jusqu’en"), write=FromField("in_park_until"), has_dates=True),
        FileColumn("in_park_seen", field("in_park_seen", dates.past_date), ("park list date", "在园时点", "名录日期", "date de la liste du parc"), write=FromField("in_park_seen"), has_dates=True),
        FileColumn("parent", tied(Tie.Kind.PARENT), ("parent company", "parent organisation", "parent organization", "母公司", "上级公司", "société mère", "maison mère"), write=written_ties(Tie.Kind.PARENT), is_sourced=True),
        FileColumn("acquirer", tied(Tie.Kind.ACQUIRER), ("acquired by", "收购方", "被收购于", "acquéreur", "rachetée par"), write=written_ties(Tie.Kind.ACQUIRER), is_sourced=True),
        FileColumn("successor", tied(Tie.Kind.SUCCESSOR), ("successor company", "succeeded by", "承继方", "承继公司", "successeur", "société successeur"), write=written_ties(Tie.Kind.SUCCESSOR), is_sourced=True),
        FileColumn("products", products(Product.Kind.PRODUCT), ("product", "product name", "product names", "产品", "产品名称", "produit", "produits", "noms des produits"), write=written_products(Product.Kind.PRODUCT, Product.Kind.SERVICE), is_sourced=True, label=gettext_lazy("Products")),
        FileColumn("brands", products(Product.Kind.BRAND), ("product brands", "brand names", "品牌", "品牌名称", "产品品牌", "旗下品牌", "marques", "marques de produits"), write=written_products(Product.Kind.BRAND), is_sourced=True, label=gettext_lazy("Brands")),
        *LINKS,
        FileColumn("returnee_derived", lambda cell, row: None, write=FromRows("stakeholders", "country", {"kind": ("founder",)}, returned, joined=False), is_offered=False, label=gettext_lazy("Founded by returnees, by what is known of its founders")),
    ),
)  # fmt: skip
