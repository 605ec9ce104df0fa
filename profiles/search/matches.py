"""Which text of a profile matched, where what a list shows of it does not say so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import connection
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django_countries.fields import Country

from kit.languages import PREFERENCES, SUFFIXES, TAGS, active_suffix, column, is_translated
from kit.model_fields import field_of, rows_of_model
from kit.places import place_name
from profiles.search.postings import holds_any
from profiles.search.rows import searched
from profiles.search.sources import SearchedColumns, searched_columns, words_of_column
from profiles.search.words.analyser import BORDER, name_tokens, tokens
from profiles.search.words.query import QueryTerm, SearchQuery, parse

MAX_MATCHES = 2  # of one profile
TERMS = ("website", "address", "postcode")  # that lines of a list do not show
LABELS = {
    "name": _("Also called"),
    "summary": _("Summary"),
    "description": _("Description"),
    "milestones": _("Milestone"),
    "statements": _("What the sources say"),
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
    # The texts by which it is found, where these are not as it is shown.
    words: Sequence[str] = field(default=(), compare=False)


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
    written = match.words or (match.text,)
    names = " ".join(" ".join(name_tokens(text)) for text in written) if match.is_name else ""
    texts = f" {BORDER} ".join(" ".join(tokens(text)) for text in written)
    return holds_any((f" {names} ", f" {names} {BORDER} {texts} "), term.phrases)


def _texts(plan: SearchedColumns, ids: list[int]) -> dict[int, list[Match]]:
    """All names, identifiers and texts of some profiles, in one query; those in the language of the page first."""
    names = [*plan.names, *(name for name in plan.terms if name in TERMS), *plan.texts]
    translated = dict.fromkeys(name.rpartition("_")[0] for name in names if is_translated(name))
    names = [name for name in names if not is_translated(name)]
    names += [column(name, suffix) for name in translated for suffix in _suffixes()]
    width = max((len(searched(relation).columns) for relation in plan.relations), default=1)
    parts = [_select(plan.model, "id", name, [name], width) for name in names]
    for relation in plan.relations:
        model, owner = _row_model(plan, relation)
        parts.append(_select(model, owner, relation, searched(relation).columns, width))
    places = ", ".join(["%s"] * len(ids))
    matches_by_pk: dict[int, list[Match]] = {}
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(part.format(places) for part in parts), ids * len(parts))
        for pk, place, *values in cursor.fetchall():
            if place in plan.relations:
                values = values[: len(searched(place).columns)]
                matches_by_pk.setdefault(pk, []).extend(_of_row(plan, place, values))
            elif values[0]:
                matches_by_pk.setdefault(pk, []).append(_of_column(plan, place, values[0]))
    return matches_by_pk


def _select(model: type[Model], owner: str, place: str, names: Sequence[str], width: int) -> str:
    """With a placeholder for the parameters. Rows have the same columns, wherever they are from."""
    padded = ", ".join([*names, *["''"] * (width - len(names))])
    return f"SELECT {owner}, '{place}', {padded} FROM {model._meta.db_table} WHERE {owner} IN ({{}})"  # noqa: S608 (our own tables)


def _suffixes() -> tuple[str, ...]:
    return PREFERENCES[active_suffix()]


def _of_column(plan: SearchedColumns, name: str, text: str) -> Match:
    base, _underscore, suffix = name.rpartition("_") if is_translated(name) else (name, "", "")
    label = LABELS.get(base) or capfirst(field_of(plan.model, name).verbose_name)
    words = words_of_column(name, {name: text}) if name in TERMS else ()
    return Match(str(label), text, TAGS.get(suffix, ""), is_name=name not in plan.texts, words=words)


def _row_model(plan: SearchedColumns, relation: str) -> tuple[type[Model], str]:
    model, owner = rows_of_model(plan.model, relation)
    return model, field_of(model, owner).attname


def _of_row(plan: SearchedColumns, relation: str, values: list[str]) -> Iterator[Match]:
    shown = SHOWN.get(relation)
    if shown is None:
        written = dict(zip(SUFFIXES, values, strict=True))
        for suffix in _suffixes():
            if written[suffix]:
                yield Match(str(LABELS[relation]), written[suffix], TAGS[suffix], is_name=False)
        return
    model = _row_model(plan, relation)[0]
    label, text = shown(model, values)
    names, others, terms, texts = searched(relation).words(model, values)
    yield Match(str(label), text, words=[word for word in (*names, *others, *terms, *texts) if word])


def _choice(model: type[Model], name: str, value: str) -> str:
    return str(capfirst(dict(field_of(model, name).flatchoices).get(value, value)))


def _with_kind(model: type[Model], values: list[str]) -> tuple[str, str]:
    """What somebody or something is, and its names in each script."""
    kind, name, name_in_han, *_rest = values
    return _choice(model, "kind", kind), " ".join(dict.fromkeys(filter(None, (name, name_in_han))))


# What is shown of a row that matched: its label, and its text.
SHOWN: dict[str, Callable[[type[Model], list[str]], tuple[str, str]]] = {
    "other_names": lambda model, values: (_choice(model, "kind", values[0]), values[1]),
    "identifiers": lambda model, values: (_choice(model, "scheme", values[0]), values[1]),
    "stakeholders": _with_kind,
    "ties": _with_kind,
    "presences": lambda _model, values: (
        str(_("Present abroad")),
        place_name(Country(values[0]), values[1]),
    ),
}
