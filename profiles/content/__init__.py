"""Which state of the content a page shows, and what may be cached until it changes; see docs/page-cache.md.

Other packages use the public names of these modules:

changes.py   ContentStamp, current_stamp(), changes_since(): a moment of the content, and what changed since one
clock.py     clock.stamp(): the moment for visitors, without a query at each request
caching.py   stamp_of(request), and values that are valid until the content changes: CachedUntilChange, LRUCache, PerTransaction
visitors.py  @same_for_visitors: a page that depends on its address and on published content alone; moved_to()
"""
