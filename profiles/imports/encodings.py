"""Which encoding a text file is in: found by reading all of it, never guessed where two would fit.

UTF-8 and UTF-16 prove themselves. GB18030 and Windows-1252 read almost any bytes, so they are told
apart by what they would make of them: in Chinese text nearly every pair of bytes is one of the
commonest characters; in a European text high bytes stand alone between letters.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from profiles.imports.problems import FileRefused

# What people may choose -> Python's codec.
CODECS = {
    "utf-8": "utf-8-sig",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "gb18030": "gb18030",
    "windows-1252": "cp1252",
}
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "gb18030": "GB18030",
    "windows-1252": "Windows-1252",
}
OTHER_NAMES = {
    **dict.fromkeys(("utf8", "utf-8-sig", "utf_8"), "utf-8"),
    **dict.fromkeys(("utf16", "utf-16", "utf-16le", "unicode"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    **dict.fromkeys(("gbk", "gb2312", "gb-18030", "cp936", "936"), "gb18030"),
    **dict.fromkeys(("cp1252", "1252", "latin1", "latin-1", "iso-8859-1", "ansi"), "windows-1252"),
}
BLOCK = 1 << 20
# A share of common Chinese characters above and below which the file says itself what it is.
CHINESE, EUROPEAN = 0.6, 0.3

PAIR = re.compile(rb"[\x81-\xfe][\x30-\x39\x40-\x7e\x80-\xfe]")
COMMON = re.compile(rb"[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe]")
# Bytes that Windows-1252 has no character for.
UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def known_encoding(name: str) -> str:
    """The name of an encoding as CODECS has it; FileRefused if it is none of them."""
    plain = name.strip().lower().replace("_", "-")
    found = OTHER_NAMES.get(plain, plain)
    if found not in CODECS:
        names = ", ".join(CODECS)
        raise FileRefused(
            _("“%(name)s” is no encoding known here. Choose one of: %(names)s.")
            % {"name": name, "names": names}
        )
    return found


def encoding_of(file: BinaryIO, chosen: str = "") -> str:
    """The encoding of a file, checked to its end. FileRefused where it is unclear or not the one chosen."""
    found = _fitting(file)
    if not chosen:
        if len(found) == 1:
            return found[0]
        names = " / ".join(NAMES[name] for name in found)
        raise FileRefused(
            _("The encoding of this file is not clear: it could be %(names)s. Choose one.") % {"names": names}
        )
    wanted = known_encoding(chosen)
    if wanted in found or (found == ["utf-8"] and wanted in ("gb18030", "windows-1252") and _is_ascii(file)):
        return wanted
    raise FileRefused(
        _("This file is not in %(chosen)s. It looks like %(found)s.")
        % {"chosen": NAMES[wanted], "found": " / ".join(NAMES[name] for name in found)}
    )


def _fitting(file: BinaryIO) -> list[str]:
    """The encodings that the file can be in; FileRefused if it is no text."""
    file.seek(0)
    head = file.read(BLOCK)
    _refuse_other_kinds(head)
    if head.startswith(codecs.BOM_UTF16_LE) or head.startswith(codecs.BOM_UTF16_BE):
        return [_checked(file, "utf-16-le" if head[:1] == b"\xff" else "utf-16-be")]
    few_zeros = head[:4096].count(0) * 4 < len(head[:4096])
    if few_zeros and _decodes(file, "utf-8"):  # a zero in it is damage, which is said of its cell
        return ["utf-8"]
    if b"\0" in head[:4096]:
        return [_checked(file, _order_of_bytes(head[:4096]))]
    if head.startswith(codecs.BOM_UTF8):
        raise FileRefused(_("This file begins as UTF-8 and holds bytes that are not. It is damaged."))
    return _chinese_or_european(file)


def _checked(file: BinaryIO, name: str) -> str:
    if not _decodes(file, name):
        raise FileRefused(
            _("This file is damaged, or it is no text: it breaks off as %(name)s.") % {"name": NAMES[name]}
        )
    return name


def _refuse_other_kinds(head: bytes) -> None:
    begin = head.removeprefix(codecs.BOM_UTF8).lstrip()[:16].lower()
    if begin.startswith((b"%pdf", b"{\\rtf")):
        raise FileRefused(_("This is no text file. Give a CSV, TSV or XLSX file."))
    if begin.startswith((b"<html", b"<!doctype", b"<?xml", b"<table", b"<meta")):
        raise FileRefused(
            _("This is a web page or XML under another name. Open it in a spreadsheet and save it as XLSX.")
        )


def _order_of_bytes(head: bytes) -> str:
    """UTF-16 without a mark: commas and digits leave a zero in every second byte."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if max(even, odd) < 8 * min(even, odd) or b"\0\0" in head[:2]:
        raise FileRefused(_("This is no text file. Give a CSV, TSV or XLSX file."))
    return "utf-16-le" if odd > even else "utf-16-be"


def _decodes(file: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(CODECS[name])()
    try:
        for block in _blocks(file):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _chinese_or_european(file: BinaryIO) -> list[str]:
    pairs = common = 0
    undefined = False
    for block in _blocks(file):
        found = PAIR.findall(block)
        pairs += len(found)
        common += sum(1 for pair in found if COMMON.fullmatch(pair))
        undefined = undefined or bool(UNDEFINED.search(block))
    share = common / pairs if pairs else 0
    fits = []
    if share > EUROPEAN and _decodes(file, "gb18030"):
        fits.append("gb18030")
    if share < CHINESE and not undefined:
        fits.append("windows-1252")
    if not fits and _decodes(file, "gb18030") and share > 0.1:
        fits.append("gb18030")
    if not fits:
        raise FileRefused(
            _(
                "The bytes of this file are neither UTF-8, UTF-16, GB18030 nor Windows-1252: it is damaged, or no text."
            )
        )
    return fits


def _is_ascii(file: BinaryIO) -> bool:
    return all(block.isascii() for block in _blocks(file))


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block
