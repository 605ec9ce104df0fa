"""The keys that lead to a profile while a visitor types, and the words that typos are corrected to.

Both are made of the tokens of an index entry, so they change exactly when it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.db import connection

from kit.sql.fast_rows import DO_NOTHING, insert
from profiles.models import SearchName, SearchWord
from profiles.search.words.analyser import BORDER, PLACES, WHOLE
from profiles.search.words.pinyin import syllables_of

NAME_BITS = 5
MAX_NAMES = 1 << NAME_BITS
MIN_WORD_LENGTH = 4
MAX_WORD_LENGTH = 20
# Of the words of terms those with a digit, and of names the Latin ones.
_NUMBERS = re.compile(r"(?<!\S)[a-z]*[0-9][0-9a-z]*(?!\S)")
_LATIN_WORDS = re.compile(rf"(?<!\S)[A-Za-z]{{{MIN_WORD_LENGTH},{MAX_WORD_LENGTH}}}(?!\S)")
# A whole name, and what follows one that is a sound: its initials.
_NAMES = re.compile(rf"{re.escape(WHOLE)}(\S+)((?: [a-z]+)*)")
_PLACES = (*PLACES, *("".join(syllables_of(place)) for place in PLACES), "china", "the")

_PLACE = re.compile("|".join(_PLACES)).match


def name_keys(names: str, terms: str) -> list[str]:
    """The keys of one entry: its whole names with and without a place before them, initials, identifiers.

    Persons and products, which stand behind the border, come last: there is room for some.
    """
    own, _border, others = names.partition(f" {BORDER} ")
    candidates = [key for name in _names(own) for key in (name, _without_place(name))]
    candidates += [word for word in _NUMBERS.findall(terms) if len(word) >= MIN_WORD_LENGTH]
    candidates += _names(others)
    return [key for key in dict.fromkeys(candidates) if key][:MAX_NAMES]


def _names(names: str) -> Iterator[str]:
    """Whole names, and the initials that follow the sound of one: of lx, lxj and lxjt the longest."""
    for name, rest in _NAMES.findall(names):
        yield name
        initials = ""
        for longer in rest.split():
            if initials and not longer.startswith(initials):
                yield initials
            initials = longer
        if initials:
            yield initials


def _without_place(name: str) -> str:
    place = _PLACE(name)
    return name[place.end() :] if place else ""


def words_of(names: str) -> set[str]:
    """The Latin words of the names of an entry that are long enough to be corrected to; initials are none."""
    return {*_LATIN_WORDS.findall(_NAMES.sub("", names))}


def name_rows(entry: int, names: str, terms: str) -> list[tuple[int, str]]:
    return _numbered(entry, name_keys(names, terms))


def _numbered(entry: int, keys: Iterable[str]) -> list[tuple[int, str]]:
    return [(entry << NAME_BITS | place, key) for place, key in enumerate(keys)]


def write_names(gone: Iterable[int], entries: Mapping[int, Sequence[str]]) -> None:
    """Delete the names of some entries, and replace those of others."""
    _delete_names({*gone, *entries})
    keys = {entry: name_keys(names, terms) for entry, (names, terms, _texts) in entries.items()}
    add_names(keys, sorted(set().union(*(words_of(names) for names, _terms, _texts in entries.values()))))


def add_names(keys: Mapping[int, Sequence[str]], words: Iterable[str]) -> None:
    """The names of entries that have none, and their words, which are best sorted."""
    rows = [(key, entry << NAME_BITS | place) for entry in keys for place, key in enumerate(keys[entry])]
    insert(SearchName, ("key", "id"), sorted(rows))  # so that a page of the index is filled at once
    insert(SearchWord, ("word", "backwards"), [(word, word[::-1]) for word in words], DO_NOTHING)


def _delete_names(entries: Iterable[int]) -> None:
    ranges = [(entry << NAME_BITS, (entry + 1) << NAME_BITS) for entry in entries]
    if ranges:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM profiles_searchname WHERE id >= %s AND id < %s", ranges)
