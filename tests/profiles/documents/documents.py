"""Random documents for property tests. Small alphabets, so that edits often meet."""

from __future__ import annotations

from hypothesis import strategies as st

from profiles.documents.document import Document

KEYS = ["k1", "k2", "k3"]
values = st.one_of(st.sampled_from(["a", "b", "联想"]), st.integers(2, 4), st.booleans())
sets = st.lists(st.sampled_from(["x", "y", "z"]), min_size=1, unique=True).map(sorted)
fields = st.fixed_dictionaries({}, optional={"one": values, "two": values, "three": values, "set": sets})
row = st.fixed_dictionaries({}, optional={"value": values, "unit": values, "note": values})
rows = st.dictionaries(st.sampled_from(KEYS), row, max_size=3)
GROUPS = {"": (), "figures": (("value", "unit"),), "names": ()}


def _document(own: dict, figures: dict, names: dict) -> Document:
    found = {"figures": figures, "names": names}
    return Document("company", own, {name: of for name, of in found.items() if of})


documents = st.builds(_document, fields, rows, rows)
