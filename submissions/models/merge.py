"""Two profiles of one organisation that became one, and pairs that only look alike."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from kit.verbs import alters_data


class AlreadyUndone(Exception):
    """The merge was undone before. Nothing was written."""


class Merge(models.Model):
    """One profile was joined into another. The numbers of versions lead to both as they were."""

    kind = models.CharField(_("kind of profile"), max_length=20)
    # No foreign keys: the record outlives both profiles.
    from_id = models.BigIntegerField(_("profile that went"))
    from_title = models.CharField(_("name of the profile that went"), max_length=200)
    from_number = models.PositiveIntegerField(editable=False)  # the version that deleted it
    was_published = models.BooleanField(default=False, editable=False)
    into_id = models.BigIntegerField(_("profile that was kept"))
    into_title = models.CharField(_("name of the profile that was kept"), max_length=200)
    into_number = models.PositiveIntegerField(editable=False)  # the version that the merge made of it
    # Primary keys of what belonged to the profile that went without being a part of it, by relation.
    moved = models.JSONField(default=dict, blank=True, editable=False)
    merged_at = models.DateTimeField(_("when"), default=timezone.now)
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("merge", "by"),
    )
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    # The versions that undoing it made, by the key of the profile: of the one that came back, and of those it was taken out of.
    undone_versions = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        verbose_name = _("merge of two profiles")
        verbose_name_plural = _("merges of profiles")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["kind", "from_id"], name="submissions_merge_from"),
            models.Index(fields=["kind", "into_id"], name="submissions_merge_into"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(from_id=F("into_id")), name="submissions_merge_of_two"),
            models.UniqueConstraint(fields=["kind", "from_id", "from_number"], name="submissions_merge_once"),
        ]

    def __str__(self) -> str:
        return f"{self.from_title} → {self.into_title}"

    @alters_data
    def mark_undone(self, *, by: User | None) -> None:
        """It was taken apart, and `undone_versions` are what that made. AlreadyUndone if somebody else was first."""
        undone = {"undone_at": timezone.now(), "undone_by": by, "undone_versions": self.undone_versions}
        if not Merge._default_manager.filter(pk=self.pk, undone_at=None).update(**undone):
            raise AlreadyUndone(self)
        self.refresh_from_db(fields=list(undone))

    @classmethod
    def of_one_organisation(cls, record: Merge) -> list[Merge]:
        """All merges of profiles that are connected by merges with those of this one, held until the transaction ends."""
        rows = cls._default_manager.filter(kind=record.kind)
        known: set[int] = set()
        new = {record.from_id, record.into_id}
        while new:
            known |= new
            pairs = rows.filter(Q(from_id__in=new) | Q(into_id__in=new)).values_list("from_id", "into_id")
            new = {pk for pair in pairs for pk in pair} - known
        return list(rows.filter(from_id__in=known).select_for_update().order_by("pk"))

    @classmethod
    def last_of(cls, kind: str, from_id: int | None) -> Merge | None:
        """The merge in which this profile went; None if there is none, or it was undone."""
        if from_id is None:
            return None
        return cls._default_manager.filter(kind=kind, from_id=from_id, undone_at=None).first()


class NotTheSame(models.Model):
    """Somebody looked at two profiles and found that they are of two organisations."""

    kind = models.CharField(_("kind of profile"), max_length=20)
    low_id = models.BigIntegerField()
    high_id = models.BigIntegerField()
    decided_at = models.DateTimeField(_("when"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=pgettext_lazy("merge", "by"),
    )

    class Meta:
        verbose_name = _("pair that is not the same")
        verbose_name_plural = _("pairs that are not the same")
        constraints = [
            # One pair in either order.
            models.UniqueConstraint(
                fields=["kind", "low_id", "high_id"], name="submissions_not_the_same_once"
            ),
            models.CheckConstraint(
                condition=Q(low_id__lt=F("high_id")), name="submissions_not_the_same_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.low_id} ≠ {self.high_id}"

    @classmethod
    def remember(cls, kind: str, pk: int, other_pk: int, *, by: User) -> NotTheSame:
        """Record the pair once, however often it is reported."""
        low, high = sorted((pk, other_pk))
        pair, _created = cls._default_manager.get_or_create(
            kind=kind, low_id=low, high_id=high, defaults={"decided_by": by}
        )
        return pair

    @classmethod
    def as_this(cls, kind: str, pk: int) -> Q:
        """Profiles that were found to be something else than this one."""
        pairs = cls._default_manager.filter(kind=kind)
        lower, higher = pairs.filter(high_id=pk).values("low_id"), pairs.filter(low_id=pk).values("high_id")
        return Q(pk__in=lower) | Q(pk__in=higher)
