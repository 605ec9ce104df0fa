"""A recorded step over many profiles: an import, a bulk edit, a merge, a round of confirmations.

Each version that the step makes names it, so the whole step can be looked at, and taken back.
"""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.sql.constraints import one_of
from kit.text_fields import LineField
from kit.verbs import alters_data
from profiles.models.source import Source
from profiles.models.upload import Upload

if TYPE_CHECKING:
    from accounts.models import User

# A step that is under way says so every few seconds. One that was silent for so long was killed.
SILENT = datetime.timedelta(minutes=2)


class ChangeSetMoved(Exception):
    """The set was not in a state that this step starts from, perhaps no longer: somebody else was first."""


class ChangeSetQuerySet(models.QuerySet):
    def listed(self) -> Self:
        """Without their reports, which are long."""
        return self.select_related("made_by", "taken_back_by").defer("report")


class ChangeSet(models.Model):
    """Its state changes through verbs alone, each one conditional UPDATE: of two people at once, one wins."""

    class Step(models.TextChoices):
        IMPORT = "import", pgettext_lazy("change set", "import")
        BULK_EDIT = "bulk edit", pgettext_lazy("change set", "bulk edit")
        MERGE = "merge", pgettext_lazy("change set", "merge")
        CONFIRMATION = "confirmation", pgettext_lazy("change set", "confirmation")

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("change set", "running")
        DONE = "done", pgettext_lazy("change set", "done")
        BROKEN_OFF = "broken off", pgettext_lazy("change set", "broken off")
        TAKING_BACK = "taking back", pgettext_lazy("change set", "being taken back")
        TAKEN_BACK = "taken back", pgettext_lazy("change set", "taken back")

    step = models.CharField(_("what"), max_length=12, choices=Step)
    kind = models.CharField(_("kind of profile"), max_length=20)
    title = LineField(_("name"), max_length=300)  # of the file, for an import
    why = LineField(_("why"), max_length=300, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    begun_at = models.DateTimeField(_("begun"), default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now, editable=False)  # the last sign of whoever runs it
    finished_at = models.DateTimeField(_("finished"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.RUNNING)

    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64, blank=True)
    mapping = models.JSONField(default=list)  # (header, column) of each column of the file
    options = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    report = models.TextField(default="")
    # The file, as long as it is kept.
    upload = models.ForeignKey(
        Upload, on_delete=models.SET_NULL, null=True, related_name="change_sets", editable=False
    )

    taken_back_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    taken_back_at = models.DateTimeField(null=True)
    # Profiles are taken back from the last to the first; those from this one on are done.
    taken_back_to = models.BigIntegerField(null=True, editable=False)

    objects: ClassVar = ChangeSetQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-pk"]
        default_permissions = ("view",)  # whoever may import profiles of a kind sees its imports without it
        constraints = [
            one_of("step", "import", "bulk edit", "merge", "confirmation"),
            one_of("state", "running", "done", "broken off", "taking back", "taken back"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False), name="profiles_changeset_finished"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["taking back", "taken back"]) | Q(taken_back_at__isnull=False),
                name="profiles_changeset_taken_back",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}: {self.title}"

    @property
    def is_broken_off(self) -> bool:
        silent = self.state == self.State.RUNNING and self.seen_at < timezone.now() - SILENT
        return silent or self.state == self.State.BROKEN_OFF

    @property
    def state_now(self) -> ChangeSet.State:
        """What people are told: one that was killed cannot say so itself."""
        return self.State.BROKEN_OFF if self.is_broken_off else self.State(self.state)

    @property
    def may_be_taken_back(self) -> bool:
        return self.is_broken_off or self.state == self.State.DONE

    @property
    def may_go_on(self) -> bool:
        """Whether it can go on where it broke off."""
        return self.is_broken_off and self.upload is not None and bool(self.upload.content)

    @alters_data
    def beat(self) -> None:
        """Say that it is under way, and hold it so until the transaction ends. Moved if somebody ended it."""
        self._move(Q(state=self.State.RUNNING), seen_at=timezone.now())

    @alters_data
    def finish(self, counts: dict[str, int], report: str) -> None:
        done = {"state": self.State.DONE, "finished_at": timezone.now()}
        self._move(Q(state=self.State.RUNNING), counts=counts, report=report, **done)

    @alters_data
    def break_off(self) -> None:
        """It ended before it was done. What it wrote stays until somebody goes on, or takes it back."""
        self._move(Q(state=self.State.RUNNING), state=self.State.BROKEN_OFF)

    @alters_data
    def go_on(self) -> None:
        now = timezone.now()
        silent = Q(state=self.State.RUNNING, seen_at__lt=now - SILENT)
        self._move(Q(state=self.State.BROKEN_OFF) | silent, state=self.State.RUNNING, seen_at=now)

    @alters_data
    def begin_to_take_back(self, *, by: User | None) -> None:
        now = timezone.now()
        silent = Q(state=self.State.RUNNING, seen_at__lt=now - SILENT)
        over = Q(state__in=[self.State.DONE, self.State.BROKEN_OFF]) | silent
        self._move(over, state=self.State.TAKING_BACK, taken_back_by=by, taken_back_at=now)

    @alters_data
    def take_back_down_to(self, object_id: int) -> None:
        """Note, with what was taken back of a profile, that it was. Moved if another process did it."""
        before = Q(taken_back_to=None) | Q(taken_back_to__gt=object_id)
        self._move(Q(state=self.State.TAKING_BACK) & before, taken_back_to=object_id)

    @alters_data
    def finish_taking_back(self) -> None:
        self._move(Q(state=self.State.TAKING_BACK), state=self.State.TAKEN_BACK)

    def _move(self, allowed: Q, **changes: Any) -> None:
        if not ChangeSet.objects.filter(allowed, pk=self.pk).update(**changes):
            raise ChangeSetMoved(self)
        for name, value in changes.items():
            setattr(self, name, value)


class BroughtSource(models.Model):
    """A source that came with a change set. It goes with it, if nobody uses or changed it."""

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="brought_sources")
    source = models.OneToOneField(Source, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64)  # of what it said then

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.source)


class NotTakenBack(models.Model):
    """What of a change set stayed when it was taken back, and why."""

    class Reason(models.TextChoices):
        EDITED = "edited", _("Somebody changed it since.")
        TOUCHED = "touched", _("Created by the import, and changed since: the profile stays.")
        NEEDED = "needed", _("Created by the import, and in use since: the profile stays.")
        INVALID = "invalid", _("It would break a rule today.")
        STAYS = "stays", _("This profile has to stay.")
        GONE = "gone", _("The profile was deleted since.")

    change_set = models.ForeignKey(ChangeSet, on_delete=models.CASCADE, related_name="not_taken_back")
    object_id = models.BigIntegerField()
    label = models.CharField(max_length=200)  # the profile, as it was called then
    part = models.CharField(max_length=200, blank=True)  # the field or row; empty for the whole profile
    reason = models.CharField(max_length=8, choices=Reason)
    detail = models.TextField(blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["pk"]
        constraints = [one_of("reason", "edited", "touched", "needed", "invalid", "stays", "gone")]

    def __str__(self) -> str:
        return f"{self.label}, {self.part}"
