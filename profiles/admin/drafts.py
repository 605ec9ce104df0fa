"""Drafts of a profile in the admin, and what is to happen to it at a set time."""

from __future__ import annotations

from copy import copy
from datetime import datetime, timedelta
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.signed_in import signed_in
from profiles.admin.comparisons import PartChange, part_changes
from profiles.admin.saves import MergingAdmin
from profiles.documents.history import NoSuchVersion, document_at
from profiles.documents.reading import read_whole
from profiles.documents.writing import Actor, ProfileGone
from profiles.editing import drafts
from profiles.editing.edits import DraftEdit, EditSession, shown, whole_number
from profiles.editing.schedule import may_plan
from profiles.models import Draft, MustStay, Plan, Profile, ShortNamed

MAX_PLANS = 50
MAX_AHEAD = timedelta(days=5 * 365)


class DraftField(forms.ModelChoiceField):
    """Labels drafts by when they were last saved, by whom, and why."""

    def label_from_instance(self, draft: Draft) -> str:
        when = formats.date_format(timezone.localtime(draft.changed_at), "DATETIME_FORMAT")
        name = _("%(when)s, %(who)s") % {"when": when, "who": draft.changed_by or "–"}
        return f"{name}: {draft.why}" if draft.why else name


class PlanForm(forms.Form):
    """What is to happen, and when, in the time zone of the site."""

    action = forms.ChoiceField(label=gettext_lazy("What"), choices=Plan.Action.choices)
    draft = DraftField(label=gettext_lazy("Draft"), queryset=Draft.objects.none(), required=False)
    due_at = forms.DateTimeField(
        label=gettext_lazy("When"),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, profile: Profile, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile, self.user = profile, user
        now = formats.date_format(timezone.localtime(), "DATETIME_FORMAT")
        self.fields["due_at"].help_text = _("By the clock of the park, where it is %(now)s.") % {"now": now}
        drafts_of_profile = drafts.drafts_of(profile._meta.model_name or "", profile.pk)
        cast(forms.ModelChoiceField, self.fields["draft"]).queryset = drafts_of_profile
        if not drafts_of_profile:
            del self.fields["draft"]

    def clean_due_at(self) -> datetime:
        due_at = self.cleaned_data["due_at"]
        if due_at <= timezone.now():
            raise ValidationError(_("This moment has passed."), code="past")
        if due_at > timezone.now() + MAX_AHEAD:
            raise ValidationError(_("Plan for the next five years at most."), code="far")
        return due_at

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        action = cleaned.get("action")
        if action == Plan.Action.APPLY and not cleaned.get("draft"):
            raise ValidationError(_("Choose the draft that is to be published."), code="draft")
        if action == Plan.Action.WITHDRAW:
            try:
                self.profile.check_may_go()
            except MustStay as reason:
                self.add_error("action", ValidationError(str(reason), code="stays"))
        if action and not may_plan(self.user, self.profile, action):
            raise ValidationError(_("You may not do that, now or later."), code="forbidden")
        if not self.errors and Plan.objects.waiting().filter(**self._plan()).exists():
            raise ValidationError(_("This is planned for that moment already."), code="planned")
        return cleaned

    def save(self) -> Plan:
        """One plan, also where somebody else sends the same at this moment."""
        plan, _is_new = Plan.objects.get_or_create(
            **self._plan(), done_at=None, defaults={"asked_by": self.user}
        )
        return plan

    def _plan(self) -> dict[str, Any]:
        values = self.cleaned_data
        return {
            "kind": self.profile._meta.model_name,
            "object_id": self.profile.pk,
            "action": values["action"],
            "draft": values.get("draft") if values["action"] == Plan.Action.APPLY else None,
            "due_at": values["due_at"],
        }


class DraftAdmin(MergingAdmin):
    """Adds drafts and times to the admin of profiles."""

    # The draft that a form is of, and the one that a save has begun: of the copy that answers one request.
    draft: Draft | None = None
    begun: Draft | None = None

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view, f"{self.opts.app_label}_{self.opts.model_name}"
        urls = [
            path("<int:pk>/drafts/<int:draft_pk>/", view(self.draft_view), name=f"{name}_draft"),
            path("<int:pk>/drafts/<int:draft_pk>/discard/", view(self.discard_view), name=f"{name}_discard"),
            path("<int:pk>/plans/", view(self.plans_view), name=f"{name}_plans"),
            path("<int:pk>/plans/<int:plan_pk>/cancel/", view(self.cancel_view), name=f"{name}_cancel"),
        ]
        return urls + super().get_urls()

    # --- the form of a draft -----------------------------------------------------------

    def draft_view(self, request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
        """The form of the profile, filled with the draft; saving it leaves the live page alone."""
        profile = self._changeable_or_404(request, pk)
        draft = get_object_or_404(Draft, pk=draft_pk, object_id=pk, kind=self.opts.model_name)
        context = {
            "draft": draft,
            "title": _("Draft of %(name)s") % {"name": profile},
            "preview_token": drafts.preview_token(draft, profile),
            "preview_days": drafts.PREVIEW_DAYS,
            "behind": profile.version - draft.base_number,
        }
        form = copy(self)
        form.draft = draft
        return form.changeform_view(request, str(pk), extra_context=context)

    def _begin(self, request: HttpRequest, object_id: str | None) -> EditSession:
        draft = self.draft
        if draft is None:
            return super()._begin(request, object_id)
        live = self.model._default_manager.get(pk=draft.object_id)
        may_publish = may_plan(signed_in(request), live, Plan.Action.PUBLISH)
        return DraftEdit.of(draft, live, request.POST, may_publish=may_publish)

    def get_object(
        self, request: HttpRequest, object_id: str, from_field: str | None = None
    ) -> Profile | ShortNamed | None:
        """What the form is filled with: the draft, or the profile with the rows of the same version."""
        draft = self.draft
        if self.edit:
            return super().get_object(request, object_id, from_field)
        if draft is None:
            whole = read_whole(self.opts.model_name or "", whole_number(object_id))
            return whole[0] if whole else None
        live = self.model._default_manager.get(pk=draft.object_id)
        return shown(drafts.document_in(draft), live.pk, live)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        draft = self.draft
        original: Profile | None = context.get("original")
        response = super().render_change_form(request, context, *args, **kwargs)
        if draft is not None:
            context["seen_version"] = str(draft.base_number)
            context["seen_save"] = request.POST.get("seen_save", str(draft.number))
        elif original is not None and original.pk:
            context["may_draft"] = original.is_published
            context["drafts"] = drafts.drafts_of(self.opts.model_name or "", original.pk)
        return response

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        if "_draft" not in request.POST or not change:
            super().save_related(request, form, formsets, change)
            return
        edit = self.saving
        if edit.live is None:
            raise ProfileGone
        actor = Actor(by=signed_in(request), why=form.cleaned_data["why"])
        proposed = self.proposed(request, form, formsets)
        number = whole_number(request.POST.get("seen_version")) or edit.live.version
        self.begun = drafts.begin(edit.live, number, proposed, actor)

    def response_change(self, request: HttpRequest, obj: Profile) -> HttpResponse:
        draft = self.begun or self.draft
        if draft is None:
            return super().response_change(request, obj)
        if "_apply" in request.POST:
            self.message_user(request, _("The draft is on the live page now."), messages.SUCCESS)
            return HttpResponseRedirect(self._url("change", draft.object_id))
        self.message_user(request, _("The draft is saved. Visitors do not see it."), messages.SUCCESS)
        return HttpResponseRedirect(self._url("draft", draft.object_id, draft.pk))

    def discard_view(self, request: HttpRequest, pk: int, draft_pk: int) -> HttpResponse:
        """Shows what would be lost, and discards only what it has shown."""
        profile = self._changeable_or_404(request, pk)
        draft = get_object_or_404(Draft, pk=draft_pk, object_id=pk, kind=self.opts.model_name)
        if request.method == "POST":
            seen = whole_number(request.POST.get("seen"))
            if Draft.objects.filter(pk=draft.pk, number=seen).delete()[0]:
                self.message_user(request, _("The draft is discarded."), messages.SUCCESS)
                return HttpResponseRedirect(self._url("plans", pk))
            self._not_deleted(request)  # somebody saved it after the page was opened
            return HttpResponseRedirect(self._url("discard", pk, draft.pk))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Discard a draft of %(name)s") % {"name": profile},
            "profile": profile,
            "draft": draft,
            "entries": [entry.in_short() for entry in _changes_in(draft)],
            "plans": draft.plans.filter(done_at=None).order_by("due_at"),
        }
        return TemplateResponse(request, "admin/draft_discard.html", context)

    # --- drafts and times of one profile -------------------------------------------------

    def plans_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The drafts of a profile, what is planned, and a form to plan more."""
        profile = self._changeable_or_404(request, pk)
        data = request.POST if request.method == "POST" else None
        form = PlanForm(data, profile=profile, user=signed_in(request))
        if data is not None and form.is_valid():
            form.save()
            self.message_user(request, _("Planned."), messages.SUCCESS)
            return HttpResponseRedirect(self._url("plans", pk))
        plans = Plan.objects.filter(kind=self.opts.model_name, object_id=pk).select_related(
            "draft", "asked_by"
        )
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Drafts and times of %(name)s") % {"name": profile},
            "profile": profile,
            "form": form,
            "drafts": drafts.drafts_of(self.opts.model_name or "", pk),
            "plans": plans.order_by("-due_at", "-pk")[:MAX_PLANS],
            "address": f"admin:{self.opts.app_label}_{self.opts.model_name}",
            "preview_token": drafts.preview_token(None, profile),
            "preview_days": drafts.PREVIEW_DAYS,
        }
        return TemplateResponse(request, "admin/profile_plans.html", context)

    def cancel_view(self, request: HttpRequest, pk: int, plan_pk: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        self._changeable_or_404(request, pk)
        plans = Plan.objects.waiting().filter(pk=plan_pk, object_id=pk, kind=self.opts.model_name)
        deleted = plans.delete()[0]
        text = (
            _("The plan is cancelled.")
            if deleted
            else _("It was too late: the plan was carried out or cancelled.")
        )
        self.message_user(request, text, messages.SUCCESS if deleted else messages.WARNING)
        return HttpResponseRedirect(self._url("plans", pk))

    def _changeable_or_404(self, request: HttpRequest, pk: int) -> Profile:
        """The profile, for those who may change it."""
        profile = self.model._default_manager.filter(pk=pk).first()
        if not self.has_change_permission(request, profile):
            raise PermissionDenied
        if profile is None:
            raise Http404
        return profile

    def _url(self, name: str, *args: Any) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{name}", args=args)


def _changes_in(draft: Draft) -> list[PartChange]:
    """What a draft makes of the version that it was begun from."""
    try:
        begun_from = document_at(draft.kind, draft.object_id, draft.base_number)
    except NoSuchVersion:  # the profile is deleted at this moment
        raise Http404 from None
    return part_changes(begun_from, drafts.document_in(draft))
