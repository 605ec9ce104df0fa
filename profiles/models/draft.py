"""Work on a profile that visitors do not see yet, and what is to happen at a set time."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.text_fields import LineField
from kit.verbs import alters_data


class Draft(models.Model):
    """A document of a profile that has not been applied; it started from version `base_number`.

    `saves` holds the document after each of its last saves, so that two people who work on one
    draft merge as they do on the profile itself. See profiles/editing/drafts.py.
    """

    kind = models.CharField(_("kind of profile"), max_length=20)
    object_id = models.BigIntegerField(_("profile"))
    base_number = models.PositiveIntegerField(_("started from version"))
    number = models.PositiveIntegerField(_("save"), default=1)
    saves = models.BinaryField(editable=False)
    why = LineField(_("why"), max_length=300, blank=True)
    made_at = models.DateTimeField(_("begun"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("begun by"),
    )
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["kind", "object_id"], name="profiles_draft_of")]

    def __str__(self) -> str:
        return self.why or f"{self.kind} {self.object_id}"


class PlanQuerySet(models.QuerySet):
    def waiting(self) -> PlanQuerySet:
        return self.filter(done_at=None)

    def due(self, moment: Any) -> PlanQuerySet:
        return self.waiting().filter(due_at__lte=moment).order_by("due_at", "pk")


class Plan(models.Model):
    """Something that is to happen to a profile at a set time. `problem` says why it did not."""

    class Action(models.TextChoices):
        PUBLISH = "publish", pgettext_lazy("plan", "publish the profile")
        WITHDRAW = "withdraw", pgettext_lazy("plan", "withdraw the profile")
        APPLY = "apply", pgettext_lazy("plan", "publish a draft")

    class Problem(models.TextChoices):
        CONFLICT = "conflict", _("The published page was changed in the same place meanwhile.")
        INVALID = "invalid", _("What it says breaks a rule by now.")
        GONE = "gone", _("The profile or the draft was deleted.")
        STATE = "state", _("The profile was in that state already.")
        STAYS = "stays", _("The page has to stay.")
        FORBIDDEN = "forbidden", _("Whoever planned it may not do that any more.")

    kind = models.CharField(_("kind of profile"), max_length=20)
    object_id = models.BigIntegerField(_("profile"))
    action = models.CharField(_("what"), max_length=8, choices=Action)
    draft = models.ForeignKey(Draft, on_delete=models.SET_NULL, null=True, blank=True, related_name="plans")
    due_at = models.DateTimeField(_("when"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("planned by"),
    )
    asked_at = models.DateTimeField(_("planned"), default=timezone.now)
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    problem = models.CharField(_("problem"), max_length=9, choices=Problem, blank=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan")
        verbose_name_plural = _("plans")
        ordering = ["due_at", "pk"]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(done_at=None), name="profiles_plan_due"),
            models.Index(fields=["kind", "object_id"], name="profiles_plan_of"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(action__in=["publish", "withdraw", "apply"]), name="profiles_plan_action"
            ),
            # Two people who plan the same plan it once.
            models.UniqueConstraint(
                fields=["kind", "object_id", "action", "due_at"],
                condition=Q(done_at=None) & ~Q(action="apply"),
                name="profiles_plan_once",
            ),
            models.UniqueConstraint(
                fields=["draft", "due_at"], condition=Q(done_at=None), name="profiles_plan_draft_once"
            ),
            models.CheckConstraint(
                condition=Q(problem="") | Q(done_at__isnull=False), name="profiles_plan_problem_when_done"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}, {self.due_at:%Y-%m-%d %H:%M}"

    @classmethod
    def take(cls, pk: int) -> Plan | None:
        """The plan for whoever carries it out, done from now on. Of several processes one gets it."""
        if not cls.objects.waiting().filter(pk=pk).update(done_at=timezone.now()):
            return None
        return cls.objects.select_related("asked_by", "draft").get(pk=pk)

    @alters_data
    def mark_failed(self, problem: str) -> None:
        """It was tried, and `problem` (of Problem) is why it was not done."""
        self.problem = problem
        self.save(update_fields=["problem"])
