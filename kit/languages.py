"""The languages of the site, and texts in each of them. settings.LANGUAGES is the one list.

A text is kept in one column for each language: name_en, name_zh, name_fr. `Translated`
reads them as one attribute in the reader's language, and tells which language that text is in,
because a page must mark up a text that is not in its own language (WCAG 3.1.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, overload

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.db.models import Field, Model
from django.utils.functional import lazy
from django.utils.text import capfirst, format_lazy
from django.utils.translation import get_language, override, pgettext, pgettext_lazy, to_locale

# Characters of a name: the longest of a million legal names has 401.
MAX_NAME_LENGTH = 500
# Within a sentence, "name in Chinese", where settings.LANGUAGES say something else.
LABELS = {
    "en": pgettext_lazy("language of a text", "English"),
    "zh": pgettext_lazy("language of a text", "Chinese"),
    "fr": pgettext_lazy("language of a text", "French"),
}
WORDS_SEPARATOR = "|"
OWN_NAMES = {"zh": "中文"}
SHORT_NAMES = {"zh": "中文"}


@dataclass(frozen=True)
class Language:
    code: str  # Django's, as in addresses: "zh-hans"
    label: Any  # in the reader's language, within a sentence

    @property
    def suffix(self) -> str:
        """Of its columns: "zh"."""
        return self.code.partition("-")[0]

    @property
    def tag(self) -> str:
        """BCP 47, as HTML writes it: "zh-Hans"."""
        return to_locale(self.code).replace("_", "-")

    @property
    def own_name(self) -> str:
        """What its readers call it."""
        return OWN_NAMES.get(self.suffix) or str(capfirst(LANG_INFO[self.code]["name_local"]))

    @property
    def short_name(self) -> str:
        """In the switch on top of each page."""
        return SHORT_NAMES.get(self.suffix) or self.suffix.upper()

    @property
    def is_han(self) -> bool:
        """Whether it is written in Chinese characters."""
        return "-Han" in self.tag


LANGUAGES = tuple(
    Language(code, LABELS.get(code.partition("-")[0], label)) for code, label in settings.LANGUAGES
)
SUFFIXES = tuple(language.suffix for language in LANGUAGES)
# Column suffix -> BCP 47 tag.
TAGS = {language.suffix: language.tag for language in LANGUAGES}
# Column suffix -> the code in addresses.
CODES = {language.suffix: language.code for language in LANGUAGES}
# Column suffix -> its name within a sentence.
LABEL = {language.suffix: language.label for language in LANGUAGES}
# The language of readers whose own is not here, and what all others read second.
DEFAULT = settings.LANGUAGE_CODE.partition("-")[0]
HAN = next((language.suffix for language in LANGUAGES if language.is_han), DEFAULT)
# Languages in which every profile is expected to have a name; readers of others take one of these.
NAMED = tuple(dict.fromkeys((DEFAULT, HAN)))
# For addresses and file names: languages in Latin letters first.
LATIN_FIRST = tuple(sorted(SUFFIXES, key=lambda suffix: suffix == HAN))
# What a reader gets first, second and third.
PREFERENCES = {suffix: tuple(dict.fromkeys((suffix, DEFAULT, *SUFFIXES))) for suffix in SUFFIXES}
# What stands beside a name: names in the other script.
SECOND = {
    language.suffix: tuple(
        other for other in PREFERENCES[language.suffix] if (other == HAN) != (language.suffix == HAN)
    )
    for language in LANGUAGES
}


class Text(str):
    """A text that knows its language; `lang` is a BCP 47 tag."""

    lang: str

    def __new__(cls, text: str, lang: str) -> Text:
        instance = super().__new__(cls, text)
        instance.lang = lang
        return instance

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # reason: __new__ takes two
        """So that copies know their language too."""
        return str(self), self.lang


def language_name(tag: str) -> str:
    """What readers of a language call it; its tag where Django knows no such language."""
    code = tag.lower().replace("_", "-")
    first = code.partition("-")[0]
    known = (LANG_INFO.get(one, {}).get("name_local") for one in (code, first))
    return str(capfirst(OWN_NAMES.get(first) or next(filter(None, known), tag)))


def active_suffix() -> str:
    """The column suffix of the language the page is in."""
    code = (get_language() or DEFAULT).partition("-")[0]
    return code if code in PREFERENCES else DEFAULT


def han_tag(text: str) -> str:
    """The tag of a text that is kept without its language: that of Chinese if it holds Han characters, else none."""
    return TAGS[HAN] if any("\u3400" <= char <= "\u9fff" for char in text) else ""


def listed(parts: Iterable[str]) -> str:
    """The parts that are not empty, as a list in the language of the page."""
    # Translators: what stands between the parts of a list, with its space.
    return pgettext("between the parts of a list", ", ").join(str(part) for part in parts if part)


def column(name: str, suffix: str) -> str:
    """The column of a translated text in one language."""
    return f"{name}_{suffix}"


@cache
def columns(name: str) -> tuple[str, ...]:
    """The columns that hold a translated text: name_en, name_zh, name_fr."""
    return tuple(column(name, suffix) for suffix in SUFFIXES)


def is_translated(column: str) -> bool:
    """Whether this is one of the columns of a translated text."""
    name, _line, suffix = column.rpartition("_")
    return bool(name) and suffix in TAGS


def text(record: Any, name: str, suffix: str) -> Text:
    """A text of a record in one language, which may be empty; AttributeError where the record has no such text."""
    return Text(getattr(record, column(name, suffix)), TAGS[suffix])


def texts(record: Any, name: str) -> Iterator[Text]:
    """A text of a record in each language, in the order of the site's."""
    return (text(record, name, suffix) for suffix in SUFFIXES)


def words_in(record: Any, name: str) -> list[str]:
    """Of a text that lists words, separated by WORDS_SEPARATOR: those of all languages, each once."""
    written = (word.strip() for text in texts(record, name) for word in text.split(WORDS_SEPARATOR))
    return list(dict.fromkeys(filter(None, written)))


def first_text(texts: Iterable[tuple[str, str]]) -> Text:
    """The first (suffix, text) that is not empty, or an empty text in the first language."""
    for suffix, text in texts:
        if text:
            return Text(text, TAGS[suffix])
    return Text("", TAGS[DEFAULT])


class Translated:
    """A text in several languages: a column for each, read as one text in the language of the page.

    `name = Translated(NameField(_("name in {language}"), ...))` makes the columns name_en, name_zh, ...
    """

    def __init__(self, field: Field, *, name: str = "", languages: Iterable[str] = SUFFIXES) -> None:
        """`name` is what the columns are called, where that is not the attribute's own name."""
        self.name = name
        # Created here and not on the model, because Django sorts the columns of a table by creation order.
        self.fields = {suffix: _in_language(field, suffix) for suffix in languages}

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(column(self.name, suffix) for suffix in self.fields)

    def contribute_to_class(self, model: type[Model], name: str) -> None:
        self.name = self.name or name
        for suffix, field in self.fields.items():
            model.add_to_class(column(self.name, suffix), field)
        setattr(model, name, self)

    @overload
    def __get__(self, instance: None, owner: type) -> Translated: ...
    @overload
    def __get__(self, instance: Any, owner: type) -> Text: ...
    def __get__(self, instance: Any, owner: type) -> Translated | Text:
        if instance is None:
            return self
        order = PREFERENCES[active_suffix()]
        return first_text(
            (suffix, getattr(instance, column(self.name, suffix)))
            for suffix in order
            if suffix in self.fields
        )


def _in_language(field: Field, suffix: str) -> Field:
    """A field like this one, whose name says the language."""
    _name, _path, args, options = field.deconstruct()
    options["verbose_name"] = in_language(options["verbose_name"], suffix)
    return type(field)(*args, **options)


def _as_said_in(suffix: str, text: Any) -> str:
    with override(CODES[suffix]):
        return str(text)


# A text as readers of one language read it, whatever the language of the page.
as_said_in = lazy(_as_said_in, str)


def in_language(text: Any, suffix: str, **words: Any) -> Any:
    """A text that says {language} with the name of a language, translated when it is read."""
    return format_lazy(text, language=LABEL[suffix], **words)
