"""Creates many profiles at once: what `writing.create` does one by one, in a few statements for all.

The result is the same, row for row, apart from keys and moments; a test holds the two against each
other. Five hundred at a time are a good number: fast, and others who write hardly wait.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from profiles import match_keys
from profiles.documents.document import Document
from profiles.documents.known import Known
from profiles.documents.prepared import Prepared, Preparer
from profiles.documents.shape import shape_of
from profiles.documents.writing import Author
from profiles.fast_rows import insert
from profiles.models import ContentVersion, MatchKey, Profile, Source, Version
from profiles.registry import profile_kind
from profiles.search import New, index_new, new_entries


def create_many(documents: Sequence[Document], author: Author, *, publish: bool = False) -> list[int]:
    """New profiles of one kind; returns their primary keys, in order.

    ValidationError, by path as from `create`, for the first document that cannot be; IntegrityError
    where the database objects, an address that is taken for example. Either way nothing is written.
    """
    if not documents:
        return []
    batch = Batch(documents)
    for one in batch.prepared:
        if one.errors:
            raise ValidationError(one.errors)  # type: ignore[arg-type]
    return batch.write(author, publish=publish)


class Batch:
    """Documents of one kind that were checked; those with errors are not written.

    It can be made in another process than the one that writes it.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.kind = documents[0].kind
        self.terms = ContentVersion.current_terms()
        known = Known(documents)
        preparer = Preparer(self.kind, known)
        self.prepared = [preparer.prepare(document) for document in documents]
        self.new_sources = known.deleted_sources()
        self._finish()

    def part(self, prepared: list[Prepared]) -> Batch:
        """Some of the documents only."""
        found = copy(self)
        found.prepared = prepared
        return found

    @transaction.atomic
    def write(self, author: Author, *, publish: bool = False) -> list[int]:
        """Primary keys of the new profiles, in order. IntegrityError where the database objects."""
        good = [one for one in self.prepared if not one.errors]
        if not good:
            return []
        ContentVersion.hold()
        if (
            ContentVersion.current_terms() != self.terms
        ):  # a sector was renamed: it is searched by its new name
            self._finish()
        self._save_new_sources(good)
        return _Writing(self, good, author, publish).write()

    def _finish(self) -> None:
        good = [one for one in self.prepared if not one.errors]
        for one, entry in zip(good, new_entries(self.kind, map(self._new, good)), strict=True):
            one.entry = entry
            one.keys = match_keys.keys_of(one.document)

    def _new(self, one: Prepared) -> New:
        shapes = shape_of(self.kind).rows
        rows = {
            relation: [dict(zip(("key", *shapes[relation].columns), row, strict=True)) for row in of_relation]
            for relation, of_relation in one.rows.items()
        }
        return New(one.values, rows, one.members)

    def _save_new_sources(self, good: list[Prepared]) -> None:
        """An earlier batch may have saved them meanwhile."""
        cited = {key for one in good for key in one.document.sources}
        new = [source for source in self.new_sources if source.key in cited]
        there = dict(Source.objects.filter(key__in=[source.key for source in new]).values_list("key", "pk"))
        for source in new:
            source.pk = there.get(source.key)
            if source.pk is None:
                source.save()


class _Writing:
    def __init__(self, batch: Batch, prepared: list[Prepared], author: Author, publish: bool) -> None:
        self.kind = batch.kind
        self.model: Any = profile_kind(batch.kind).model
        self.has_new_sources = bool(batch.new_sources)
        self.prepared = prepared
        self.author = author
        self.publish = publish
        self.now = timezone.now()
        self.ids: list[int] = []

    def write(self) -> list[int]:
        self._refuse_former_slugs()
        self._write_profiles()
        self._write_sets()
        for relation in shape_of(self.kind).rows:
            self._write_rows(relation)
        self._write_versions()
        self._write_match_keys()
        index_new(
            self.kind, {pk: one.entry for pk, one in zip(self.ids, self.prepared, strict=True) if one.entry}
        )
        ContentVersion.advance()
        return self.ids

    def _refuse_former_slugs(self) -> None:
        """The rule that `Profile.clean` has: an old address of another profile still redirects."""
        slugs = [one.slug for one in self.prepared]
        former = self.model._meta.get_field("former_slugs").related_model._default_manager
        taken = former.filter(slug__in=slugs).values_list("slug", flat=True).first()
        if taken:
            profile = self.model(slug=taken)
            profile.clean()

    def _write_profiles(self) -> None:
        kept = self._bookkeeping()
        rows = [[*one.values.values(), *kept.values()] for one in self.prepared]
        names = [*self.prepared[0].values, *kept]
        insert(self.model, names, rows)
        slugs = [one.slug for one in self.prepared]
        found = dict(self.model._default_manager.filter(slug__in=slugs).order_by().values_list("slug", "pk"))
        self.ids = [found[slug] for slug in slugs]

    def _bookkeeping(self) -> dict[str, Any]:
        state = Profile.State.PUBLISHED if self.publish else Profile.State.DRAFT
        values = {
            "state": state.value,
            "published_at": self.now if self.publish else None,
            "created_at": self.now,
            "changed_at": self.now,
            "changed_by": self.author.by.pk if self.author.by else None,
            "version": 2 if self.publish else 1,
            "search_text": "",
        }
        names = {field.name: field for field in self.model._meta.fields}
        return {
            name: names[name].get_db_prep_save(value, connection)
            for name, value in values.items()
            if name in names
        }

    def _write_sets(self) -> None:
        rows: dict[str, list[list[Any]]] = {}
        for pk, one in zip(self.ids, self.prepared, strict=True):
            for name, members in one.members.items():
                rows.setdefault(name, []).extend([pk, member] for member in members)
        for name, pairs in rows.items():
            field: Any = self.model._meta.get_field(name)
            insert(
                field.remote_field.through, [field.m2m_field_name(), field.m2m_reverse_field_name()], pairs
            )

    def _write_rows(self, relation: str) -> None:
        shape = shape_of(self.kind).rows[relation]
        rows = [
            [*row, pk]
            for pk, one in zip(self.ids, self.prepared, strict=True)
            for row in one.rows.get(relation, ())
        ]
        if self.has_new_sources:  # they have their numbers by now
            rows = [[value.pk if isinstance(value, Source) else value for value in row] for row in rows]
        if rows:
            insert(shape.model, ["key", *shape.columns, shape.owner], rows)

    def _write_versions(self) -> None:
        steps = [(1, Version.Action.CREATED, Profile.State.DRAFT)]
        if self.publish:
            steps.append((2, Version.Action.PUBLISHED, Profile.State.PUBLISHED))
        made_at = connection.ops.adapt_datetimefield_value(self.now)
        by = self.author.by.pk if self.author.by else None
        names = ["kind", "object_id", "number", "action", "state", "origin", "why", "made_at", "made_by"]
        rows = [
            [
                self.kind,
                pk,
                number,
                action.value,
                state.value,
                self.author.origin,
                self.author.why,
                made_at,
                by,
            ]
            for pk in self.ids
            for number, action, state in steps
        ]
        insert(Version, names, rows)

    def _write_match_keys(self) -> None:
        rows = [
            [self.kind, pk, key] for pk, one in zip(self.ids, self.prepared, strict=True) for key in one.keys
        ]
        insert(MatchKey, ["kind", "object_id", "key"], sorted(rows, key=lambda row: row[2]))
