"""Reads what was typed as a question about figures: "patents 2017", 中关村面积, chiffre d’affaires de Lenovo.

The names of metrics and their other words are understood in all languages, and years. What is left besides the words that
questions are made of says whose figures are meant.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property

from kit.languages import texts
from kit.names.folding import fold
from profiles.content.caching import CachedUntilChange, PerTransaction
from profiles.content.changes import ContentStamp
from profiles.lists.lexicon import Key, Lexicon, Meaning, WordRole, Years, keys_of, question_words
from profiles.lists.questions import YearsMeant, read_question
from profiles.models import Metric
from profiles.search.postings import holds_any
from profiles.search.words.analyser import name_tokens, pieces
from profiles.search.words.query import parse

METRIC, FIGURES = "metric", "figures"


@dataclass(frozen=True)
class FiguresAsked:
    metrics: tuple[Metric, ...]  # those that are called so before those that have it as another word
    years: YearsMeant | None
    names: str  # whose they are, as it was typed; empty: nobody is named

    @property
    def first(self) -> int:
        return int((self.years and self.years.first) or 0)

    @property
    def last(self) -> int:
        return int((self.years and self.years.last) or 9999)


class MetricWords:
    """The metrics that there are, and the words that mean them."""

    def __init__(self, metrics: Iterable[Metric]) -> None:
        self.by_code = {metric.code: metric for metric in metrics}

    @property
    def metrics(self) -> list[Metric]:
        return list(self.by_code.values())

    @cached_property
    def lexicon(self) -> Lexicon:
        entries: dict[Key, Meaning | WordRole] = {}
        called = [(metric.code, name) for metric in self.metrics for name in metric.names]
        besides = [(metric.code, word) for metric in self.metrics for word in metric.other_words]
        for code, word in (*called, *besides):
            for key in keys_of(word):
                known = entries.get(key)
                codes = known.values if isinstance(known, Meaning) else ()
                entries[key] = Meaning(METRIC, tuple(dict.fromkeys((*codes, code))))
        for role, word in question_words(FIGURES):
            entries.setdefault(tuple(pieces(word)), role)
        return Lexicon(entries, Years.FIGURES)

    def read(self, text: str) -> FiguresAsked | None:
        """None where no word means a metric.

        "Companies", "firms" and the like mean one where nothing else does: "exports of companies" are exports.
        """
        question = read_question(text, self.lexicon)
        parts = [part for part in question.parts if isinstance(part.means, Meaning)]
        strong = [part for part in parts if fold(part.text) not in _words_of_questions()] or parts
        codes = [code for part in strong if isinstance(part.means, Meaning) for code in part.means.values]
        if not codes:
            return None
        years = next((part.means for part in question.parts if isinstance(part.means, YearsMeant)), None)
        return FiguresAsked(tuple(self.by_code[code] for code in dict.fromkeys(codes)), years, question.rest)

    def named(self, text: str) -> list[Metric]:
        """Those with all of these words in a name, in any language."""
        terms = parse(text).wanted
        return [metric for metric in self.metrics if terms and _is_named(metric, terms)]


_words = PerTransaction(lambda: CachedUntilChange(lambda: MetricWords(Metric.objects.all())))


def metric_words(stamp: ContentStamp) -> MetricWords:
    return _words.get().at(stamp)


@cache
def _words_of_questions() -> frozenset[str]:
    return frozenset(fold(word) for _role, word in question_words())


def _is_named(metric: Metric, terms: Iterable) -> bool:
    tokens = f" {' '.join(' '.join(name_tokens(name)) for name in texts(metric, 'name'))} "
    return all(holds_any((tokens, tokens), term.phrases) for term in terms)
