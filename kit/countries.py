"""Countries as people write them, kept by their codes of ISO 3166-1.

django-countries has the codes and the names that the site shows; kit/data/countries.csv has the other words for them, in
the languages of the site and their own. A word that can mean two of them stands there without a code.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import override
from django_countries import countries

from kit.names.folding import fold
from kit.text import one_line

if TYPE_CHECKING:
    # django-countries types a column as the text that is stored, and not as the value that it reads as.
    from django import forms
    from django.db import models
    from django_countries.fields import Country

    class LazyTypedChoiceField(forms.TypedChoiceField): ...

    class PlainCountryField(models.Field):
        _pyi_private_set_type: str | Country
        _pyi_private_get_type: Country

        def country_to_text(self, value: Any) -> str | None: ...
else:
    from django_countries.fields import CountryField as PlainCountryField
    from django_countries.fields import LazyTypedChoiceField

FILE = Path(__file__).parent / "data" / "countries.csv"
MAX_LENGTH = 100
# Codes that are more often words, "not available" and "no": never in small letters, and in a file not by themselves.
CODES_LIKE_WORDS = frozenset(["NA", "NO"])
# "Republic of", "République du", ... say what a country is, and not which.
STATE = re.compile(
    r"^(?:the |le |la |les |l )?(?:(?:(?:federal|federative|islamic|socialist|united|arab|co operative|plurinational"
    r"|bolivarian|hashemite|independent|federated|grand) )*"
    r"(?:republic|kingdom|states?|commonwealth|principality|duchy|sultanate|union|federation) of (?:the )?"
    r"|(?:republique|royaume|principaute|etat|grand duche|sultanat|union|federation)"
    r"(?: (?:federale|islamique|unie?|arabe))* (?:des? |du |d )(?:la |les |l )?)"
)
ARTICLE = re.compile(r"^(?:the|le|la|les|l) ")
WITH_ADDITION = re.compile(r"(?P<name>[^,(（]+?)\s*[,(（]\s*(?P<addition>[^()（）]+?)\s*[)）]?")
STATE_IN_HAN = re.compile(r"(?<=..)(?:联邦)?共和国$")


class CountryUnknown(ValueError):
    """A word for no country, or for several."""


@lru_cache(maxsize=4096)
def country_code(text: str) -> str:
    """The code of the country that a text means. CountryUnknown where it means none, or could mean two."""
    text = one_line(text)
    if len(text) > MAX_LENGTH:
        raise CountryUnknown(text)
    code = _find(text)
    if not code and (matched := WITH_ADDITION.fullmatch(text)):
        name, addition = matched["name"], matched["addition"]
        code = _find(f"{addition} {name}")  # "Korea, Republic of"
        if not code and (of_name := _find(name)) == _find(addition):
            code = of_name  # "United Kingdom (UK)"
    if not code:
        raise CountryUnknown(text)
    return code


def is_code(text: str) -> bool:
    """Whether it is a code as codes are written, in capitals."""
    return len(text) in (2, 3) and text.isascii() and text.isupper() and bool(countries.alpha2(text))


def _find(text: str) -> str:
    words = _words()
    plain = _plain(text)
    for spelling in (plain, ARTICLE.sub("", plain), STATE.sub("", plain), STATE_IN_HAN.sub("", plain)):
        if (code := words.get(spelling.replace(" ", ""))) is not None:
            return code
    if not re.fullmatch("[A-Za-z]{2,3}", text) or (text.upper() in CODES_LIKE_WORDS and not text.isupper()):
        return ""
    return countries.alpha2(text.upper())


def _plain(text: str) -> str:
    """Letters and digits as all spellings have them, with single blanks: "Côte d’Ivoire" is "cote d ivoire"."""
    return " ".join(re.findall(r"[^\W_]+", fold(text).replace("&", " and ")))


@cache
def _words() -> dict[str, str]:
    """Plain word without blanks -> code; "" where it can mean several."""
    codes: dict[str, set[str]] = defaultdict(set)
    for code, names in country_names().items():
        for name in names:
            codes[_plain(name).replace(" ", "")].add(code)
    known = {word: code for word, (code, *others) in codes.items() if not others}
    with FILE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known |= {_plain(word).replace(" ", ""): row["code"] for word in row["words"].split("|")}
    return known


@cache
def country_names() -> dict[str, list[str]]:
    """Country code -> its name in each language of the site."""
    names: dict[str, list[str]] = defaultdict(list)
    for language, _label in settings.LANGUAGES:
        with override(language):
            for code, name in countries:
                names[code].append(str(name))
    return dict(names)


def clean_country(value: Any) -> Any:
    """The code of a country however it is written; what is none stays, for the validators to refuse."""
    if not isinstance(value, str) or not value or value in countries.countries:
        return value
    try:
        return country_code(value)
    except CountryUnknown:
        return value


class CountryFormField(LazyTypedChoiceField):
    """A choice of countries, which also takes the name of one."""

    def to_python(self, value: Any) -> Any:
        return clean_country(super().to_python(value))


class CountryField(PlainCountryField):
    """The column of a country: a code, understood from any name of it, whoever sets it."""

    def country_to_text(self, value: Any) -> Any:
        return clean_country(super().country_to_text(value))

    def to_python(self, value: Any) -> Any:
        return clean_country(super().to_python(value))

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"choices_form_class": CountryFormField, **kwargs})

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django_countries.fields.CountryField", args, kwargs
