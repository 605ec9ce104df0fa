"""What the admin of companies and of parks shares."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.signed_in import signed_in
from accounts.strict_admin import StrictAdmin
from kit.languages import DEFAULT, LANGUAGES, column
from kit.pictures.marks import initials
from profiles.admin.change_sets import ChangeSetAdmin
from profiles.admin.drafts import DraftAdmin
from profiles.admin.forms import ProfileAdminForm
from profiles.admin.help_texts import PROFILE_HELP_TEXTS, Helpful
from profiles.admin.history import HistoryAdmin
from profiles.admin.imports import ImportingAdmin
from profiles.admin.lists import KeysFirst, completeness
from profiles.admin.presence import OpenFormAdmin
from profiles.admin.terms import MetricAdmin, SourceAdmin
from profiles.admin.widgets import ManySelect, RowSelect
from profiles.documents.writing import Actor, ProfileGone, verify
from profiles.facts.fact import FURTHER, further_columns
from profiles.models import MustStay, Profile, WrongState
from profiles.models.image import PICTURES
from profiles.models.registry import profile_kind
from profiles.search import matching, parse
from profiles.search.suggestions import names_begin_with
from profiles.templatetags.profile_tags import image_html

__all__ = [
    "ChangeSetAdmin",
    "MetricAdmin",
    "ProfileAdmin",
    "SourceAdmin",
]  # Django looks for admins in this module


def language_tabs(*texts: str) -> Iterator[Any]:
    """A tab of the form for each language, with these texts in it."""
    for language in LANGUAGES:
        fields = tuple(column(name, language.suffix) for name in texts)
        yield capfirst(language.label), {"classes": ("tab",), "fields": fields}


class ProfileAdmin(Helpful, StrictAdmin, OpenFormAdmin, ImportingAdmin, HistoryAdmin, DraftAdmin):
    """Lists, search, publishing."""

    change_list_template = "admin/profile_change_list.html"
    help_texts = PROFILE_HELP_TEXTS
    form = ProfileAdminForm
    # The name alone: a picture beside it that led to the same form would be a link without a name.
    list_display_links = ("both_names",)
    actions: tuple[str, ...] = ("publish_selected", "withdraw_selected", "verify_selected", "delete_selected")
    list_per_page = 50
    paginator = KeysFirst
    save_on_top = True
    ordering = (Lower(column("name", DEFAULT)), "pk")  # as an index has it
    prepopulated_fields = {"slug": (column("name", DEFAULT),)}
    search_fields = (column("name", DEFAULT),)  # shows the box; what it finds is up to get_search_results
    readonly_fields: ClassVar[tuple[str, ...]] = (
        *("state_label", "published_at", "changed_at", "changed_by", "version"),
        *("logo_now", "cover_now"),
    )

    class Media:
        css = {"all": ["css/admin.css"]}
        js = ["js/admin_tabs.js", "js/admin_errors.js"]

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name.startswith("summary_"):  # too long for one line
            kwargs["widget"] = AdminTextareaWidget(attrs={"rows": 3})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = RowSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = ManySelect(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # Cells of the list, 250 on a page: docs/performance.md, "HTML that Python writes".

    @admin.display(description=gettext_lazy("logo"))
    def thumbnail(self, profile: Profile) -> SafeString:
        return image_html(profile.logo) if profile.logo else _initial(profile)

    @admin.display(description=gettext_lazy("name"), ordering=Lower("name_en"))
    def both_names(self, profile: Profile) -> SafeString:
        second = profile.second_name
        return format_html(
            '{}<br><span class="second" lang="{}">{}</span>', profile.name, second.lang, second
        )

    @admin.display(description=gettext_lazy("Logo now"))
    def logo_now(self, profile: Profile) -> SafeString:
        return image_html(profile.logo, _("Logo of %(name)s") % {"name": profile.name})

    @admin.display(description=gettext_lazy("Cover now"))
    def cover_now(self, profile: Profile) -> SafeString:
        return image_html(profile.cover, _("Cover of %(name)s") % {"name": profile.name})

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_label(self, profile: Profile) -> SafeString:
        label = profile.get_state_display()
        return format_html('<span class="state state--{}">{}</span>', profile.state, label)

    @admin.display(description=gettext_lazy("complete"))
    def complete(self, profile: Profile) -> str:
        return _("%(number)s %%") % {"number": completeness(profile)}

    @admin.display(description=gettext_lazy("last changed"), ordering="changed_at")
    def changed(self, profile: Profile) -> SafeString:
        day = date_format(timezone.localtime(profile.changed_at), "SHORT_DATE_FORMAT")
        return format_html('{}<br><span class="second">{}</span>', day, profile.changed_by or "")

    @admin.display(description=gettext_lazy("on the site"))
    def site_link(self, profile: Profile) -> SafeString | str:
        if not profile.is_published:
            return "–"
        return format_html('<a href="{}">{}</a>', profile.get_absolute_url(), _("Open"))

    def view_on_site(self, profile: Profile) -> str | None:
        return profile.get_absolute_url() if profile.is_published else None

    def get_fieldsets(self, request: HttpRequest, obj: Profile | None = None) -> Any:
        """Who may only read is offered no upload, and nobody the removal of a picture that is not there."""
        hidden = {f"remove_{kind}" for kind in PICTURES if not (obj and getattr(obj, kind))}
        may_save = self.has_change_permission(request, obj) if obj else True
        if not may_save:
            hidden |= {"new_logo", "new_cover", "remove_logo", "remove_cover"}
        return [
            (name, {**options, "fields": _without(hidden, options["fields"])})
            for name, options in self._all_fieldsets(request, obj)
        ]

    def _all_fieldsets(self, request: HttpRequest, obj: Profile | None) -> list[Any]:
        """Facts that have no place in the layout stand before the last part, which asks for the reason of a change."""
        *parts, last = super().get_fieldsets(request, obj)
        placed = {*PICTURES, *flatten_fieldsets([*parts, last])}
        further = further_columns(profile_kind(self.opts.model_name or "").facts, "admin", placed)
        return [*parts, *([(FURTHER, {"fields": further})] if further else []), last]

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet, search_term: str
    ) -> tuple[models.QuerySet, bool]:
        """As visitors search, among profiles in every state; and by the beginning of a name, while it is typed."""
        excluding = parse(search_term).unwanted
        begins_with = (
            [] if excluding else names_begin_with(queryset.model._meta.model_name or "", search_term)
        )
        matches = matching(queryset, search_term)
        return (matches | queryset.filter(pk__in=begins_with)) if begins_with else matches, False

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        profile = context["adminform"].form.instance
        context["may_publish"] = self._may_publish(request, profile) and not kwargs.get("popup")
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" in request.POST and self._may_publish(request, form.instance):
            with suppress(WrongState):  # somebody else published it meanwhile
                form.instance.publish(by=signed_in(request))
            text = _("Published: visitors see %(name)s now.")
            self.message_user(request, text % {"name": form.instance}, messages.SUCCESS)

    def _may_publish(self, request: HttpRequest, profile: Profile) -> bool:
        may_save = self.has_change_permission(request, profile) if profile.pk else True
        return may_save and self.has_publish_permission(request) and not profile.is_published

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
        self._for_each(request, profiles, lambda profile: profile.publish(by=signed_in(request)))

    @admin.action(description=gettext_lazy("Withdraw the selected profiles"), permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, profiles: models.QuerySet) -> None:
        self._for_each(request, profiles, lambda profile: profile.withdraw(by=signed_in(request)))

    @admin.action(description=gettext_lazy("Mark as checked today"), permissions=["change"])
    def verify_selected(self, request: HttpRequest, profiles: models.QuerySet) -> None:
        self._for_each(request, profiles, lambda profile: verify(profile, Actor(by=signed_in(request))))

    def _for_each(
        self, request: HttpRequest, profiles: models.QuerySet, verb: Callable[[Profile], Any]
    ) -> None:
        done, unchanged, invalid = 0, [], []
        staying: dict[str, str] = {}
        for profile in profiles:
            try:
                verb(profile)
                self.log_change(request, profile, [{"changed": {"fields": ["state"]}}])
                done += 1
            except MustStay as reason:
                staying[str(profile)] = str(reason)
            except (WrongState, ProfileGone):
                unchanged.append(str(profile))
            except ValidationError:
                invalid.append(str(profile))
        text = ngettext("%(number)s profile changed.", "%(number)s profiles changed.", done)
        self.message_user(request, text % {"number": done}, messages.SUCCESS if done else messages.WARNING)
        for name, why in staying.items():
            self.message_user(request, f"{name}: {why}", messages.ERROR)
        if unchanged:
            text = _("Left as they are, because they are in that state or were changed meanwhile: %(names)s")
            self.message_user(request, text % {"names": ", ".join(unchanged)}, messages.WARNING)
        if invalid:
            text = _(
                "Left as they are, because something in them breaks a rule; their forms say what: %(names)s"
            )
            self.message_user(request, text % {"names": ", ".join(invalid)}, messages.WARNING)


def _without(hidden: set[str], fields: Iterable[Any]) -> list[Any]:
    """The fields without the hidden ones, also within the groups that stand side by side."""
    visible = [_without(hidden, field) if isinstance(field, tuple) else field for field in fields]
    return [field for field in visible if field and not (isinstance(field, str) and field in hidden)]


def _initial(profile: Profile) -> SafeString:
    return format_html('<span class="thumb">{}</span>', initials(profile.name))
