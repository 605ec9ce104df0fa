"""What the admin of companies and of parks shares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from profiles.admin_forms import ProfileAdminForm, StaleSave
from profiles.images import initials, tint
from profiles.models import Metric, Profile, Source, StaleVersion, WrongState
from profiles.search import reindex
from profiles.templatetags.profile_tags import logo_html


class FactInline(admin.StackedInline):
    """Rows of a profile: one fact each, with its source."""

    extra = 0
    autocomplete_fields: tuple[str, ...] = ("source",)
    classes = ("collapse",)


class ProfileAdmin(admin.ModelAdmin):
    """Lists, search, publishing, and saves that never overwrite a newer one."""

    form = ProfileAdminForm
    change_form_template = "admin/profile_change_form.html"
    actions = ("publish_selected", "withdraw_selected", "verify_selected")
    list_per_page = 50
    save_on_top = True
    prepopulated_fields = {"slug": ("name_en",)}
    search_fields = ("name_en", "name_zh", "name_fr", "search_text")
    readonly_fields = ("state_label", "published_at", "changed_at", "changed_by", "version")

    class Media:
        css = {"all": ["css/admin.css"]}
        js = ["js/admin_tabs.js"]

    @admin.display(description="")
    def thumbnail(self, profile: Profile) -> SafeString:
        return logo_html(profile) if profile.logo else _initial(profile)

    @admin.display(description=gettext_lazy("name"), ordering="name_en")
    def both_names(self, profile: Profile) -> str:
        return " · ".join(filter(None, [str(profile.name), str(profile.second_name)]))

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_label(self, profile: Profile) -> SafeString:
        label = profile.get_state_display()
        return format_html('<span class="state state--{}">{}</span>', profile.state, label)

    @admin.display(description=gettext_lazy("on the site"))
    def site_link(self, profile: Profile) -> SafeString | str:
        if not profile.is_published:
            return "–"
        return format_html('<a href="{}">{}</a>', profile.get_absolute_url(), _("Open"))  # type: ignore[attr-defined]

    def view_on_site(self, profile: Profile) -> str | None:  # type: ignore[override]
        return profile.get_absolute_url() if profile.is_published else None  # type: ignore[attr-defined]

    # --- permissions of the verbs ----------------------------------------------------

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "publish")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "withdraw")

    def _may(self, request: HttpRequest, verb: str) -> bool:
        return request.user.has_perm(f"{self.opts.app_label}.{verb}_{self.opts.model_name}")

    # --- actions ---------------------------------------------------------------------

    @admin.action(description=gettext_lazy("Publish the selected profiles"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, profiles: models.QuerySet) -> None:
        self._each(request, profiles, lambda profile: profile.publish(by=request.user))

    @admin.action(description=gettext_lazy("Withdraw the selected profiles"), permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, profiles: models.QuerySet) -> None:
        self._each(request, profiles, lambda profile: profile.withdraw(by=request.user))

    @admin.action(description=gettext_lazy("Mark as checked today"), permissions=["change"])
    def verify_selected(self, request: HttpRequest, profiles: models.QuerySet) -> None:
        self._each(request, profiles, lambda profile: profile.verify(by=request.user))

    def _each(self, request: HttpRequest, profiles: models.QuerySet, verb: Callable[[Profile], None]) -> None:
        done, left = 0, []
        for profile in profiles:
            try:
                verb(profile)
                self.log_change(request, profile, [{"changed": {"fields": ["state"]}}])
                done += 1
            except (WrongState, StaleVersion):
                left.append(str(profile))
        text = ngettext("%(number)s profile changed.", "%(number)s profiles changed.", done)
        self.message_user(request, text % {"number": done}, messages.SUCCESS if done else messages.WARNING)
        if left:
            text = _("Left as they are, because they are in that state or were changed meanwhile: %(names)s")
            self.message_user(request, text % {"names": ", ".join(left)}, messages.WARNING)

    # --- saving ----------------------------------------------------------------------

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A save on top of somebody else's is rolled back whole, and the page comes back with both texts."""
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except StaleSave:
            request.stale_save = True  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        form.stale_save = getattr(request, "stale_save", False)
        return form

    def save_model(self, request: HttpRequest, obj: Profile, form: ProfileAdminForm, change: bool) -> None:
        form.store_images(obj)
        if not change:
            obj.changed_by = request.user  # type: ignore[assignment]
            obj.save()
            return
        try:
            obj.claim_version(form.cleaned_data["seen_version"], by=request.user)
        except StaleVersion:
            raise StaleSave from None
        form.keep_former_slug()
        obj.save()

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        reindex(form.instance)


def _initial(profile: Profile) -> SafeString:
    letter = initials(profile.name, profile.name.lang)
    return format_html('<span class="thumb thumb--{}">{}</span>', tint(profile.slug), letter)


@admin.register(Source)
class SourceAdmin(admin.ModelAdmin):
    list_display = ("title", "publisher", "published_on", "needs_check")
    list_filter = ("needs_check",)
    search_fields = ("title", "publisher", "url", "key")
    prepopulated_fields = {"key": ("title",)}


@admin.register(Metric)
class MetricAdmin(admin.ModelAdmin):
    list_display = ("name", "code", "kind", "default_unit", "scope", "shelf_life_months")
    list_filter = ("kind", "scope")
    search_fields = ("code", "name_en", "name_zh", "name_fr")
