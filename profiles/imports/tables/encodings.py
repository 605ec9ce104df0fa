"""The encoding of a text file: detected by reading all of it, chosen by the importer where two fit, never guessed.

UTF-8 and UTF-16 prove themselves. The old encodings read almost any bytes; readings.py judges what each makes of them. A file
that more than one of them can be is refused with an excerpt in each, and the importer chooses. A choice always
holds where the file can be read like that and does not prove to be UTF-8 or UTF-16.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from django.utils.translation import gettext as _

from profiles.imports.cells.problems import EncodingUnclear, FileRefused
from profiles.imports.tables.options import Recogniser
from profiles.imports.tables.readings import OLD, Reading, fitting

# What people may choose -> Python's codec.
UNICODE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
CODECS = {"utf-8": "utf-8-sig", **{name: name for name in UNICODE}, "iso-2022-jp": "iso2022_jp_ext", **OLD}
NAMES = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "utf-32-le": "UTF-32 LE",
    "utf-32-be": "UTF-32 BE",
    "gb18030": "GB18030",
    "big5": "Big5",
    "shift-jis": "Shift-JIS",
    "euc-kr": "EUC-KR",
    "windows-1252": "Windows-1252",
    "windows-1250": "Windows-1250",
    "windows-1251": "Windows-1251",
    "euc-jp": "EUC-JP",
    "iso-2022-jp": "ISO-2022-JP",
    **{f"windows-{number}": f"Windows-{number}" for number in range(1253, 1259)},
    **{"koi8-r": "KOI8-R", "koi8-u": "KOI8-U"},
    **{f"iso-8859-{number}": f"ISO-8859-{number}" for number in (2, 5, 15)},
    "mac-roman": "Mac Roman",
}
OTHER_NAMES = {
    **dict.fromkeys(("utf8", "utf-8-sig"), "utf-8"),
    **dict.fromkeys(("utf16", "utf-16", "utf-16le", "unicode"), "utf-16-le"),
    "utf-16be": "utf-16-be",
    **dict.fromkeys(("gbk", "gb2312", "gb-18030", "cp936", "936"), "gb18030"),
    **dict.fromkeys(("big-5", "big5-hkscs", "big5hkscs", "cp950", "950"), "big5"),
    **dict.fromkeys(("sjis", "shiftjis", "ms-kanji", "windows-31j", "cp932", "932"), "shift-jis"),
    **dict.fromkeys(("euckr", "uhc", "ks-c-5601-1987", "cp949", "949"), "euc-kr"),
    **dict.fromkeys(("cp1252", "1252", "latin1", "latin-1", "iso-8859-1", "ansi"), "windows-1252"),
    **dict.fromkeys(("cp1250", "1250"), "windows-1250"),
    **dict.fromkeys(("cp1251", "1251"), "windows-1251"),
    **{f"{prefix}{number}": f"windows-{number}" for prefix in ("cp", "") for number in range(1253, 1259)},
    **dict.fromkeys(("utf32", "utf-32", "utf-32le"), "utf-32-le"),
    **{"utf-32be": "utf-32-be", "eucjp": "euc-jp", "iso2022-jp": "iso-2022-jp", "jis": "iso-2022-jp"},
    **dict.fromkeys(("latin2", "latin-2", "iso8859-2"), "iso-8859-2"),
    **dict.fromkeys(("latin9", "latin-9", "iso8859-15"), "iso-8859-15"),
    **{
        "iso8859-5": "iso-8859-5",
        "koi8": "koi8-r",
        "macroman": "mac-roman",
        "mac": "mac-roman",
        "macintosh": "mac-roman",
    },
}
BLOCK, PIECE = 1 << 20, 64 << 10
TITLE_LINES, DELIMITERS = 30, ",;\t"
# So few pairs of bytes can be UTF-8 by chance: 谢谢 in GB18030 is.
FEW_PAIRS = 4
EXCERPT = 24


def known_encoding(name: str) -> str:
    """The name of an encoding as CODECS has it; FileRefused if it is none of them."""
    plain = name.strip().lower().replace("_", "-")
    encoding = OTHER_NAMES.get(plain, plain)
    if encoding not in CODECS:
        names = ", ".join(CODECS)
        raise FileRefused(
            _("“%(name)s” is no encoding known here. Choose one of: %(names)s.")
            % {"name": name, "names": names}
        )
    return encoding


def encoding_of(file: BinaryIO, chosen: str = "", recognise: Recogniser | None = None) -> str:
    """The encoding of a file, checked to its end. FileRefused where it cannot be the one chosen, EncodingUnclear where it is unclear.

    `recognise` knows headers, which are the best evidence.
    """
    encoding = known_encoding(chosen) if chosen else ""
    detected = _detected(file)
    if not chosen:
        return detected or _likeliest(file, recognise)
    may_choose = encoding in OLD and (not detected or (detected == "utf-8" and _may_be_chance(file)))
    if encoding == detected or (may_choose and _decodes(file, encoding)):
        return encoding
    possible = (
        [detected]
        if detected
        else [reading.name for reading in fitting(_non_ascii_lines(file), lambda text: 0)[0]]
    )
    names = {"chosen": NAMES[encoding], "found": " / ".join(NAMES[name] for name in possible) or "–"}
    raise FileRefused(_("This file is not in %(chosen)s. It looks like %(found)s.") % names)


def other_encodings(file: BinaryIO, name: str) -> list[str]:
    """What else a file in one of the old encodings can be read as, the likeliest first."""
    if name not in OLD:
        return []
    readings, _is_certain = fitting(_non_ascii_lines(file), lambda text: 0)
    names = [reading.name for reading in readings if reading.name != name]
    return [other for other in names if _decodes(file, other)]


def _detected(file: BinaryIO) -> str:
    """The encoding that a file proves to be in; "" if it is an old one. FileRefused if it is no text."""
    file.seek(0)
    head = file.read(BLOCK)
    _refuse_other_kinds(head)
    if name := _utf32(head[:4096]):
        return _checked(file, name)
    if b"\x1b$" in head and head.isascii():
        return _checked(file, "iso-2022-jp")
    if head.startswith(codecs.BOM_UTF16_LE) or head.startswith(codecs.BOM_UTF16_BE):
        return _checked(file, "utf-16-le" if head[:1] == b"\xff" else "utf-16-be")
    few_zeros = head[:4096].count(0) * 4 < len(head[:4096])
    if few_zeros and _decodes(file, "utf-8"):  # a zero in it is damage, which is said of its cell
        return "utf-8"
    if b"\0" in head[:4096]:
        return _checked(file, _utf16_byte_order(head[:4096]))
    if head.startswith(codecs.BOM_UTF8):
        raise FileRefused(_("This file begins as UTF-8 and holds bytes that are not. It is damaged."))
    return ""


def _may_be_chance(file: BinaryIO) -> bool:
    """Whether what reads as UTF-8 may be in another encoding all the same: there is hardly any evidence."""
    leads = b"".join(re.sub(rb"[\x00-\xbf]+", b"", block)[:FEW_PAIRS] for block in _blocks(file))
    return len(leads) < FEW_PAIRS and all(lead < 0xE0 for lead in leads)


def _likeliest(file: BinaryIO, recognise: Recogniser | None) -> str:
    headers_in = partial(_headers_in, recognise=recognise) if recognise else lambda text: 0
    readings, is_certain = fitting(_non_ascii_lines(file), headers_in)
    possible = [reading for reading in readings if _decodes(file, reading.name)]
    if is_certain and possible == readings:
        return possible[0].name
    if not possible:
        text = _(
            "This file is not UTF-8, and what it would be in older encodings makes no sense: it is damaged, or you have to choose one of %(names)s."
        )
        raise EncodingUnclear(text % {"names": " / ".join(NAMES[name] for name in OLD)}, list(OLD))
    names = " / ".join(f"{NAMES[reading.name]} (“{_excerpt(reading)}”)" for reading in possible)
    text = _("The encoding of this file is not clear: it could be %(names)s. Choose one.") % {"names": names}
    raise EncodingUnclear(text, [reading.name for reading in possible])


def _non_ascii_lines(file: BinaryIO) -> bytes:
    """The first lines that are not ASCII."""
    file.seek(0)
    piece = b""
    while len(piece) < PIECE and (line := file.readline(PIECE)):
        if not line.isascii():
            piece += line
            if not line.endswith(b"\n"):
                break
    return piece


def _headers_in(text: str, recognise: Recogniser) -> int:
    lines = text.splitlines()[:TITLE_LINES]
    rows = [[cell.strip(' "') for cell in line.split(sign)] for line in lines for sign in DELIMITERS]
    return max(
        (
            sum(bool(name) and not cell.isascii() for cell, name in zip(row, recognise(row), strict=True))
            for row in rows
        ),
        default=0,
    )


def _excerpt(reading: Reading) -> str:
    """The first cell that the readings differ in."""
    cells = re.split(r"[,;\t\r\n\"]+", reading.text)
    cell = next((cell for cell in cells if not cell.isascii()), "")
    return "".join(char if char.isprintable() else "�" for char in cell[:EXCERPT])


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


def _utf32(head: bytes) -> str:
    """UTF-32 has a zero in the first or the last byte of each four, and hardly anything in the one beside it."""
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32-le" if head.startswith(codecs.BOM_UTF32_LE) else "utf-32-be"
    quarters = [head[at::4] for at in range(4)]
    for name, highest, next_highest in (("utf-32-le", 3, 2), ("utf-32-be", 0, 1)):
        if (
            len(head) >= 8
            and not any(quarters[highest])
            and max(quarters[next_highest]) <= 2
            and any(quarters[3 - highest])
        ):
            return name
    return ""


def _utf16_byte_order(head: bytes) -> str:
    """UTF-16 without a byte order mark: commas and digits leave a zero in every second byte."""
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


def _blocks(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while block := file.read(BLOCK):
        yield block
