"""Fails when a translation is missing, unsure, broken or not compiled. Prints one line for each fault."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import polib
from messages import LOCALES, ROOT, catalogue, collect

NAMED = re.compile(r"%\((\w+)\)[a-z]|\{(\w*)[^{}]*\}")
POSITIONAL = re.compile(r"%[sdr]")
# What the writing rules of a language forbid, and what to write instead.
RULES = {
    "fr": [
        (re.compile(r" [;!?:»]|« "), "an ordinary space beside ; ! ? : or « » (write U+202F or U+00A0)"),
    ],
    "zh_Hans": [
        (re.compile(r"[\u3400-\u9fff][,.]"), "an ASCII comma or full stop after Han (write ， or 。)"),
    ],
}

Key = tuple[str | None, str, str]


def main() -> None:
    faults = [f"{locale}: {fault}" for locale in LOCALES for fault in _faults(locale)]
    if shutil.which("xgettext"):
        faults += _missing()
    else:
        print("gettext is not installed: texts that no catalogue has yet are not looked for.")
    print("\n".join(faults) if faults else "Translations are complete.")
    sys.exit(1 if faults else 0)


def _faults(locale: str) -> Iterator[str]:
    path = catalogue(ROOT, locale)
    if not path.exists():
        yield "no catalogue; run make messages"
        return
    entries = _entries(path)
    for entry in entries:
        for fault in _entry_faults(entry, locale):
            yield f"{fault}: {entry.msgid!r}"
    compiled = path.with_suffix(".mo")
    if not compiled.exists() or _translations(polib.mofile(str(compiled))) != _translations(entries):
        yield "django.mo is not what django.po says; run make messages"


def _entry_faults(entry: polib.POEntry, locale: str) -> Iterator[str]:
    texts = list(entry.msgstr_plural.values()) or [entry.msgstr]
    if entry.fuzzy:
        yield "fuzzy"
    if not all(texts):
        yield "not translated"
        return
    # "One company" may leave its number out, in the original as in the translation.
    allowed = [_placeholders(text) for text in (entry.msgid, entry.msgid_plural) if text]
    last = _placeholders(texts[-1])
    if last != allowed[-1] or any(_placeholders(text) not in allowed for text in texts):
        yield "placeholders differ"
    for pattern, fault in RULES.get(locale, []):
        if any(pattern.search(text) for text in texts):
            yield fault


def _placeholders(text: str) -> tuple[set[str], list[str]]:
    """Return the named placeholders, which may be repeated, and the positional ones, which may not."""
    text = text.replace("%%", "")
    return {match.group() for match in NAMED.finditer(text)}, POSITIONAL.findall(text)


def _missing() -> Iterator[str]:
    """Name the texts in code and templates that the catalogues lack, collected in a copy of the site."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "site"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "var", "tests", "__pycache__"))
        collect(copy)
        for locale in LOCALES:
            path = catalogue(ROOT, locale)
            known = {_key(entry) for entry in _entries(path)} if path.exists() else set()
            for entry in _entries(catalogue(copy, locale)):
                if _key(entry) not in known:
                    yield f"{locale}: not in the catalogue: {entry.msgid!r}"


def _entries(path: Path) -> list[polib.POEntry]:
    return [entry for entry in polib.pofile(str(path)) if not entry.obsolete]


def _key(entry: polib.POEntry) -> Key:
    return entry.msgctxt, entry.msgid, entry.msgid_plural


def _translations(entries: list[polib.POEntry]) -> dict[Key, tuple[str, dict[int, str]]]:
    return {_key(entry): (entry.msgstr, entry.msgstr_plural) for entry in entries}


if __name__ == "__main__":
    main()
