"""Numbers that identify a company, and the rules that make them valid.

- USCI, Unified Social Credit Identifier: GB 32100-2015. 18 characters; characters 9 to 17
  are the organisation code of GB 11714-1997, whose own check character is the 17th; the
  18th checks the whole.
- LEI, Legal Entity Identifier: ISO 17442. 20 characters, two check digits by ISO 7064 MOD 97-10.
- ROR, Research Organization Registry: https://ror.org/ and nine characters, the last two
  a checksum.
- Wikidata: Q and a number.
- A stock listing is named by exchange and code.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from operator import mul

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from stdnum import lei
from stdnum.cn import uscc
from stdnum.exceptions import ValidationError as StdnumError

ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
USCI = re.compile(r"[0-9]{8}[0-9A-HJ-NPQRTUWXY]{8}[0-9X][0-9A-HJ-NPQRTUWXY]")
USCI_VALUES = {char: value for value, char in enumerate("0123456789ABCDEFGHJKLMNPQRTUWXY")}
USCI_WEIGHTS = (*(3**place % 31 for place in range(17)), 1)
LEI = re.compile(r"[0-9A-Z]{18}[0-9]{2}")
LETTERS = {char: str(int(char, 36)) for char in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
ROR_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Scheme(models.TextChoices):
    USCI = "uscc", _("Unified Social Credit Identifier")
    LEI = "lei", _("Legal Entity Identifier (LEI)")
    ROR = "ror", _("ROR identifier")
    WIKIDATA = "wikidata", _("Wikidata item")
    SSE = "sse", _("Shanghai Stock Exchange")
    SZSE = "szse", _("Shenzhen Stock Exchange")
    BSE = "bse", _("Beijing Stock Exchange")
    HKEX = "hkex", _("Hong Kong Exchange")
    NASDAQ = "nasdaq", _("NASDAQ")
    NYSE = "nyse", _("New York Stock Exchange")


LISTINGS = (Scheme.SSE, Scheme.SZSE, Scheme.BSE, Scheme.HKEX, Scheme.NASDAQ, Scheme.NYSE)
REGISTERS = tuple(scheme for scheme in Scheme if scheme not in LISTINGS)

# Listings are also searched by the abbreviations that newspapers and terminals use for the exchange.
EXCHANGES: dict[str, tuple[str, ...]] = {
    Scheme.HKEX: ("hk", "sehk"),
    Scheme.SSE: ("sh", "ss"),
    Scheme.SZSE: ("sz",),
    Scheme.BSE: ("bj",),
}
# Codes of Hong Kong have four digits or five, and people leave out the zeros before them.
CODE_LENGTHS: dict[str, tuple[int, ...]] = {Scheme.HKEX: (1, 4, 5)}


def identifier_words(scheme: str, value: str) -> list[str]:
    """An identifier by itself, and with its register before or behind it: "HKEX: 0992", "0992.HK", "sz002151"."""
    exchanges = EXCHANGES.get(scheme, ())
    shown = [f"{scheme} {value}"]
    for code in _codes(scheme, value):
        shown += [f"{exchange} {code} {exchange} {exchange}{code}" for exchange in exchanges]
        shown += [f"{scheme} {code}"] if code != value else []
    return [" ".join(shown)]


def _codes(scheme: str, value: str) -> list[str]:
    lengths = CODE_LENGTHS.get(scheme, ()) if value.isdecimal() else ()
    return list(dict.fromkeys([value, *(value.lstrip("0").zfill(length) for length in lengths)]))


@lru_cache(maxsize=8_192)  # an import checks each twice: when it is read, and when it is written
def clean_identifier(scheme: str, value: str) -> str:
    """The identifier in its standard form; ValidationError in words if it is not one."""
    rule = RULES.get(Scheme(scheme), _clean_ticker)
    return rule(unicodedata.normalize("NFKC", value).strip(" '\t\n"))


def organisation_check_character(code: str) -> str:
    """Check character of the eight characters of an organisation code (GB 11714-1997)."""
    total = sum(int(char, 36) * weight for char, weight in zip(code, ORGANISATION_WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def _clean_usci(value: str) -> str:
    if _is_usci(value):
        return value
    number = uscc.compact(value)
    try:
        uscc.validate(number)
    except StdnumError as error:
        raise ValidationError(
            _("This is not a Unified Social Credit Identifier: %(why)s") % {"why": _why(error)},
            code="uscc",
        ) from None
    if number[16] != organisation_check_character(number[8:16]):
        raise ValidationError(
            _(
                "This is not a Unified Social Credit Identifier: the 17th character does not fit the organisation code before it."
            ),
            code="uscc",
        )
    return number


def _is_usci(value: str) -> bool:
    """Whether a number is right as it stands. For files of a million rows; stdnum says what is wrong with others."""
    if not USCI.fullmatch(value) or value[16] != organisation_check_character(value[8:16]):
        return False
    return sum(map(mul, map(USCI_VALUES.__getitem__, value), USCI_WEIGHTS)) % 31 == 0


def _is_lei(value: str) -> bool:
    return LEI.fullmatch(value) is not None and int("".join(map(LETTERS.__getitem__, value))) % 97 == 1


def _clean_lei(value: str) -> str:
    if _is_lei(value):
        return value
    number = lei.compact(value).upper()
    try:
        lei.validate(number)
    except StdnumError as error:
        raise ValidationError(
            _("This is not a Legal Entity Identifier: %(why)s") % {"why": _why(error)}, code="lei"
        ) from None
    if len(number) != 20:
        raise ValidationError(_("A Legal Entity Identifier has 20 characters."), code="lei")
    return number


def _why(error: StdnumError) -> str:
    reasons = {
        "InvalidLength": _("it has the wrong number of characters."),
        "InvalidChecksum": _("its check characters do not fit, so one character is probably mistyped."),
    }
    return str(reasons.get(type(error).__name__, _("it holds characters that do not belong there.")))


def _clean_ror(value: str) -> str:
    name = re.sub(r"^(?:https?://)?(?:www\.)?ror\.org/", "", value, flags=re.IGNORECASE).lower()
    if not re.fullmatch(r"0[0-9a-hjkmnp-tv-z]{6}\d{2}", name) or _ror_checksum(name[:7]) != name[7:]:
        raise ValidationError(
            _("This is not a ROR identifier, such as https://ror.org/03vs3wt56."), code="ror"
        )
    return f"https://ror.org/{name}"


def _ror_checksum(characters: str) -> str:
    number = 0
    for character in characters:
        number = number * 32 + ROR_ALPHABET.index(character)
    return f"{98 - (number * 100) % 97:02d}"


def _clean_wikidata(value: str) -> str:
    item = re.sub(
        r"^(?:https?://)?(?:www\.)?wikidata\.org/(?:wiki|entity)/", "", value, flags=re.IGNORECASE
    ).upper()
    if not re.fullmatch(r"Q[1-9]\d{0,11}", item):
        raise ValidationError(_("A Wikidata item is Q and a number, for example Q14772."), code="wikidata")
    return item


def _clean_ticker(value: str) -> str:
    code = value.upper()
    if not re.fullmatch(r"[A-Z0-9.]{1,12}", code):
        raise ValidationError(
            _("A stock code is made of letters and digits, for example 0992 or BIDU."), code="ticker"
        )
    return code


def _clean_hkex(value: str) -> str:
    """Codes of Hong Kong have four digits at least: 992 is 0992."""
    return _clean_ticker(value.zfill(4) if value.isdecimal() else value)


RULES: dict[Scheme, Callable[[str], str]] = {
    Scheme.USCI: _clean_usci,
    Scheme.LEI: _clean_lei,
    Scheme.ROR: _clean_ror,
    Scheme.WIKIDATA: _clean_wikidata,
    Scheme.HKEX: _clean_hkex,
}
