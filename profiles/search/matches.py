"""Which text of a profile matched, where what a list shows of it does not say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from kit.languages import PREFERENCES, SUFFIXES, TAGS, active_suffix, column, columns, is_translated
from kit.model_fields import field_of, rows_of_model
from profiles.models import OtherName
from profiles.search.postings import holds_any
from profiles.search.sources import SearchedColumns, searched_columns
from profiles.search.words.analyser import BORDER, name_tokens, tokens
from profiles.search.words.query import QueryTerm, SearchQuery, parse

MAX_MATCHES = 2  # of one profile
LABELS = {
    "name": _("Also called"),
    "summary": _("Summary"),
    "description": _("Description"),
    "milestones": _("Milestone"),
}


@dataclass(frozen=True)
class ListedTexts:
    """What a list shows of a profile."""

    names: Sequence[str]
    texts: Sequence[str]

    @cached_property
    def entry(self) -> tuple[str, str]:
        """The tokens of its names, and of all that is shown, as phrases look for them."""
        names = f" {' '.join(' '.join(name_tokens(name)) for name in self.names)} "
        texts = f" {BORDER} ".join(" ".join(tokens(text)) for text in self.texts)
        return names, f"{names}{BORDER} {texts} "


@dataclass(frozen=True)
class Match:
    """A text that holds what was looked for; `lang` is a BCP 47 tag, empty where it is not known."""

    label: str
    text: str
    lang: str = ""
    is_name: bool = field(default=True, compare=False)


def matches(kind: str, words: str, listed_by_pk: Mapping[int, ListedTexts]) -> dict[int, list[Match]]:
    """For each profile that matched by a text that is not shown: those texts. One query, or none."""
    query = parse(words)
    unmatched = {
        pk: unmatched_terms
        for pk, listed in listed_by_pk.items()
        if (unmatched_terms := _unmatched_terms(query, listed))
    }
    if not unmatched:
        return {}
    plan = searched_columns(kind)
    texts = _texts(plan, list(unmatched))
    return {pk: _choose(terms, texts.get(pk, [])) for pk, terms in unmatched.items()}


def _unmatched_terms(query: SearchQuery, listed: ListedTexts) -> list[QueryTerm]:
    return [term for term in query.wanted if not holds_any(listed.entry, term.phrases)]


def _choose(terms: list[QueryTerm], candidates: Iterable[Match]) -> list[Match]:
    """The first text for each thing that was looked for: names, then identifiers, then longer texts."""
    chosen: list[Match] = []
    for match in sorted(candidates, key=lambda match: not match.is_name):
        matched = [term for term in terms if _holds(match, term)]
        if matched and len(chosen) < MAX_MATCHES:
            chosen.append(match)
            terms = [term for term in terms if term not in matched]
    return chosen


def _holds(match: Match, term: QueryTerm) -> bool:
    if match.is_name:
        names = f" {' '.join(name_tokens(match.text))} "
        return holds_any((names, names), term.phrases)
    return holds_any((" ", f" {' '.join(tokens(match.text))} "), term.phrases)


def _texts(plan: SearchedColumns, ids: list[int]) -> dict[int, list[Match]]:
    """All names, identifiers and texts of some profiles, in one query; those in the language of the page first."""
    names = [*plan.names, *plan.texts]
    translated = dict.fromkeys(name.rpartition("_")[0] for name in names if is_translated(name))
    names = [name for name in names if not is_translated(name)]
    names += [column(name, suffix) for name in translated for suffix in _suffixes()]
    parts = [_select(plan.model, "id", name, "''", [name]) for name in names]
    parts += [_select_rows(plan, relation) for relation in plan.relations]
    places = ", ".join(["%s"] * len(ids))
    matches_by_pk: dict[int, list[Match]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(part.format(places) for part in parts), ids * len(parts))
        for pk, place, key, *texts in cursor.fetchall():
            if place in plan.relations:
                matches_by_pk.setdefault(pk, []).extend(_of_row(plan, place, key, texts))
            elif texts[0]:
                matches_by_pk.setdefault(pk, []).append(_of_column(plan, place, texts[0]))
    return matches_by_pk


def _select_rows(plan: SearchedColumns, relation: str) -> str:
    model, owner = _row_model(plan, relation)
    key = {"other_names": "kind", "identifiers": "scheme"}.get(relation, "''")
    texts = {"other_names": ["name"], "identifiers": ["value"]}.get(relation, columns("text"))
    return _select(model, owner, relation, key, texts)


def _select(model: type[Model], owner: str, place: str, key: str, texts: Sequence[str]) -> str:
    """With a placeholder for the parameters. Rows have the same columns, wherever they are from."""
    padded = ", ".join([*texts, *["''"] * (len(SUFFIXES) - len(texts))])
    return f"SELECT {owner}, '{place}', {key}, {padded} FROM {model._meta.db_table} WHERE {owner} IN ({{}})"  # noqa: S608 (our own tables)


def _suffixes() -> tuple[str, ...]:
    return PREFERENCES[active_suffix()]


def _of_column(plan: SearchedColumns, name: str, text: str) -> Match:
    base, _underscore, suffix = name.rpartition("_") if is_translated(name) else (name, "", "")
    label = LABELS.get(base) or capfirst(field_of(plan.model, name).verbose_name)
    return Match(str(label), text, TAGS.get(suffix, ""), is_name=name in plan.names)


def _row_model(plan: SearchedColumns, relation: str) -> tuple[type[Model], str]:
    model, owner = rows_of_model(plan.model, relation)
    return model, field_of(model, owner).attname


def _of_row(plan: SearchedColumns, relation: str, key: str, texts: list[str]) -> Iterator[Match]:
    if relation == "other_names":
        yield Match(str(capfirst(OtherName.Kind(key).label)), texts[0])
    elif relation == "identifiers":
        label = dict(field_of(_row_model(plan, relation)[0], "scheme").flatchoices)[key]
        yield Match(str(label), texts[0])
    else:
        written = dict(zip(SUFFIXES, texts, strict=True))
        for suffix in _suffixes():
            if written[suffix]:
                yield Match(str(LABELS[relation]), written[suffix], TAGS[suffix], is_name=False)
