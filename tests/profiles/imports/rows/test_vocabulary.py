"""Words of a file that are almost one of ours."""

import pytest

from profiles.imports.rows.vocabulary import Vocabulary

SECTORS = Vocabulary(
    lambda word: None, lambda: [("ai", "Artificial intelligence"), ("chips", "Semiconductors")]
)


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("Semiconductor", "chips"),
        ("artificial intelligence ", "ai"),
        ("Robots, Artificial intelligence", ""),  # says more
        ("Superconductors", ""),
    ],
)
def test_word_is_proposed_only_where_it_is_almost_the_same(word, value):
    assert SECTORS.suggestion(word) == value
