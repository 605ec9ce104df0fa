"""Sending public forms as a browser would."""

from __future__ import annotations

import itertools
from typing import Any

from submissions.sending.challenge import Challenge
from tests.page_form import page_form

SENDER = {"sender-name": "Wang Fang", "sender-email": "wang@example.org"}


def solution_of(signed: str) -> str:
    challenge = Challenge.read(signed)
    assert challenge is not None
    return next(str(n) for n in itertools.count() if challenge.is_solved_by(str(n)))


def as_sent(response: Any, **typed: Any) -> dict[str, Any]:
    """The form of a page with some of it typed over, and its sum done."""
    form = page_form(response, "proposal")
    if "challenge" in form:
        form["solution"] = [solution_of(form["challenge"][0])]
    return {**form, **typed}


def filled_in(client: Any, path: str, **typed: Any) -> dict[str, Any]:
    return as_sent(client.get(path), **typed)


def sent(client: Any, path: str, **typed: Any) -> Any:
    return client.post(path, filled_in(client, path, **typed))
