"""Keys of rows: they identify a row in documents and versions, in any database."""

from __future__ import annotations

import datetime
import hashlib
import secrets
import time
import uuid


def new_key() -> uuid.UUID:
    """A UUID that sorts by the time it was made (version 7 of RFC 9562).

    48 bits of milliseconds, 12 bits of their fraction, 62 random bits. Rows ordered by key
    stand in the order in which they were entered, also after one of them was brought back.
    """
    return uuid.UUID(int=_bits())


def key_made_of(moment: datetime.datetime, text: str) -> uuid.UUID:
    """A key that sorts among those of its moment, and is the same for the same text each time."""
    milliseconds = int(moment.timestamp() * 1000)
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest())
    fraction, rest = digest & 0xFFF, digest >> 12 & (1 << 62) - 1
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | rest)


def new_key_texts(count: int) -> list[str]:
    """New keys as documents have them, one after another; for files with a million rows.

    The clock is read once: each key increments the fraction of the millisecond.
    """
    begin = _bits() >> 64
    random = secrets.token_hex(8 * count)
    keys = []
    for place in range(count):
        # The four bits of the version stand between the milliseconds and their fraction.
        milliseconds, fraction = divmod((begin >> 16 << 12 | begin & 0xFFF) + place, 4096)
        head, tail = f"{milliseconds:012x}", random[16 * place : 16 * place + 15]
        keys.append(f"{head[:8]}-{head[8:]}-7{fraction:03x}-a{tail[:3]}-{tail[3:]}")
    return keys


def _bits() -> int:
    milliseconds, rest = divmod(time.time_ns(), 1_000_000)
    fraction = rest * 4096 // 1_000_000
    return milliseconds << 80 | 0x7 << 76 | fraction << 64 | 0b10 << 62 | secrets.randbits(62)
