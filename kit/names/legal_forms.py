"""The words of names that say what an organisation is in law, and not which; folded."""

from __future__ import annotations

import re

# At the end of a name in Chinese characters; a company may have two, 集团有限公司.
HAN_FORMS = re.compile(r"(股份有限公司|有限责任公司|有限公司|公司|集团)$")
LEGAL_FORMS = frozenset(
    [
        "co",
        "company",
        "corp",
        "corporation",
        "inc",
        "incorporated",
        "ltd",
        "limited",
        "llc",
        "llp",
        "lp",
        "plc",
        "gmbh",
        "ag",
        "kg",
        "se",
        "sa",
        "sas",
        "sasu",
        "sarl",
        "srl",
        "spa",
        "bv",
        "nv",
        "ab",
        "oy",
        "oyj",
        "as",
        "aps",
        "pty",
        "pte",
        "bhd",
        "kk",
        "group",
        "groupe",
        "holding",
        "holdings",
        "the",
    ]
)
