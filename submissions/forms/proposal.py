"""A whole proposal as one form: facts, rows, a source for each change, and the sender."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kit.keys import new_key
from profiles.documents.document import Document, Fields, with_source
from profiles.documents.reading import Builder
from profiles.documents.rows import too_many
from profiles.documents.shape import shape_of
from profiles.facts.public_form import PublicForm, RowSection, Section
from profiles.models.registry import profile_kind
from submissions.forms.facts import PICTURES, FactsForm, changed_fields, facts_form, with_pictures
from submissions.forms.picture_rights import PictureRightsForm
from submissions.forms.rows import (
    MAX_OPEN,
    OpenRow,
    RowForms,
    forget_errors,
    next_new,
    row_key,
    row_words,
    without_empty,
)
from submissions.forms.sources import OfferedSources, SourceForm, source_title
from submissions.parts.proposals import CITATIONS


class FieldGroup:
    """Fields that say one thing together, with the source for them."""

    def __init__(
        self, names: tuple[str, ...], form: FactsForm, source: SourceForm, sources_now: list[str]
    ) -> None:
        self.names, self.form, self.source, self.sources_now = names, form, source, sources_now
        self.is_picture = bool(set(names) & set(PICTURES))

    @property
    def bound_fields(self) -> list[Any]:
        if not self.is_picture:
            return [self.form[name] for name in self.names]
        name = self.names[0]
        hidden = [] if getattr(self.form.instance, name, None) else [f"remove_{name}"]
        return [self.form[field] for field in (f"new_{name}", f"remove_{name}") if field not in hidden]

    @property
    def kept(self) -> Any:
        return self.form[f"kept_{self.names[0]}"] if self.is_picture else None

    @property
    def has_errors(self) -> bool:
        return any(bound.errors for bound in self.bound_fields) or bool(self.source.errors)

    @property
    def asks_now(self) -> bool:
        """Whether the source is shown unfolded."""
        return bool(self.source.errors) or (self.source.is_bound and self.source.has_changed())


@dataclass(frozen=True)
class Target:
    """What a proposal is about: a profile as its sender saw it, or a new one."""

    kind: str
    base: Document
    start: Document  # what the form shows at first: the base, or what was proposed before
    pk: int | None = None


@dataclass(frozen=True)
class Opening:
    """Where the form opens: at a field, or at a row."""

    field: str = ""
    rows: tuple[str, ...] = ()
    relation: str = ""


AT_THE_TOP = Opening()
# Rows of a proposal that stand open when its sender changes it; the others stand there in words.
MAX_OPEN_AT_FIRST = 20


class ProposalForm:
    source_form: type[SourceForm] = SourceForm

    def __init__(
        self,
        target: Target,
        data: Any = None,
        files: Any = None,
        opening: Opening = AT_THE_TOP,
        picture_store: Any = None,
        offered: PublicForm | None = None,
    ) -> None:
        self.target, self.data, self.opening = target, data, opening
        self.offered: PublicForm = offered or profile_kind(target.kind).pages.form
        self.shape = shape_of(target.kind)
        self.book = OfferedSources(target.base, target.start)
        instance = Builder(target.start).profile(target.pk)
        self.facts = facts_form(target.kind, self.offered)(data, files, instance=instance, auto_id="%s")
        self.facts.picture_store = picture_store
        self.overall = SourceForm(self.book, data, prefix="source-all", auto_id="%s")
        self.groups = {
            names: FieldGroup(
                names, self.facts, self._source_of(f"source-{names[0]}"), self._sources_now(names)
            )
            for section in self.offered.sections
            for names in section.groups
        }
        self.picture_rights = PictureRightsForm(data)
        self.rows = self._row_forms(self._open_paths())
        self.problems: list[str] = []  # of the proposal as a whole
        self.result = target.start
        self.is_checked = False

    def _source_of(self, prefix: str) -> SourceForm:
        return self.source_form(self.book, self.data, prefix=prefix, auto_id="%s")

    def _row_forms(self, paths: list[str]) -> RowForms:
        return RowForms(self.offered, self.target.start, self.book, paths, self.data, self.target.pk)

    # --- reading -----------------------------------------------------------------------

    def keep(self) -> None:
        """Read pictures, and hold back what is wrong: the form comes back to be filled in further."""
        self.facts.is_valid()
        for form in self._forms:
            forget_errors(form)

    def is_valid(self) -> bool:
        """Whether all that was typed can be proposed. What is proposed is then in `result`."""
        self.is_checked = True
        forms_are = [self.facts.is_valid(), self.overall.is_valid(), *self._source_validity()]
        forms_are.append(self._are_rights_valid())
        rows_are = [row.is_valid() for row in self.rows.open]
        if self.rows.too_many:
            self.problems.append(_("Send at most %(number)s rows at once.") % {"number": MAX_OPEN})
        if not all([*forms_are, *rows_are]) or self.problems:
            return False
        self.result = self._document()
        for relation, rows in self.result.rows.items():
            if said := too_many(self.shape.rows[relation], len(rows), len(self.target.base.of(relation))):
                self.problems.append(said)
        return not self.error_list

    @property
    def is_changed(self) -> bool:
        return (self.result.fields, self.result.rows) != (self.target.base.fields, self.target.base.rows)

    @property
    def error_list(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, what is wrong), in the order of the page."""
        if not self.is_checked:
            return []
        errors = [("", "", text) for text in self.problems]
        for form in self._forms:
            for name, texts in form.errors.items():
                errors += [(*_anchor_and_label(form, name), text) for text in texts]
        return errors

    def _source_validity(self) -> list[bool]:
        return [group.source.is_valid() for group in self.groups.values()]

    def _are_rights_valid(self) -> bool:
        """Of a picture that was chosen; of none nothing is asked."""
        if self.facts.chosen:
            return self.picture_rights.is_valid()
        forget_errors(self.picture_rights)
        return True

    @property
    def _forms(self) -> list[Any]:
        """In the order of the page."""
        of_rows = [form for row in self.rows.open for form in row.forms]
        sources = (group.source for group in self.groups.values())
        return [self.facts, *sources, self.picture_rights, *of_rows, self.overall]

    def _open_paths(self) -> list[str]:
        if self.data is None:
            return [*self.opening.rows, *self._proposed_rows()[:MAX_OPEN_AT_FIRST]]
        paths = self.data.getlist("row")
        if "open" in self.data:
            paths = [*paths, self.data["open"]]
        if "add" in self.data:
            relation = self.data["add"]
            paths = [*paths, f"{relation}/{next_new(relation, paths)}"]
        return paths

    def _proposed_rows(self) -> list[str]:
        """The paths of those that were changed or added in what was proposed before."""
        start, base = self.target.start, self.target.base
        return [
            f"{relation}/{key}"
            for relation in self.offered.by_relation
            for key, row in sorted(start.of(relation).items())
            if row != base.of(relation).get(key)
        ]

    def _sources_now(self, names: tuple[str, ...]) -> list[str]:
        """What is cited for these fields in what the form shows."""
        rows = self.target.start.of(CITATIONS).values()
        keys = dict.fromkeys(str(row["source"]) for row in rows if row.get("field") in names)
        return [source_title(key, self.book.known.get(key, {})) for key in keys if self.book.is_evidence(key)]

    # --- the document --------------------------------------------------------------------

    def _document(self) -> Document:
        start, base = self.target.start, self.target.base
        fields = changed_fields(self.facts, self.shape.profile, start.fields, self.data)
        fields = with_pictures(self.facts, fields)
        rows = {relation: dict(of_relation) for relation, of_relation in start.rows.items()}
        for group in self.groups.values():
            changed = [name for name in group.names if fields.get(name) != base.fields.get(name)]
            self._cite(rows, group, changed)
        for row in self.rows.open:
            if row.is_touched:
                self._put(rows, row)
        sources = {**base.sources, **start.sources, **self.book.new}
        return replace(base, fields=fields, rows=without_empty(rows), sources=sources)

    def _cite(self, rows: dict[str, dict[str, Fields]], group: FieldGroup, changed: list[str]) -> None:
        """Citations for the fields that change; those proposed before give way, and those of the old value."""
        source = group.source.short_name() or self.overall.short_name()
        citations = rows.setdefault(CITATIONS, {})
        base = self.target.base.of(CITATIONS)
        earlier = {
            key: row for key, row in citations.items() if key not in base and row.get("field") in group.names
        }
        for key, row in earlier.items():
            if source or (row["field"] not in changed and self._was_proposed(str(row["field"]))):
                del citations[key]
        if group.is_picture:
            return
        if not source and changed and not earlier:
            group.source.ask(self._label(changed))
            return
        self._drop_old_sources(citations, group, changed if source or earlier else [], source)
        cited = {(row["field"], row["source"]) for row in citations.values()}
        for name in (changed or self._confirmed(group)) if source else ():
            if (name, source) not in cited:
                citations[str(new_key())] = {"field": name, "source": source}

    def _confirmed(self, group: FieldGroup) -> list[str]:
        """What is still right, by the source that was given for it although nothing was changed."""
        given = bool(group.source.short_name())
        return [name for name in group.names if given and self.target.start.fields.get(name)]

    def _drop_old_sources(
        self, citations: dict[str, Fields], group: FieldGroup, changed: list[str], source: str
    ) -> None:
        """Sources of the old value do not support the new one; sources that give a value of their own are kept."""
        for key, row in self.target.base.of(CITATIONS).items():
            if row.get("field") in changed:
                if bool(row.get("says")) == (row["source"] == source):
                    citations.pop(key, None)
            elif row.get("field") in group.names:
                citations[key] = row

    def _put(self, rows: dict[str, dict[str, Fields]], row: OpenRow) -> None:
        relation = row.section.relation
        of_relation = rows.setdefault(relation, {})
        if row.is_removed:
            of_relation.pop(row.key, None)
            return
        fields = row.fields(self.shape.rows[relation])
        base = self.target.base.of(relation).get(row.key)
        if row.source is None:
            of_relation[row_key(row)] = fields
            return
        source = row.source.short_name()
        if not source and (row.is_new or _without_source(fields) != _without_source(base or {})):
            source = self.overall.short_name()
        if source:
            fields = with_source(fields, source)
        if not self.book.is_evidence(str(fields.get("source") or "")):
            row.source.ask(str(row.section.title))
        of_relation[row_key(row)] = fields

    def _label(self, names: list[str]) -> str:
        return str(capfirst(self.shape.profile.fields[names[0]].verbose_name))

    @property
    def removals(self) -> list[OpenRow]:
        """Rows of the profile that are to be taken out; those that were only proposed need no reason."""
        base = self.target.base
        return [
            row
            for row in self.rows.open
            if row.is_touched and row.is_removed and row.key in base.of(row.section.relation)
        ]

    # --- the page ------------------------------------------------------------------------

    @cached_property
    def sections(self) -> list[dict[str, Any]]:
        return [self._section(number, section) for number, section in enumerate(self.offered.sections)]

    def _section(self, number: int, section: Section) -> dict[str, Any]:
        groups = [self.groups[names] for names in section.groups]
        is_asked_for = any(self.opening.field in group.names for group in groups)
        changed = self.data is not None and any(
            name in self.facts.changed_data or f"new_{name}" in self.facts.changed_data
            for group in groups
            for name in group.names
        )
        has_pictures = any(group.is_picture for group in groups)
        errors = any(group.has_errors for group in groups) if self.is_checked else False
        errors |= has_pictures and self.is_checked and bool(self.picture_rights.errors)
        proposed = any(self._was_proposed(name) for group in groups for name in group.names)
        is_plain = self.opening == AT_THE_TOP and self.target.start == self.target.base
        at_first = number == 0 and self.data is None and is_plain
        return {
            "name": section.name,
            "title": section.title,
            "has_pictures": has_pictures,
            "groups": [(group, self.opening.field in group.names or group.asks_now) for group in groups],
            "is_open": is_asked_for or changed or errors or proposed or at_first,
        }

    def _was_proposed(self, name: str) -> bool:
        return self.target.start.fields.get(name) != self.target.base.fields.get(name)

    @cached_property
    def row_sections(self) -> list[dict[str, Any]]:
        return [self._row_section(section) for section in self.offered.rows]

    def _row_section(self, section: RowSection) -> dict[str, Any]:
        closed = [
            (path, path.replace("/", "-"), row_words(row)) for path, row in self.rows.closed(section.relation)
        ]
        open_rows = self.rows.of(section.relation)
        return {
            "relation": section.relation,
            "title": section.title,
            "closed": closed,
            "open": open_rows,
            "next": f"{section.relation}-{self.rows.next_new(section.relation)}",
            "is_open": bool(open_rows) or self.opening.relation == section.relation,
        }


def _without_source(fields: Fields) -> Fields:
    return {name: value for name, value in fields.items() if name != "source"}


def _anchor_and_label(form: Any, name: str) -> tuple[str, str]:
    if name not in form.fields:
        return form.prefix or "", ""
    bound = form[name]
    return bound.id_for_label or bound.auto_id, str(capfirst(bound.label))
