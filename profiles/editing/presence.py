"""Records who has the form of a profile open, and shows it to the others.

The notes are a courtesy and the merge is the safety. So a note that cannot be written at once
is left out: it never makes a page wait, and never makes a save fail.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accounts.models import User
from profiles.models import OpenForm

PATIENCE = 100  # milliseconds
MAX_NAMES = 10
logger = logging.getLogger(__name__)


def opened(kind: str, pk: int, user: User) -> None:
    """`user` opens the form now."""
    _note(OpenForm(kind=kind, object_id=pk, user=user), ["opened_at", "seen_at"])


def still_open(kind: str, pk: int, user: User) -> None:
    """The script of the page reports that the form is still open."""
    _note(OpenForm(kind=kind, object_id=pk, user=user, seen_at=timezone.now()), ["seen_at"])


def closed(kind: str, pk: int, user: User) -> None:
    """`user` saved or left the form. Expired notes are deleted as well."""

    def write() -> None:
        OpenForm.objects.of(kind, pk).filter(user=user).delete()
        expired = OpenForm.objects.over().select_for_update(skip_locked=True)
        OpenForm.objects.filter(pk__in=list(expired.values_list("pk", flat=True)[:100])).delete()

    _write_without_waiting(write)


def others(kind: str, pk: int, user: User) -> list[OpenForm]:
    """Who else has the form open, longest first."""
    forms = OpenForm.objects.of(kind, pk).current().exclude(user=user)
    return list(forms.select_related("user").order_by("opened_at", "pk")[:MAX_NAMES])


def _note(form: OpenForm, fields: list[str]) -> None:
    """One statement; where there is a note already, these fields of it change."""
    names = ["kind", "object_id", "user"]
    _write_without_waiting(
        lambda: OpenForm.objects.bulk_create(
            [form], update_conflicts=True, update_fields=fields, unique_fields=names
        )
    )


def _write_without_waiting(write: Callable[[], Any]) -> None:
    """Write without waiting for others: where it would have to wait, or fails, it is dropped."""
    try:
        with _short_lock_timeout(), transaction.atomic():
            if connection.vendor == "postgresql":
                _execute(f"SET LOCAL lock_timeout = {PATIENCE}")
            write()
    except DatabaseError as error:
        logger.info("An open form was not noted: %s", error)


@contextmanager
def _short_lock_timeout() -> Iterator[None]:
    """SQLite's timeout is one of the connection and not of the transaction, so the previous one is restored."""
    if connection.vendor != "sqlite":
        yield
        return
    connection.ensure_connection()
    previous = connection.connection.execute("PRAGMA busy_timeout").fetchone()[0]
    connection.connection.execute(f"PRAGMA busy_timeout = {PATIENCE}")
    try:
        yield
    finally:
        connection.connection.execute(f"PRAGMA busy_timeout = {previous}")


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
