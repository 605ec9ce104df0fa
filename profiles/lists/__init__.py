"""Lists of published profiles: the query, what matches it, in which order, and how many each choice would give.

A kind says what its list offers as plain data (facets.py: Facet, Span, Order); everything else here walks that.
"""
