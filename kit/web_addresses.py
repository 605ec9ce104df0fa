"""Addresses of pages of others, in the one form that they are kept in: the scheme and the host in small letters.

One that is typed without a scheme, "www.example.org", is taken as https.
"""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from kit.text import one_line

_without_scheme = re.compile(r"[\w-]+(?:\.[\w-]+)*\.\w{2,}(?:[:/?#].*)?").fullmatch
_parts = re.compile(r"(?P<scheme>https?)://(?P<host>[^/?#]*)(?P<rest>.*)", re.IGNORECASE).fullmatch
# Nearly all addresses, told at once: each of them is one that `_validate` accepts.
_is_plain = re.compile(
    r"https?://(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}(?:/[!-~]*)?"
).fullmatch
MAX_PLAIN_LENGTH = 200
_validate = URLValidator(schemes=["http", "https"])


def web_address(text: str) -> str:
    """The address as it is kept; a text that is none stays, for `refuse_no_address`."""
    address = one_line(text)
    if _without_scheme(address):
        address = f"https://{address}"
    if parts := _parts(address):
        return f"{parts['scheme'].lower()}://{parts['host'].lower()}{parts['rest']}"
    return address


def refuse_no_address(address: str) -> None:
    """Refuse what is no address of a page. One with the name of a user is that of a mailbox, or a trap."""
    if len(address) <= MAX_PLAIN_LENGTH and _is_plain(address):
        return
    try:
        _validate(address)
        parts = _parts(address)
        if parts is None or "@" in parts["host"]:
            raise ValidationError("")
    except ValidationError:
        raise ValidationError(
            _("This is no web address. Write it as https://www.example.com."), code="invalid"
        ) from None
