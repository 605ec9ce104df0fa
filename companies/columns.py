"""The columns of a file of companies, in their order: what each is written from. companies/imports.py reads them."""

from __future__ import annotations

import re
from collections import namedtuple
from functools import cache

from companies.identifiers import LISTINGS, Scheme
from profiles.columns import Figure, Own, Rows, Term, Terms
from profiles.exports.columns import Columns
from profiles.languages import columns

Column = namedtuple("Column", "name write is_sourced", defaults=(None, False))
# "en:Legend" among other names says a language; a name that begins like that gets an empty one.
LIKE_A_LANGUAGE = re.compile(r"[A-Za-z]{0,3}:")
SHORT = ("abbreviation",)
LONG = ("former", "brand", "local", "other")


def _alias(_kind: str, name: str) -> str | None:
    """Another name as a list of names has it; none where it holds the separator."""
    if "|" in name or "｜" in name:
        return None
    return f":{name}" if LIKE_A_LANGUAGE.match(name) else name


def _number(scheme: Scheme) -> Rows:
    return Rows("identifiers", "value", {"scheme": (str(scheme),)}, joined=False)


COLUMNS = (
    Column("slug", Own("slug")),
    *(Column(name, Own(name)) for name in columns("name")),
    Column("legal_name", Own("legal_name")),
    Column("aliases", Rows("other_names", "name", {"kind": LONG}, _alias), True),
    Column("sector", Terms("sectors")),
    Column("zone", Term("zone")),
    Column("ownership", Own("ownership")),
    Column("founded", Own("founded")),
    Column("returnee_founded", Own("returnee_founded", "boolean")),
    Column("employees", Figure("employees", "count", ("undated", "as_of")), True),
    Column("turnover_cny", Figure("turnover", "CNY", ("undated", "year")), True),
    Column("turnover_year", Figure("turnover", "CNY", ("undated", "year"), "period")),
    Column("patents", Figure("patents_granted", "count"), True),
    Column("overseas", Rows("presences", "country"), True),
    Column("website", Own("website")),
    Column("address", Own("address")),
    Column("latitude", Own("latitude", "number")),
    Column("longitude", Own("longitude", "number")),
    Column("uscc", _number(Scheme.USCI), True),
    Column("lei", _number(Scheme.LEI), True),
    Column(
        "listed_on",
        Rows(
            "identifiers",
            "value",
            {"scheme": LISTINGS},
            lambda scheme, value: f"{scheme.upper()}: {value}",
            is_list=False,
        ),
        True,
    ),
    *(Column(name, Own(name)) for name in columns("summary")),
    Column("source"),
    Column("postcode", Own("postcode")),
    Column("acronyms", Rows("other_names", "name", {"kind": SHORT}, _alias), True),
    Column("ror", _number(Scheme.ROR), True),
    Column("wikidata", _number(Scheme.WIKIDATA), True),
    Column("employees_as_of", Figure("employees", "count", ("undated", "as_of"), "period")),
)


@cache
def company_file() -> Columns:
    return Columns("company", COLUMNS)
