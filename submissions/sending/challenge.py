"""A proof of work that a browser does before it sends a form, so that bulk spam costs its sender something.

The page carries a signed salt. A script looks for a number such that SHA-256 of "salt.number"
begins with BITS zero bits: 65,000 tries on average, well under a second. Without a
script the form is sent without it, after a few seconds and under lower limits; see guard.py.
"""

from __future__ import annotations

import datetime
import hashlib
import secrets
from dataclasses import dataclass

from django.core import signing
from django.core.cache import cache
from django.utils import timezone

SALT = "submissions.sending.challenge"
BITS = 16
VALID = datetime.timedelta(hours=6)


@dataclass(frozen=True)
class Challenge:
    salt: str
    bits: int
    made_at: datetime.datetime

    @classmethod
    def fresh(cls) -> Challenge:
        return cls(secrets.token_hex(16), BITS, timezone.now())

    @classmethod
    def read(cls, signed: str) -> Challenge | None:
        """The challenge of a page of ours, not older than VALID; None otherwise."""
        try:
            salt, bits, made_at = signing.loads(signed, salt=SALT, max_age=VALID)
        except (signing.BadSignature, ValueError, TypeError):
            return None
        return cls(salt, bits, datetime.datetime.fromtimestamp(made_at, tz=datetime.UTC))

    @property
    def signed(self) -> str:
        return signing.dumps([self.salt, self.bits, int(self.made_at.timestamp())], salt=SALT)

    @property
    def age(self) -> datetime.timedelta:
        return timezone.now() - self.made_at

    def is_solved_by(self, solution: str) -> bool:
        if not solution.isascii() or not solution.isdecimal() or len(solution) > 12:
            return False
        digest = hashlib.sha256(f"{self.salt}.{solution}".encode()).digest()
        return int.from_bytes(digest, "big") >> (256 - self.bits) == 0

    def use_up(self, by: str = "") -> bool:
        """Whether it was unused until now, or used by the same proposal: somebody pressed the button twice."""
        key = f"challenge:{self.salt}"
        return bool(cache.add(key, by, VALID.total_seconds())) or bool(by and cache.get(key) == by)
