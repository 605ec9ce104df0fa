"""Creates many profiles at once: what `writing.create` does one by one, in a few statements for all.

The result is the same, row for row, apart from keys and moments; a test compares
the two. A thousand at a time is a good number: fast, and other writers hardly wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from copy import copy
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kit.sql.fast_rows import among, insert
from profiles.documents.document import Document
from profiles.documents.known import ReferenceNames
from profiles.documents.shape import BOOKKEEPING, bookkeeping, shape_of
from profiles.documents.sources import save_source
from profiles.documents.writing import Actor
from profiles.imports.bulk.prepared import Prepared, Preparer
from profiles.models import ChangeSet, ContentVersion, MatchKey, Profile, Source, Version
from profiles.models.registry import profile_kind
from profiles.recognising import match_keys
from profiles.search import NewProfile, index_new, new_entries, searched_rows, words_of_all


class Batch:
    """Documents of one kind that were checked; those with errors are not written.

    It can be made in another process than the one that writes it.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.kind = documents[0].kind
        self.terms = ContentVersion.current_terms()
        names = ReferenceNames(documents)
        preparer = Preparer(self.kind, names)
        self.columns = preparer.columns
        self.prepared = [preparer.prepare(document) for document in documents]
        self.new_sources = names.deleted_sources()
        for document, prepared in zip(documents, self.prepared, strict=True):
            prepared.keys = match_keys.keys_of(document)
        self._index()

    def part(self, prepared: list[Prepared]) -> Batch:
        """Some of the documents only."""
        part = copy(self)
        part.prepared = prepared
        return part

    def give_slug(self, prepared: Prepared, slug: str) -> None:
        prepared.values[self.columns.index("slug")] = slug

    def slug_of(self, prepared: Prepared) -> str:
        return str(prepared.values[self.columns.index("slug")])

    @transaction.atomic
    def write(self, actor: Actor, *, publish: bool = False, known_words: Set[str] = frozenset()) -> list[int]:
        """Primary keys of the new profiles, in order. IntegrityError where the database objects.

        `known_words` are some that were written before.
        """
        valid = [prepared for prepared in self.prepared if not prepared.errors]
        if not valid:
            return []
        ContentVersion.hold()
        if (
            ContentVersion.current_terms() != self.terms
        ):  # a sector was renamed: it is searched by its new name
            self._index()
        self._save_new_sources(valid, actor.change_set)
        return _Writing(self, valid, actor, publish, known_words).write()

    def _index(self) -> None:
        valid = [prepared for prepared in self.prepared if not prepared.errors]
        indexes = self._searched_indexes()
        entries = new_entries(self.kind, (self._new_profile(prepared, indexes) for prepared in valid))
        # Those of a profile that is not written may stay: they are proposed only where they find something.
        self.words = words_of_all(entries)
        for prepared, entry in zip(valid, entries, strict=True):
            prepared.entry = entry

    def _new_profile(
        self, prepared: Prepared, indexes_by_relation: Mapping[str, Sequence[int]]
    ) -> NewProfile:
        rows = {
            relation: [[row[index] for index in indexes] for row in prepared_rows]
            for relation, indexes in indexes_by_relation.items()
            if (prepared_rows := prepared.rows.get(relation))
        }
        return NewProfile(dict(zip(self.columns, prepared.values, strict=True)), rows, prepared.members)

    def _searched_indexes(self) -> dict[str, list[int]]:
        """Where in a row of each relation the values stand that are searched."""
        indexes = {}
        for relation, columns in searched_rows(self.kind).items():
            names = ["key", *shape_of(self.kind).rows[relation].columns]
            indexes[relation] = [names.index(name) for name in columns]
        return indexes

    def _save_new_sources(self, valid: list[Prepared], change_set: ChangeSet | None) -> None:
        """An earlier batch may have saved them meanwhile."""
        cited = {key for prepared in valid for key in prepared.sources}
        cited_sources = [source for source in self.new_sources if source.key in cited]
        pks_by_key = dict(
            Source.objects.filter(key__in=[source.key for source in cited_sources]).values_list("key", "pk")
        )
        for source in cited_sources:
            source.pk = pks_by_key.get(source.key)
            if source.pk is None:
                save_source(source, change_set)


class _Writing:
    def __init__(
        self, batch: Batch, prepared: list[Prepared], actor: Actor, publish: bool, known_words: Set[str]
    ) -> None:
        self.kind = batch.kind
        self.columns = batch.columns
        self.slugs = [batch.slug_of(profile) for profile in prepared]
        self.words, self.known_words = batch.words, known_words
        self.model: Any = profile_kind(batch.kind).model
        self.has_new_sources = bool(batch.new_sources)
        self.prepared = prepared
        self.actor = actor
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
        entries = {
            pk: profile.entry for pk, profile in zip(self.ids, self.prepared, strict=True) if profile.entry
        }
        index_new(self.kind, entries, [word for word in self.words if word not in self.known_words])
        ContentVersion.advance()
        return self.ids

    def _refuse_former_slugs(self) -> None:
        """The rule that `Profile.clean` has: an old address of another profile still redirects."""
        former = self.model._meta.get_field("former_slugs").related_model
        for (taken,) in among(former, "slug", ["slug"], self.slugs):
            self.model(slug=taken).clean()

    def _write_profiles(self) -> None:
        bookkeeping_values = self._bookkeeping()
        constants = tuple(bookkeeping_values.values())
        insert(
            self.model,
            [*self.columns, *bookkeeping_values],
            [(*profile.values, *constants) for profile in self.prepared],
        )
        pks_by_slug: dict[Any, Any] = dict(among(self.model, "slug", ["slug", "id"], self.slugs))
        self.ids = [pks_by_slug[slug] for slug in self.slugs]

    def _bookkeeping(self) -> dict[str, Any]:
        state = Profile.State.PUBLISHED if self.publish else Profile.State.DRAFT
        values = {
            "state": state.value,
            "published_at": self.now if self.publish else None,
            "created_at": self.now,
            "changed_at": self.now,
            "changed_by": self.actor.by.pk if self.actor.by else None,
            "version": 2 if self.publish else 1,
            "search_text": "",
        }
        names = {field.name: field for field in self.model._meta.fields}
        values |= {name: names[name].get_default() for name in bookkeeping(self.model) - BOOKKEEPING}
        return {
            name: names[name].get_db_prep_save(value, connection)
            for name, value in values.items()
            if name in names
        }

    def _write_sets(self) -> None:
        rows: dict[str, list[tuple[int, int]]] = {}
        for pk, profile in zip(self.ids, self.prepared, strict=True):
            for name, members in profile.members.items():
                rows.setdefault(name, []).extend((pk, member) for member in members)
        for name, pairs in rows.items():
            field: Any = self.model._meta.get_field(name)
            insert(
                field.remote_field.through, [field.m2m_field_name(), field.m2m_reverse_field_name()], pairs
            )

    def _write_rows(self, relation: str) -> None:
        shape = shape_of(self.kind).rows[relation]
        rows: list[Sequence[Any]] = [
            (*row, pk)
            for pk, profile in zip(self.ids, self.prepared, strict=True)
            for row in profile.rows.get(relation, ())
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
        by = self.actor.by.pk if self.actor.by else None
        change_set = self.actor.change_set.pk if self.actor.change_set else None
        common = (self.kind, str(self.actor.origin), self.actor.why, made_at, by, change_set)
        version_rows = [(number, action.value, state.value, *common) for number, action, state in steps]
        names = ["object_id", "number", "action", "state", "kind", "origin", "why", "made_at", "made_by"]
        names.append("change_set")
        insert(Version, names, [(pk, *step) for pk in self.ids for step in version_rows])

    def _write_match_keys(self) -> None:
        rows = [
            (key, pk, self.kind)
            for pk, profile in zip(self.ids, self.prepared, strict=True)
            for key in profile.keys
        ]
        insert(MatchKey, ["key", "object_id", "kind"], sorted(rows))
