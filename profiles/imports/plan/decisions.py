"""What people decided about the rows of a file that look like a profile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

# What is done with a row that looks like a profile: ask, take it for a new one, or for that profile.
OnMatch = Literal["ask", "create", "update"]


@dataclass
class Decisions:
    """For all rows, for those of one reason, and for single rows."""

    on_match: OnMatch = "ask"
    # For all rows whose best reason to look like a profile is this one; a key of matching.WHY.
    of_reason: dict[str, OnMatch] = field(default_factory=dict)
    of_line: dict[int, str] = field(default_factory=dict)  # "create", "leave", or a primary key
    # Profiles that this import made before it was broken off: a row that is one of them is not created again.
    made: frozenset[int] = frozenset()

    def of(
        self, line: int, candidates: Sequence[tuple[int | None, str]]
    ) -> int | Literal["create", "leave", "ask"]:
        """The profile that the row is about, or what else to do. `candidates`: with the reason of each, the best first."""
        decision = self.of_line.get(line, "")
        if decision in ("create", "leave"):
            return "create" if decision == "create" else "leave"
        if decision.isdecimal() and int(decision) in [pk for pk, _reason in candidates]:
            return int(decision)
        best, reason = candidates[0]
        answer = self.of_reason.get(reason, self.on_match)
        if answer == "update":
            return best if len(candidates) == 1 and best is not None else "ask"
        return answer
