"""Which words of a text changed; in Chinese, which characters."""

from __future__ import annotations

import difflib
import re
from typing import NamedTuple

# A word with the space after it, one Han character, or one other mark.
TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+\s*|\s+|.", re.DOTALL)
# Beyond this the comparison would take too long: all of the text is marked.
MAX_TOKENS = 6_000
# Characters that are kept on each side of a change in a long text.
CONTEXT = 100


class Piece(NamedTuple):
    """A stretch of a text; `differs` where it is not in the other one."""

    text: str
    differs: bool


class Compared(NamedTuple):
    before: list[Piece]
    after: list[Piece]


def compared(before: str, after: str) -> Compared:
    """Both texts in pieces, those that differ marked."""
    if before == after:
        return Compared(_piece(before, False), _piece(after, False))
    old, new = TOKEN.findall(before), TOKEN.findall(after)
    start = _common_prefix_length(old, new)
    end = _common_prefix_length(old[start:][::-1], new[start:][::-1])
    pieces = Compared(_piece("".join(old[:start]), False), _piece("".join(old[:start]), False))
    _compare(old[start : len(old) - end], new[start : len(new) - end], pieces)
    for side in pieces:
        side += _piece("".join(old[len(old) - end :]), False)
    return pieces


def shortened(pieces: list[Piece], max_length: int = 0) -> list[Piece]:
    """Without the middle of long stretches in which nothing differs, and of changes longer than `max_length`."""
    pieces = [piece for piece in pieces if piece.text]
    last = len(pieces) - 1
    return [
        _cut_middle(piece, max_length)
        if piece.differs
        else Piece(_excerpt(piece.text, place == 0, place == last), False)
        for place, piece in enumerate(pieces)
    ]


def _excerpt(text: str, is_first: bool, is_last: bool) -> str:
    if len(text) <= 2 * CONTEXT:
        return text
    head = "" if is_first else text[:CONTEXT]
    tail = "" if is_last else text[-CONTEXT:]
    return f"{head}…{tail}"


def _cut_middle(piece: Piece, max_length: int) -> Piece:
    if not max_length or len(piece.text) <= max_length:
        return piece
    return Piece(f"{piece.text[: max_length // 2]}…{piece.text[-max_length // 2 :]}", True)


def _common_prefix_length(old: list[str], new: list[str]) -> int:
    """The number of tokens with which both begin."""
    pairs = enumerate(zip(old, new, strict=False))
    return next(
        (place for place, (old_token, new_token) in pairs if old_token != new_token), min(len(old), len(new))
    )


def _compare(old: list[str], new: list[str], pieces: Compared) -> None:
    if not old or not new or len(old) + len(new) > MAX_TOKENS:
        _add(pieces.before, old, True)
        _add(pieces.after, new, True)
        return
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for step, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        _add(pieces.before, old[old_from:old_to], step != "equal")
        _add(pieces.after, new[new_from:new_to], step != "equal")


def _piece(text: str, differs: bool) -> list[Piece]:
    return [Piece(text, differs)] if text else []


def _add(pieces: list[Piece], tokens: list[str], differs: bool) -> None:
    if tokens:
        pieces.append(Piece("".join(tokens), differs))
