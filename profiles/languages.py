"""Texts in the park's three languages, and which language a reader gets.

A text is kept in one column for each language: name_en, name_zh, name_fr. `Translated`
reads them as one attribute in the reader's language, and says which language it found,
because a page must mark up a text that is not in its own language (WCAG 3.1.2).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, overload

from django.utils.translation import get_language, pgettext, pgettext_lazy

# Column suffix -> BCP 47 tag as written in HTML.
TAGS = {"en": "en", "zh": "zh-Hans", "fr": "fr"}
# What a reader gets first, second and third.
PREFERENCES = {"en": ("en", "zh", "fr"), "zh": ("zh", "en", "fr"), "fr": ("fr", "en", "zh")}
# Languages in which every profile is expected to have a name of its own; readers of others take one of these.
NAMED = ("en", "zh")
# Characters of a name: the longest of a million legal names has 401.
LONGEST_NAME = 500
LABELS = {
    "en": pgettext_lazy("language of a text", "English"),
    "zh": pgettext_lazy("language of a text", "Chinese"),
    "fr": pgettext_lazy("language of a text", "French"),
}


class Text(str):
    """A text that knows its language; `lang` is a BCP 47 tag."""

    lang: str

    def __new__(cls, text: str, lang: str) -> Text:
        instance = super().__new__(cls, text)
        instance.lang = lang
        return instance

    def __getnewargs__(self) -> tuple[str, str]:
        """So that copies know their language too."""
        return str(self), self.lang


def active_suffix() -> str:
    """The column suffix of the language the page is in."""
    code = (get_language() or "en").split("-")[0]
    return code if code in PREFERENCES else "en"


def han_tag(text: str) -> str:
    """The tag of a text that is kept without its language: zh-Hans if it holds Han characters, else none."""
    return TAGS["zh"] if any("\u3400" <= char <= "\u9fff" for char in text) else ""


def listed(parts: Iterable[str]) -> str:
    """The parts that are not empty, as a list in the language of the page."""
    # Translators: what stands between the parts of a list, with its space.
    return pgettext("between the parts of a list", ", ").join(str(part) for part in parts if part)


def columns(name: str) -> list[str]:
    """The columns that hold a translated text: name_en, name_zh, name_fr."""
    return [f"{name}_{suffix}" for suffix in TAGS]


def first_text(texts: Iterable[tuple[str, str]]) -> Text:
    """The first (suffix, text) that is not empty, or an empty text in English."""
    for suffix, text in texts:
        if text:
            return Text(text, TAGS[suffix])
    return Text("", "en")


class Translated:
    """Reads columns(name) as one text in the language of the page."""

    def __init__(self, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Translated: ...
    @overload
    def __get__(self, instance: Any, owner: type) -> Text: ...
    def __get__(self, instance: Any, owner: type) -> Translated | Text:
        if instance is None:
            return self
        order = PREFERENCES[active_suffix()]
        return first_text((suffix, getattr(instance, f"{self.name}_{suffix}")) for suffix in order)
