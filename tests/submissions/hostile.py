"""Values that break careless forms."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from typing import Any

VALUES = (
    "", " ", "\x00", "a\x00b", "\r\nBcc: victim@example.org", "a\nb", "\ud7ff", "\u202e\u2066", "￿", "𝕏" * 50,
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% load i18n %}", "%s%(x)s%", "{0}",
    "' OR 1=1 --", "../../etc/passwd", "javascript:alert(1)", "http://[", "http://a b", "ftp://x", "//x", "=1+1",
    "-1", "0", "1e999", "NaN", "Infinity", "9" * 40, "1" * 5_000, "٣", "½", "1,5", "0x10", "1984-13", "1984-02-30",
    "2999-12-31", "0001", "12345678-1234-1234-1234-123456789012", "figures/new1", "figures/", "/", "new1",
    "figures/new999", "figures/new9999", "nonsense/new1", "citations/new1", "former_slugs/new1", "x" * 20_000,
    "é" * 400, "漢" * 400, "on", "true", "None", "[]", "null", "a@b", "a@b.c\nTo: x@y.z", '"a b"@example.org',
)  # fmt: skip
SPECIAL = (
    "row",
    "add",
    "open",
    "seen",
    "form_key",
    "challenge",
    "solution",
    "confirmed",
    "kept_logo",
    "sender-fax",
)


def posts(form: dict[str, Any], number: int, seed: int = 5) -> Iterator[dict[str, Any]]:
    """The form with a few of its values replaced, again and again."""
    chance = random.Random(seed)
    names = [*form, *SPECIAL]
    for _time in range(number):
        changed = {**form, "form_key": [str(uuid.UUID(int=chance.getrandbits(128), version=4))]}
        for name in chance.sample(names, chance.randint(1, 8)):
            changed[name] = [chance.choice(VALUES) for _one in range(chance.randint(1, 3))]
        yield changed
