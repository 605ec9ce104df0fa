"""Which content a page is of, and what may be kept while it does not move. docs/page-cache.md says the rest.

Others use what these modules name without a line in front:

changes.py   Mark, current_mark(), changes_since(): a moment of the content, and what changed since one
clock.py     clock.mark(): the moment for visitors, without asking the database at each request
kept.py      mark_of(request), and values that hold while the content does: Kept, Newest, PerTransaction
visitors.py  @same_for_visitors: a page that depends on its address and on published content alone; moved_to()
"""
