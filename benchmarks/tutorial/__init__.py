"""The list that a tutorial on Django and django-filter ends with, for comparison: one wide table, a FilterSet,
`icontains`, a GROUP BY for each facet, OFFSET."""
