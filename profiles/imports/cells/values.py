"""Cells to values. Texts are made what they are everywhere; see text.py."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from kit.countries import CODES_LIKE_WORDS, CountryUnknown, country_code
from kit.languages import DEFAULT, HAN, SUFFIXES, TAGS, as_said_in, column
from kit.spreadsheets import SPREADSHEET_ERRORS, original
from kit.text import NAMELESS, is_name, one_line
from kit.text import name as clean_name
from kit.web_addresses import refuse_no_address, web_address
from profiles.imports.cells.problems import BadValue, NoName
from profiles.search import fold

LOST = "\ufffd"
UNCLOSED = "#QUOTE"  # instead of a cell of a text file with a quotation mark that is never closed
HAN_CHARACTER = re.compile("[\u3400-\u9fff]")
KANA_OR_HANGUL = re.compile("[\u3040-\u30ff\uac00-\ud7af]")
ROUNDED = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+|\d+[.,]0+")
TRUE = frozenset(
    [
        "true",
        "t",
        "yes",
        "y",
        "1",
        "1.0",
        "oui",
        "vrai",
        "o",
        "是",
        "是的",
        "真",
        "对",
        "對",
        "有",
        "已",
        "具备",
        "√",
        "✓",
        "✔",
        "✅",
        "☑",
        "はい",
        "예",
        "네",
        "ja",
        "wahr",
        "sí",
        "sì",
        "si",
        "verdadero",
        "vero",
        "sim",
        "verdadeiro",
        "да",
        "tak",
        "evet",
        "ano",
        "kyllä",
    ]
)
FALSE = frozenset(
    [
        "false",
        "f",
        "no",
        "n",
        "0",
        "0.0",
        "non",
        "faux",
        "aucun",
        "aucune",
        "none",
        "否",
        "假",
        "不是",
        "无",
        "無",
        "没有",
        "沒有",
        "未",
        "×",
        "✗",
        "✘",
        "❌",
        "☐",
        "いいえ",
        "아니요",
        "아니오",
        "nein",
        "falsch",
        "falso",
        "não",
        "нет",
        "nie",
        "hayır",
        "ei",
    ]
)
Checked = TypeVar("Checked")


def line(cell: Any) -> str:
    """A cell as one line of text. BadValue where characters were lost, or it holds an error of the spreadsheet."""
    if not isinstance(cell, str):
        return _typed_cell_text(cell)
    if LOST in cell:
        raise BadValue(_("Characters were lost here (�) before the file was made. Correct it at its origin."))
    text = one_line(cell)
    if text[:1] == "'":
        return original(text)  # an export put an apostrophe before what would be a formula or an error
    if text[:1] != "#":
        return text
    if text == "#FORMULA":
        raise BadValue(
            _("This is a formula whose result is not in the file. Open it in a spreadsheet and save it.")
        )
    if text == UNCLOSED:
        raise BadValue(_("A quotation mark is never closed here, so nobody knows where the cell ends."))
    if text in SPREADSHEET_ERRORS:
        raise BadValue(_("This is an error of the spreadsheet: %(text)s.") % {"text": text})
    return text


def name(cell: Any) -> str:
    """A cell as a name. NoName where it has no letter or digit."""
    return named(line(cell))


def named(text: str) -> str:
    """The same for a text already read from its cell."""
    clean = clean_name(text)
    if not is_name(clean):
        raise NoName(str(NAMELESS))
    return clean


def _typed_cell_text(cell: Any) -> str:
    """What a typed cell of a sheet shows."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime.datetime) and cell.time() == datetime.time():
        return cell.date().isoformat()
    return str(cell)


def boolean(cell: Any) -> bool:
    if isinstance(cell, bool):
        return cell
    if is_boolean(word := unicodedata.normalize("NFKC", line(cell)).casefold()):
        return word in TRUE
    raise BadValue(_("Write true or false (yes or no, oui ou non, 是 or 否)."))


def is_boolean(word: str) -> bool:
    return word in TRUE or word in FALSE


def in_all_languages(texts: Iterable[Any]) -> Iterator[str]:
    """The texts; those that are translated when they are read in each language of the site."""
    for text in texts:
        if isinstance(text, Promise):
            yield from (str(as_said_in(suffix, text)) for suffix in SUFFIXES)
        else:
            yield text


def choice(choices: Iterable[tuple[str, Any]], words: Mapping[str, str]) -> Callable[[str], str | None]:
    """Finds a value by its label in any language of the site, by itself, or by one of the other `words`."""

    @cache
    def values_by_word() -> dict[str, str]:
        spellings = [
            (word, value) for value, label in choices for word in (value, *in_all_languages([label]))
        ]
        return {fold(word): value for word, value in [*spellings, *words.items()]}

    return lambda text: values_by_word().get(fold(text))


def website(cell: Any) -> str:
    """A web address; one written without a scheme is taken as https."""
    address = web_address(line(cell))
    checked(refuse_no_address, address)
    return address


def identifier(cell: Any, clean: Callable[[str], str]) -> str:
    """A validated identifier of a register. BadValue where a spreadsheet stored it as a number and lost digits."""
    if isinstance(cell, int | float):
        raise BadValue(
            _(
                "This identifier is stored as a number, which loses digits. Format the column as text and enter it anew."
            )
        )
    text = line(cell)
    if ROUNDED.fullmatch(unicodedata.normalize("NFKC", text).strip(" '")):
        raise BadValue(
            _(
                "This identifier was rounded to %(text)s by a spreadsheet: digits are lost. Take it from its origin again."
            )
            % {"text": text}
        )
    return checked(clean, text)


def checked(clean: Callable[[str], Checked], value: str) -> Checked:
    """The value in its standard form; a ValidationError of `clean` becomes a BadValue."""
    try:
        return clean(value)
    except ValidationError as error:
        raise BadValue(" ".join(error.messages)) from None


def country(name: str, *, among_codes: bool = True) -> str:
    """The ISO 3166-1 code of a country, by its code or its name in three languages."""
    if name in CODES_LIKE_WORDS and not among_codes:
        raise BadValue(
            _(
                "“%(name)s” is the code of a country, and also a word for nothing. Write the name of the country."
            )
            % {"name": name}
        )
    try:
        return country_code(name)
    except CountryUnknown:
        raise BadValue(
            _("“%(name)s” is no country known here. Write its ISO code, for example FR.") % {"name": name}
        ) from None


def name_column(name: str) -> str:
    """The column for a name without a language: Chinese characters make it Chinese."""
    is_chinese = HAN_CHARACTER.search(name) and not KANA_OR_HANGUL.search(name)
    return column("name", HAN if is_chinese else DEFAULT)


def language_of(name: str) -> str:
    """The language tag of another name, where its characters show it."""
    return TAGS[HAN] if name_column(name) == column("name", HAN) else ""
