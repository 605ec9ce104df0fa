"""Writes what differs between two documents to the tables, checked as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from profiles.documents.document import Document, Rows
from profiles.documents.reading import Builder
from profiles.documents.shape import RowShape
from profiles.documents.sources import save_source
from profiles.models import ChangeSet, Profile, ShortNamed

Errors = dict[str, list[str]]


class Writer:
    """Makes a profile and its rows what a document says. ValidationError by path where that cannot be.

    A row that differs is taken out and put back under its key. So two rows may exchange what
    only one of them may have, and no order of writing is the wrong one.
    """

    def __init__(self, profile: Profile | ShortNamed, live: Document, target: Document) -> None:
        self.profile = profile
        self.live = live
        self.builder = Builder(target)
        self.errors: Errors = {}
        self.new_rows: dict[str, list[Any]] = {}
        # The target as the models spell it: what will be saved.
        self.document = self._cleaned(target)

    def write(self, change_set: ChangeSet | None = None) -> None:
        """Save it, as a part of a step over many. Call it in a transaction: where it raises, some of it is written."""
        self._write_profile()
        for source in self.builder.known.deleted_sources():  # they come back as they were
            save_source(source, change_set)
        for relation, rows in self.new_rows.items():
            self._write_relation(relation, rows)
        self._raise()

    def try_profile(self) -> None:
        """ValidationError where the database would object to the profile itself."""
        try:
            self.profile.validate_constraints()
        except ValidationError as error:
            self._note("", error)
        self._raise()

    # --- each part checked by itself ---------------------------------------------------

    def _cleaned(self, target: Document) -> Document:
        for path, _field, name in self.builder.missing():
            self.errors["/".join(path)] = [_("“%(name)s” no longer exists.") % {"name": name}]
        self._raise()
        shape = self.builder.shape
        for name, value in self.builder.known.values(shape.profile, target.fields).items():
            setattr(self.profile, name, value)
        self._check("", self.profile)
        rows = {**target.rows, **{relation: self._cleaned_rows(relation, target) for relation in shape.rows}}
        self._raise()
        others = {name: value for name, value in target.fields.items() if name not in shape.profile.columns}
        fields = others | shape.profile.encode_columns(self.profile)
        return replace(target, fields=fields, rows={name: found for name, found in rows.items() if found})

    def _cleaned_rows(self, relation: str, target: Document) -> Rows:
        before, after = self.live.of(relation), target.of(relation)
        shape, cleaned = self.builder.shape.rows[relation], dict(after)
        if said := too_many(shape, len(after), len(before)):
            self.errors[relation] = [said]
        self.new_rows[relation] = []
        for key in sorted(after):
            if before.get(key) != after[key]:
                row = self.builder.row(relation, key, self.profile)
                row._state.adding = True
                self._check(f"{relation}/{key}", row)
                self.new_rows[relation].append(row)
                cleaned[key] = shape.encode(row)
        return cleaned

    def _check(self, path: str, record: Any) -> None:
        """Without asking the database: the relations were just read from it, the rest it checks itself."""
        try:
            record.full_clean(_given_relations(record), validate_unique=False, validate_constraints=False)
        except ValidationError as error:
            self._note(path, error)

    # --- and as a whole, by the database -----------------------------------------------

    def _write_profile(self) -> None:
        """The database checks what it can; only where it objects is it asked what is wrong."""
        try:
            with transaction.atomic():
                self.profile.save()
        except IntegrityError:
            self._say_what_is_wrong("", self.profile)
            self._raise()
            raise
        for name in self.builder.shape.profile.sets:
            if self.live.fields.get(name) != self.document.fields.get(name):
                self._write_set(name)

    def _write_set(self, name: str) -> None:
        links: Any = getattr(self.profile, name)
        members, linked = self.builder.members(name), set(links.all())
        links.remove(*linked.difference(members))
        for member in members:
            if member not in linked:
                links.add(member)  # one by one: a set of them would be kept in no order

    def _write_relation(self, relation: str, rows: list[Any]) -> None:
        model: Any = self.builder.shape.rows[relation].model
        before, after = self.live.of(relation), self.document.of(relation)
        gone = [key for key in before if after.get(key) != before[key]]
        if gone:
            model._default_manager.filter(pk__in=gone).delete()
        if not rows:
            return
        for row in rows:
            setattr(row, self.builder.shape.rows[relation].owner, self.profile)
        try:
            with transaction.atomic():
                model._default_manager.bulk_create(rows)
        except IntegrityError:
            self._write_one_by_one(relation, rows)

    def _write_one_by_one(self, relation: str, rows: list[Any]) -> None:
        """Only where the database objected: which row is it, and why?"""
        for row in rows:
            if not self._say_what_is_wrong(f"{relation}/{row.pk}", row):
                row.save(force_insert=True)

    def _say_what_is_wrong(self, path: str, record: Any) -> bool:
        try:
            record.validate_unique()
            record.validate_constraints()
        except ValidationError as error:
            self._note(path, error)
            return True
        return False

    # --- what was found ----------------------------------------------------------------

    def _note(self, path: str, error: ValidationError) -> None:
        for name, texts in error.message_dict.items():
            place = [path, name if name != NON_FIELD_ERRORS else ""]
            self.errors.setdefault("/".join(filter(None, place)), []).extend(texts)

    def _raise(self) -> None:
        if self.errors:
            raise ValidationError(self.errors)


def too_many(shape: RowShape, number: int, before: int = 0) -> str:
    """What is wrong where a profile would have more rows than it may; empty where it may."""
    most = shape.model.MOST
    if not most or number <= max(most, before):
        return ""
    name = shape.model._meta.verbose_name_plural
    return _("%(name)s: at most %(number)s are kept.") % {"name": capfirst(name), "number": most}


def _given_relations(record: Any) -> set[str]:
    """Those that hold something, saved or not yet."""
    cached = record._state.fields_cache
    links = [field for field in record._meta.fields if field.is_relation]
    return {
        field.name
        for field in links
        if getattr(record, field.attname) is not None or cached.get(field.name) is not None
    }
