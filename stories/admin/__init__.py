"""Stories and their authors in the administration."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.signed_in import signed_in
from kit.languages import DEFAULT, LANGUAGES, column, columns, listed
from profiles.admin import language_tabs
from profiles.admin.lists import admin_link
from profiles.admin.records import MAX_USES, RecordAdmin
from profiles.admin.widgets import ManySelect
from profiles.editing.edits import whole_number
from profiles.models import WrongState
from profiles.models.registry import any_kind
from profiles.templatetags.profile_tags import image_html
from stories.admin.history import StoryHistoryAdmin
from stories.editing import StoryEdit
from stories.forms import AuthorForm, StoryForm
from stories.models import Author, NotWhole, Story

SYNTAX = gettext_lazy(
    "The text is written in Markdown: an empty line begins a paragraph, ## a heading, - a line of a list, **bold**, "
    "[a link](https://example.org/). [[company:acme]] names a profile and links to it, with another wording after a bar: "
    "[[company:acme|the computer maker]]. [[figure:park:ADDRESS:companies:2013]] quotes a figure with its source."
)

PICTURED = ("pictured",)  # the part of a form that has the picture


def _is_pictured(options: Any) -> bool:
    return options.get("classes") == PICTURED


class PicturedAdmin(admin.ModelAdmin):
    """A picture in the form: what is shown now, another one, or none."""

    picture = ""

    class Media:
        css = {"all": ["css/admin.css"]}
        js = ["js/admin_tabs.js", "js/admin_errors.js"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who may only read is offered no upload, and nobody the removal of a picture that is not there."""
        kept = [f"kept_{self.picture}"]
        removal = [f"remove_{self.picture}"] if obj and getattr(obj, self.picture) else []
        may_save = self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        fields = [f"{self.picture}_now", *([f"new_{self.picture}", *removal, *kept] if may_save else [])]
        return [
            (name, {**options, "fields": (*fields, *options["fields"])} if _is_pictured(options) else options)
            for name, options in super().get_fieldsets(request, obj)
        ]


@admin.register(Story)
class StoryAdmin(PicturedAdmin, StoryHistoryAdmin):
    form = StoryForm
    picture = "cover"
    change_form_template = "admin/story_change_form.html"
    list_display = ("title_label", "languages", "state_label", "byline", "published", "changed")
    list_filter = ("state", "authors")
    search_fields = ("slug", *columns("title"))
    ordering = ("-changed_at", "-pk")
    autocomplete_fields = ("authors", "related")
    actions = ("publish_selected", "withdraw_selected", "delete_selected")
    prepopulated_fields = {"slug": (column("title", DEFAULT),)}
    save_on_top = True
    readonly_fields = ("state_label", "published_at", "changed_at", "changed_by", "version", "cover_now")
    fieldsets = (
        (None, {"fields": ("state_label", "slug", "authors", "related"), "description": SYNTAX}),
        *language_tabs("title", "lead", "body", "see_also", "alt", "caption"),
        (gettext_lazy("Lead picture"), {"classes": PICTURED, "fields": ("credit",)}),
        (gettext_lazy("For editors"), {"fields": (("version", "changed_at", "changed_by"), "published_at")}),
        (gettext_lazy("This change"), {"fields": ("why",)}),
    )

    def _begin(self, request: HttpRequest, object_id: str | None) -> StoryEdit:
        is_new = object_id is None or "_saveasnew" in request.POST
        pk = None if is_new else whole_number(unquote(object_id or ""))
        return StoryEdit.of(
            any_kind("story"), pk, request.POST, may_bring_back=self.has_add_permission(request)
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Story]:
        return super().get_queryset(request).select_related("cover", "changed_by").prefetch_related("authors")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Under the name of whoever begins it, if that is an author."""
        own = Author.objects.filter(user=signed_in(request)).values_list("pk", flat=True)
        return super().get_changeform_initial_data(request) | {"authors": list(own)}

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in columns("lead"):  # too long for one line
            kwargs["widget"] = admin.widgets.AdminTextareaWidget(attrs={"rows": 3})
        if db_field.name in columns("body"):
            kwargs["widget"] = admin.widgets.AdminTextareaWidget(attrs={"rows": 24})
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["widget"] = ManySelect(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    # --- cells of the list ---------------------------------------------------------------

    @admin.display(description=gettext_lazy("title"), ordering=column("title", DEFAULT))
    def title_label(self, story: Story) -> SafeString:
        title = story.title
        return format_html('<span lang="{}">{}</span>', title.lang, title or story.slug)

    @admin.display(description=gettext_lazy("can be read in"))
    def languages(self, story: Story) -> str:
        return listed(one.short_name for one in LANGUAGES if one.suffix in story.suffixes) or "–"

    @admin.display(description=gettext_lazy("state"), ordering="state")
    def state_label(self, story: Story) -> SafeString:
        return format_html('<span class="state state--{}">{}</span>', story.state, story.get_state_display())

    @admin.display(description=gettext_lazy("authors"))
    def byline(self, story: Story) -> str:
        return listed(str(author) for author in story.authors.all()) or "–"

    @admin.display(description=gettext_lazy("published"), ordering="published_at")
    def published(self, story: Story) -> SafeString | str:
        if not story.published_at:
            return "–"
        day = date_format(timezone.localtime(story.published_at), "SHORT_DATE_FORMAT")
        if not story.is_published:
            return day
        return format_html('<a href="{}">{}</a>', story.get_absolute_url(), day)

    @admin.display(description=gettext_lazy("last changed"), ordering="changed_at")
    def changed(self, story: Story) -> SafeString:
        day = date_format(timezone.localtime(story.changed_at), "SHORT_DATE_FORMAT")
        return format_html('{}<br><span class="second">{}</span>', day, story.changed_by or "")

    @admin.display(description=gettext_lazy("Picture now"))
    def cover_now(self, story: Story) -> SafeString:
        return image_html(story.cover, str(story.picture_alt))

    def view_on_site(self, story: Story) -> str | None:
        return story.get_absolute_url() if story.is_published else None

    # --- verbs ---------------------------------------------------------------------------

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("stories.publish_story")

    def has_withdraw_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("stories.withdraw_story")

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        story = context.get("original")
        may_save = self.has_change_permission(request, story) if story else True
        is_shown = bool(story and story.is_published)
        context["may_publish"] = may_save and self.has_publish_permission(request) and not is_shown
        if story:
            context["preview_url"] = reverse("stories:preview", args=[story.slug])
        return super().render_change_form(request, context, *args, **kwargs)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        if "_publish" not in request.POST:
            return
        if not self.has_publish_permission(request):
            raise PermissionDenied
        story = Story.objects.get(pk=form.instance.pk)
        try:
            story.publish(by=signed_in(request))
        except WrongState:  # somebody else published it meanwhile
            pass
        except NotWhole as reason:
            self.message_user(
                request, _("Saved, but not published. %(why)s") % {"why": reason}, messages.WARNING
            )
            return
        text = _("Published: visitors see “%(title)s” now.")
        self.message_user(request, text % {"title": story}, messages.SUCCESS)

    @admin.action(description=gettext_lazy("Publish the selected stories"), permissions=["publish"])
    def publish_selected(self, request: HttpRequest, stories: models.QuerySet) -> None:
        self._for_each(request, stories, Story.publish)

    @admin.action(description=gettext_lazy("Withdraw the selected stories"), permissions=["withdraw"])
    def withdraw_selected(self, request: HttpRequest, stories: models.QuerySet) -> None:
        self._for_each(request, stories, Story.withdraw)

    def _for_each(self, request: HttpRequest, stories: models.QuerySet, verb: Callable[..., None]) -> None:
        done, unchanged = 0, []
        for story in stories:
            try:
                verb(story, by=signed_in(request))
                done += 1
            except NotWhole as reason:
                self.message_user(request, f"{story}: {reason}", messages.ERROR)
            except WrongState:
                unchanged.append(str(story))
        text = ngettext("%(number)s story changed.", "%(number)s stories changed.", done)
        self.message_user(request, text % {"number": done}, messages.SUCCESS if done else messages.WARNING)
        if unchanged:
            text = _("Left as they are, because they are in that state or were changed meanwhile: %(names)s")
            self.message_user(request, text % {"names": ", ".join(unchanged)}, messages.WARNING)


@admin.register(Author)
class AuthorAdmin(PicturedAdmin, RecordAdmin):
    form = AuthorForm
    picture = "logo"
    list_display = ("name", "slug", "user")
    list_select_related = ("user",)
    search_fields = ("slug", *columns("name"))
    readonly_fields = ("logo_now",)
    prepopulated_fields = {"slug": (column("name", DEFAULT),)}
    fieldsets = (
        (None, {"fields": ("slug", "user")}),
        *language_tabs("name", "biography"),
        (gettext_lazy("Picture"), {"classes": PICTURED, "fields": ()}),
    )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user":
            kwargs["queryset"] = User.objects.filter(is_staff=True)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    @admin.display(description=gettext_lazy("Picture now"))
    def logo_now(self, author: Author) -> SafeString:
        return image_html(author.logo, str(author.name))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """The account is no part of what is merged: whoever saves it last has the word."""
        super().save_related(request, form, formsets, change)
        if "user" in form.changed_data:
            Author.objects.filter(pk=form.instance.pk).update(user=form.cleaned_data["user"])

    def uses(self, records: Iterable[Any]) -> Iterator[SafeString]:
        """The stories: the database would take their author away without a word."""
        for author in records:
            yield from map(admin_link, author.stories.all()[: MAX_USES + 1])
