"""The check characters of identifiers in SQL, so that no other way of writing gets a mistyped one in.

companies/facts/identifiers.py has the same rules for people, with a message for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import models

USCI_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCI_WEIGHTS = [3**place % 31 for place in range(17)]
# Of GB 11714: each character has its value in base 36, but an X as check character means 10.
ORGANISATION_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
DIGITS = "0123456789"


class Checked(models.Lookup):
    """`value__is_…=True`: of the right shape, and the check characters fit."""

    prepare_rhs = False
    pieces: tuple[str, ...] = ()  # classes of characters, one for each place

    def arithmetic(self) -> str:
        raise NotImplementedError

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        shape = f"{{c}} GLOB '{''.join(self.pieces)}'"
        return self._render(compiler, connection, shape, "instr")

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        shape = f"{{c}} ~ '^{''.join(self.pieces)}$'"
        return self._render(compiler, connection, shape, "strpos")

    def _render(self, compiler: Any, connection: Any, shape: str, position: str) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        template = f"({shape} AND {self.arithmetic()})"
        sql = template.replace("{at}", position).replace("{c}", column)
        return sql, [*params] * template.count("{c}")


def _value(place: int, alphabet: str) -> str:
    """The value of the character at this place, counted from 1."""
    return f"({{at}}('{alphabet}', substr({{c}}, {place}, 1)) - 1)"


def _terms(first: int, weights: Any, alphabet: str) -> Iterator[str]:
    for place, weight in enumerate(weights, start=first):
        yield f"{_value(place, alphabet)} * {weight}"


@models.CharField.register_lookup
class IsUsci(Checked):
    """GB 32100-2015: the check character of the organisation code, and that of the whole."""

    lookup_name = "is_usci"
    pieces = ("[0-9]",) * 8 + ("[0-9A-HJ-NPQRTUWXY]",) * 8 + ("[0-9X]", "[0-9A-HJ-NPQRTUWXY]")

    def arithmetic(self) -> str:
        code = " + ".join(_terms(9, ORGANISATION_WEIGHTS, ORGANISATION_ALPHABET))
        whole = " + ".join(_terms(1, USCI_WEIGHTS, USCI_ALPHABET))
        # Two percent signs: Django fills parameters into this text.
        return (
            f"({code} + {_value(17, DIGITS + 'X')}) %% 11 = 0 "
            f"AND ({whole} + {_value(18, USCI_ALPHABET)}) %% 31 = 0"
        )


@models.CharField.register_lookup
class IsLei(Checked):
    """ISO 17442: letters count as 10 to 35, and the number that results leaves 1 when divided by 97."""

    lookup_name = "is_lei"
    pieces = ("[0-9A-Z]",) * 18 + ("[0-9]",) * 2

    def arithmetic(self) -> str:
        # The number has up to 38 digits; the remainder is carried on from character to character.
        rest = "0"
        for place in range(1, 21):
            shift = f"CASE WHEN substr({{c}}, {place}, 1) <= '9' THEN 10 ELSE 100 END"
            rest = f"(({rest} * {shift} + {_value(place, ORGANISATION_ALPHABET)}) %% 97)"
        return f"{rest} = 1"
