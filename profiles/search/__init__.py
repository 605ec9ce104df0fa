"""Search: one analyser, two engines, and an index that follows every change in its transaction.

analyser   texts -> tokens            sources, index   profiles -> entries of the index
query      what somebody typed        finding          -> which profiles fit, and how well
"""

from kit.names.folding import fold
from profiles.search.corrections import did_you_mean
from profiles.search.finding import SearchHits, find, matching
from profiles.search.frequent import read_ahead_soon
from profiles.search.index import (
    NewEntry,
    forget,
    index_new,
    merge_index,
    new_entries,
    reindex,
    reindex_many,
    reindex_naming,
    words_of_all,
)
from profiles.search.most_words import having_most
from profiles.search.sources import NewProfile, searched_rows
from profiles.search.words.pinyin import pinyin_of, spoken_length
from profiles.search.words.query import parse

__all__ = [
    "NewEntry",
    "NewProfile",
    "SearchHits",
    "did_you_mean",
    "find",
    "fold",
    "forget",
    "having_most",
    "index_new",
    "matching",
    "merge_index",
    "new_entries",
    "parse",
    "pinyin_of",
    "read_ahead_soon",
    "reindex",
    "reindex_many",
    "reindex_naming",
    "searched_rows",
    "spoken_length",
    "words_of_all",
]
