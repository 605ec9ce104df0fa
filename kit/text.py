"""Texts as they are stored: without characters that nobody sees.

However a text comes in, by a form, a proposal, a file or a document, it is normalised here, so that it is
found by what it looks like and comes back unchanged from any file that it is exported to. Characters that control a
machine, mark a direction or stand for nothing are dropped. Joiners stay where a script needs them, and variation
selectors behind what they vary.
"""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# Of Unicode's white space: what ends a line, and what stays as it is within a sentence (French sets them before signs).
_BREAKS = "\n\v\f\r\x85\u2028\u2029"
_SPACES = "\t \u1680\u2000-\u200a\u205f\u3000"
_NO_BREAK = "\u00a0\u202f"
# Controls, halves of characters, private and no characters, and all that Unicode lets a program leave unshown
# (Default_Ignorable_Code_Point), but for joiners and variation selectors; U+FFFC stands for an object that is not there.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u206f\u3164\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\uffa0\ufff0-\ufffc\ufffe\uffff"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0xF0000, 0x10000))
    + "]"
)
# Scripts whose letters join: Arabic and its neighbours, those of India and South-East Asia, Mongolian, Adlam.
_JOINING = (
    "\u0600-\u109f\u1700-\u18af\u1900-\u1cff\ua800-\uaaff\uabc0-\uabff\ufb50-\ufdcf\ufdf0-\ufdff\ufe70-\ufefe"
    "\U00010a00-\U00010a5f\U00010ac0-\U00010aff\U00010d00-\U00010d3f\U00011000-\U00011fff\U0001e900-\U0001e95f"
)
_EMOJI = "\u2190-\u2bff\u3030\u303d\U0001f000-\U0001faff"
_JOINERS = re.compile("[\u180e\u200c\u200d]+")
_VARIATIONS = re.compile("[\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]+")
_joins = re.compile(f"[{_JOINING}]").match
_is_emoji = re.compile(f"[{_EMOJI}]").match
_is_mongolian = re.compile("[\u1800-\u18af]").match
MONGOLIAN_SEPARATOR, ZERO_WIDTH_JOINER, EMOJI_STYLE = "\u180e", "\u200d", "\ufe0f"
VIRAMA = 9  # its class as a combining mark
# Texts that need no cleaning, recognised at once: nearly all of them.
_is_plain = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u024f\u2010-\u2027\u2030-\u205e\u3001-\u3011\u3400-\u9fff\uff01-\uff5e]*"
).fullmatch
_blanks = re.compile(f"[{_SPACES}{_NO_BREAK}{_BREAKS}]{{2,}}|[{_SPACES}{_BREAKS}]")
_no_break = re.compile(f"[{_NO_BREAK}]")
_line_ends = re.compile("\r\n|[\v\f\r\x85\u2028\u2029]")
_LOST = "\ufffd"
NAMELESS = _("A name needs at least one letter or digit.")
_has_letter = re.compile("[A-Za-z0-9\u3400-\u9fff]").search


def one_line(text: str) -> str:
    """A text of one line, with single spaces; a no-break space within it stays."""
    if not _is_plain(text):
        text = _blanks.sub(" ", _visible(text))
    elif "  " in text:
        text = re.sub(" {2,}", " ", text)
    return text.strip()


def name(text: str) -> str:
    """As one line, with no space but the ordinary one: a name is the same however it was set."""
    text = one_line(text)
    return text if _is_plain(text) else _no_break.sub(" ", text)


def prose(text: str) -> str:
    """A text of several lines, which end with one character."""
    if not _is_plain(text):
        text = _line_ends.sub("\n", _visible(text))
    return text.strip()


def is_surely_clean(text: str) -> bool:
    """Whether the text is a clean name at a glance. The few others need a full check."""
    return bool(_is_plain(text) and _has_letter(text)) and "  " not in text and " " not in (text[0], text[-1])


def refuse_lost(text: str) -> None:
    """Refuse a text with replacement characters, which stand for those that a program could not decode."""
    if _LOST in text:
        raise ValidationError(_("Characters were lost in this text (�). Correct it."), code="lost")


def refuse_nameless(text: str) -> None:
    """Refuse a name without any letter or digit."""
    if text and not is_name(text):
        raise ValidationError(NAMELESS, code="nameless")


def is_name(text: str) -> bool:
    return bool(_has_letter(text)) or any(unicodedata.category(char)[0] in "LN" for char in text)


def _visible(text: str) -> str:
    """Without invisible characters, and composed (NFC)."""
    text = _VARIATIONS.sub(_clean_variation, _UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", _JOINERS.sub(_clean_joiner, text))


def _clean_variation(match: re.Match[str]) -> str:
    """The first of them, where it stands behind a character that it can vary."""
    before = match.string[max(match.start() - 1, 0) : match.start()]
    if match[0] < "\u2000":
        return match[0][0] if _is_mongolian(before) else ""
    return match[0][0] if before and unicodedata.category(before)[0] in "LMNPS" else ""


def _clean_joiner(match: re.Match[str]) -> str:
    """The first of them, where it joins letters or parts of an emoji, or ends a cluster of letters."""
    joiner, text = match[0][0], match.string
    before, after = text[max(match.start() - 1, 0) : match.start()], text[match.end() : match.end() + 1]
    if not before:
        return ""
    if joiner == MONGOLIAN_SEPARATOR:
        joins = bool(_is_mongolian(before) and _is_mongolian(after))
    elif joiner == ZERO_WIDTH_JOINER and unicodedata.combining(before) == VIRAMA:
        joins = True
    elif joiner == ZERO_WIDTH_JOINER and _is_emoji(after):
        joins = before == EMOJI_STYLE or bool(_is_emoji(before))
    else:
        joins = _is_joining_letter(before) and _is_joining_letter(after)
    return joiner if joins else ""


def _is_joining_letter(char: str) -> bool:
    return bool(_joins(char)) and unicodedata.category(char)[0] in "LM"
