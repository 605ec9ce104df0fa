"""Proposals for tests."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Any

from kit.keys import new_key
from profiles.documents.document import Document, Fields, pack
from profiles.documents.reading import document_of
from profiles.documents.writing import Actor, save
from profiles.models.registry import kind_of
from submissions.deciding.decide import PartDecision, Verdict
from submissions.models import Submission


def make_submission(
    profile: Any = None,
    *,
    fields: Fields | None = None,
    rows: dict[str, dict[str, Fields | None]] | None = None,
    kind: str = "company",
    queued: bool = True,
    **more: Any,
) -> Submission:
    """A proposal to change fields of a profile, and rows (None takes one out); without a profile, a new one."""
    base = document_of(profile) if profile is not None else Document(kind)
    submission = Submission.objects.create(
        kind=kind_of(profile).name if profile is not None else kind,
        object_id=profile.pk if profile is not None else None,
        purpose="change" if profile is not None else "new",
        title=str(profile) if profile is not None else "New",
        base=pack(base.as_json()),
        base_number=profile.version if profile is not None else 0,
        proposed=pack(changed(base, fields or {}, rows or {}).as_json()),
        form_key=uuid.uuid4(),
        **{"name": "Wang", "email": "wang@example.org", **more},
    )
    if queued:
        submission.confirm()
    return submission


def changed(base: Document, fields: Fields, rows: dict[str, dict[str, Fields | None]]) -> Document:
    """A document with some fields and rows replaced; None takes out."""
    new_fields = {name: value for name, value in {**base.fields, **fields}.items() if value is not None}
    new_rows = {relation: dict(of_relation) for relation, of_relation in base.rows.items()}
    for relation, of_relation in rows.items():
        place = new_rows.setdefault(relation, {})
        for key, row in of_relation.items():
            if row is None:
                del place[key]
            else:
                place[key] = row
    return replace(base, fields=new_fields, rows=new_rows)


def a_key() -> str:
    return str(new_key())


def verdict(accepted: list[str] | None = None, refused: list[str] | None = None, **more: Any) -> Verdict:
    choices = {name: PartDecision("accept") for name in accepted or []}
    choices |= {name: PartDecision("reject") for name in refused or []}
    return Verdict(choices, **more)


def edit(company, **fields):
    company.refresh_from_db()
    base = document_of(company)
    save(company, base, changed(base, fields, {}), Actor())
    company.refresh_from_db()
