"""Which profiles answer the words that a visitor typed, and the best of them first."""

from __future__ import annotations

from functools import cached_property, reduce

from pyroaring import BitMap

from profiles.catalogue import Catalogue
from profiles.lists.groups import Rank
from profiles.lists.lexicon import Meaning, lexicon_of
from profiles.lists.questions import QueryPart, Question, YearsMeant, read_question
from profiles.search import SearchHits, did_you_mean, find, having_most
from profiles.search.postings import Reader, postings

Tiers = list[BitMap]


class WordsAnswer:
    """The answer to words that hold something to look for.

    In this order, the first that gives a published profile: the words as names; as a question; as words of the text; without those
    that questions are made of; corrected; and those profiles that have most of them.
    """

    def __init__(self, kind: str, text: str, catalogue: Catalogue) -> None:
        self.kind = kind
        self.text = text
        self.catalogue = catalogue
        self.published = catalogue.published

    @cached_property
    def ids(self) -> BitMap:
        return BitMap.union(BitMap(), *self.tiers)

    @property
    def tiers(self) -> Tiers:
        """The best matches first. They may share profiles."""
        return self._answer[0]

    @property
    def rank(self) -> Rank:
        """How well the best of them fit."""
        return self._answer[1]

    @property
    def has_most(self) -> bool:
        """Whether no profile has all of the words, and these have most of them."""
        return self.rank == Rank.MOST

    @cached_property
    def corrected(self) -> str | None:
        """The query that was answered instead, where the typed one finds nothing and a corrected one does."""
        if self._by_names or self._by_question or self._by_words or self._without_question_words:
            return None
        is_question = self.question.parts and not self._rest_is_unknown
        return None if is_question else did_you_mean(self.kind, self.text, self.published)

    @property
    def _rest_is_unknown(self) -> bool:
        """Whether what stands beside the conditions of a question is in no profile: it may be mistyped."""
        return self._rest is not None and not self._rest.ids & self.published

    @cached_property
    def question(self) -> Question:
        return read_question(self.text, lexicon_of(self.catalogue.listing, self.catalogue.terms))

    @property
    def understood(self) -> list[QueryPart]:
        """What of the words was taken for filters."""
        return [part for part in self.parts if isinstance(part.means, YearsMeant) or part.means.narrows]

    @property
    def same_words(self) -> list[str]:
        """Words that mean the same as some that were typed, and were looked for as well."""
        return list(dict.fromkeys(word for _part, meaning in self._as_words for word in meaning.same))

    @property
    def looked_for(self) -> str:
        """The words that are to be found in profiles: without those that were taken for filters, with those of the same meaning."""
        if self.corrected:
            return self.corrected
        if self.parts:
            typed = [part.text for part, _meaning in self._as_words]
            return " ".join([self.question.rest, *typed, *(f'"{word}"' for word in self.same_words)])
        return self.question.rest if self._answer[0] is self._without_question_words else self.text

    @property
    def _as_words(self) -> list[tuple[QueryPart, Meaning]]:
        """The parts whose words were looked for, and not only what they mean."""
        meant = [(part, part.means) for part in self.parts if isinstance(part.means, Meaning)]
        return [pair for pair in meant if self.question.is_one_thing or not pair[1].narrows]

    @cached_property
    def parts(self) -> tuple[QueryPart, ...]:
        """What was understood of the words, where they were answered as a question."""
        if self.question.is_one_thing or not self._by_names:
            answered = self._by_question or not (self._by_words or self.corrected)
            return self.question.parts if answered else ()
        return ()

    @cached_property
    def _answer(self) -> tuple[Tiers, Rank]:
        if self.question.is_one_thing and self._by_question:
            tiers = [*self._names_of_facet, *self._by_question, *self._by_words]
            return tiers, Rank.CALLED if self._is_called else self._rank_of_question
        if self._by_names:
            return self._by_words, Rank.CALLED if self._is_called else Rank.NAMED
        if self._by_question:
            return self._by_question, self._rank_of_question
        for tiers in (self._by_words, self._without_question_words):
            if tiers:
                return tiers, Rank.FITTING
        if self.corrected and (hits := self._find(self.corrected)):
            return [*hits.tiers, hits.ids], Rank.FITTING
        sets = [self._set(part) for part in self.question.parts]
        looked_for = self._rest if self.question.parts else self._typed
        most = having_most(
            looked_for, self.published, [found & self.published for found in sets], self._reader
        )
        return most, Rank.MOST if most else Rank.FITTING

    @property
    def _is_called(self) -> bool:
        """Whether somebody is called just so."""
        called = len(self._typed.query.whole_names) if self._typed else 0
        return any(self._by_names[:called])

    @property
    def _rank_of_question(self) -> Rank:
        """Conditions and words of questions alone ask for these profiles; the name of one sector may ask for something else."""
        is_alone = self.question.is_one_thing and not self.question.is_shortened
        return Rank.FITTING if self.question.rest or is_alone else Rank.ASKED

    # --- ways to read the words ---------------------------------------------------------------

    @cached_property
    def _by_names(self) -> Tiers:
        return self._published(self._typed.tiers) if self._typed else []

    @property
    def _names_of_facet(self) -> Tiers:
        """Whoever is called so; of names that hold the words somewhere, those that the facet has: AI companies called so."""
        if not self._by_names or self._typed is None:
            return []
        called = len(self._typed.query.whole_names)
        whole, holding = self._by_names[:called], reduce(BitMap.union, self._by_names[called:], BitMap())
        meaning = self.question.parts[0].means
        return [*whole, holding & self._of_facet(meaning) if isinstance(meaning, Meaning) else holding]

    @cached_property
    def _by_words(self) -> Tiers:
        return self._published([*self._typed.tiers, self._typed.ids]) if self._typed else []

    @cached_property
    def _without_question_words(self) -> Tiers:
        if self.question.parts or not self.question.is_shortened or not self._rest:
            return []
        return self._published([*self._rest.tiers, self._rest.ids])

    @cached_property
    def _by_question(self) -> Tiers:
        """Those that meet each condition and have all other words; of one sector or synonym, those besides that have its words."""
        parts = self.question.parts
        if not parts or (self.question.rest and self._rest is None):
            return []
        if self.question.is_one_thing and isinstance(meaning := parts[0].means, Meaning):
            return self._published(self._of_one(meaning))
        sets = [self._set(part) for part in parts] + ([self._rest.ids] if self._rest else [])
        fitting = reduce(BitMap.intersection, sorted(sets, key=len), self.published)
        hinted = [self._of_facet(part.means) for part in parts if isinstance(part.means, Meaning)]
        return self._published([reduce(BitMap.intersection, hinted, fitting), fitting])

    def _of_one(self, meaning: Meaning) -> Tiers:
        """First who has a word and the sector, the typed one before others; then, of words that mean it, all of the sector."""
        of_facet, having = self._of_facet(meaning), self._having(meaning)
        typed = self._typed.ids if self._typed else BitMap()
        if meaning.is_within:
            tiers = [typed & having & of_facet, having & of_facet, typed & having, having]
            return tiers if having & self.published or not meaning.facet else [of_facet]
        return [having & of_facet, of_facet, having]

    def _set(self, part: QueryPart) -> BitMap:
        meaning = part.means
        if isinstance(meaning, YearsMeant):
            return self._founded(meaning)
        if meaning.narrows:
            return self._of_facet(meaning)
        having = self._having(meaning)
        return having if having & self.published or not meaning.facet else self._of_facet(meaning)

    def _of_facet(self, meaning: Meaning) -> BitMap:
        if not meaning.facet:
            return self.published
        return BitMap.union(
            BitMap(), *(self.catalogue.having(meaning.facet, value) for value in meaning.values)
        )

    def _having(self, meaning: Meaning) -> BitMap:
        return self._reader([meaning.phrases])[meaning.phrases] if meaning.phrases else BitMap()

    def _founded(self, span: YearsMeant) -> BitMap:
        of_list = self.catalogue.listing.spans[:1]
        years = [year for one in of_list for year in self.catalogue.years(one.key)]
        fitting = (bits for year, bits in years if (span.first or "0") <= year <= (span.last or "9999"))
        return BitMap.union(BitMap(), *fitting)

    # --- the index ----------------------------------------------------------------------------

    @cached_property
    def _typed(self) -> SearchHits | None:
        return self._find(self.text)

    @cached_property
    def _rest(self) -> SearchHits | None:
        return self._find(self.question.rest)

    def _find(self, text: str) -> SearchHits | None:
        return find(self.kind, text, self.catalogue.stamp)

    @cached_property
    def _reader(self) -> Reader:
        return postings(self.kind).reader(self.catalogue.stamp)

    def _published(self, tiers: Tiers) -> Tiers:
        """None of these where nobody is published."""
        published_tiers = [tier & self.published for tier in tiers]
        return published_tiers if any(published_tiers) else []
