"""Counts over all profiles at once, stored because no page could wait for them. profiles/tally.py counts."""

from __future__ import annotations

from django.db import models

from profiles.models.metric import Metric
from profiles.models.source import Source


class SourceUse(models.Model):
    """How many facts of one kind, of published profiles, rest on a source."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="uses")
    rows = models.CharField(max_length=60)  # the model of the facts, as "companies.companyfigure"
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=20)  # of the profiles
    owner = models.BigIntegerField(null=True)  # the profile, where all of them are facts of one

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["source", "rows"], name="profiles_sourceuse_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}, {self.rows}: {self.number}"


class FigureSum(models.Model):
    """The figures of published profiles of one kind that count the same in a year, added up; over all of them or a group.

    Of each profile one figure counts, the first-ranked of its year. profiles/figure_sums.py counts.
    """

    kind = models.CharField(max_length=20)  # of the profiles
    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="sums")
    coverage = models.CharField(max_length=24)
    unit = models.CharField(max_length=8)
    timing = models.CharField(max_length=20)  # profiles/pages/definitions.py: Timing
    year = models.PositiveSmallIntegerField()
    group = models.CharField(max_length=40)  # a facet of the list; empty: all
    value = models.CharField(max_length=120)  # of the facet, as in addresses
    number = models.PositiveIntegerField()  # of profiles
    total = models.CharField(max_length=40)  # a decimal, as a text because SQLite would round it
    inexact = models.PositiveIntegerField(default=0)  # of the figures, as "over 100" and "about 100"
    # How many of the figures rest on what.
    sound = models.PositiveIntegerField()
    to_check = models.PositiveIntegerField()
    unsourced = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["group", "metric", "kind", "value", "coverage", "unit", "timing", "year"],
                name="profiles_figuresum_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.metric_id}, {self.group} {self.value}, {self.year}: {self.total}"


class Tally(models.Model):
    """The sums of the last count. One row."""

    content = models.PositiveBigIntegerField()  # the content version that was counted
    counted_at = models.DateTimeField()
    seconds = models.FloatField(default=0)  # it took
    sources = models.PositiveIntegerField(default=0)
    to_check = models.PositiveIntegerField(default=0)  # of the sources
    # Of the sources, who published most of them: pairs of name and number.
    publishers = models.JSONField(default=list)
    levels = models.JSONField(default=dict)  # facts of published profiles, by what they rest on
    # By model of facts: how many have no source, and how many one to be checked; of profiles in every state.
    facts = models.JSONField(default=dict)
    # By model of figures: how many are past their shelf life, and the primary keys of some.
    stale = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="profiles_tally_single")]

    def __str__(self) -> str:
        return f"{self.content}, {self.counted_at}"
