"""The versions of a story: a list, each one's texts beside those of now, and the way back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import URLPattern, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.signed_in import signed_in
from accounts.strict_admin import is_key
from kit.text_difference import Piece, compared
from profiles.admin.records import RecordAdmin
from profiles.documents.document import Document
from profiles.documents.reading import document_of
from profiles.documents.words import DocumentWords
from profiles.documents.writing import Actor, ProfileGone, SaveConflict
from stories import writing
from stories.forms import RestoreStoryForm
from stories.models import Story, StoryVersion

MAX_SHOWN = 200
NOTHING = Piece("–", differs=True)


class StoryHistoryAdmin(RecordAdmin):
    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/version/<int:number>/", view(self.version_view), name="stories_story_version"),
            path("<int:pk>/restore/", view(self.restore_view), name="stories_story_restore"),
            *super().get_urls(),
        ]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """In place of Django's log, which knows who but not what."""
        story = self._viewable(request, int(object_id) if is_key(object_id) else 0)
        versions = story.versions.select_related("made_by").defer("document")[:MAX_SHOWN]
        context = {"versions": list(versions), "left_out": max(story.versions.count() - MAX_SHOWN, 0)}
        return self._page(request, "story_history", story, context)

    def version_view(self, request: HttpRequest, pk: int, number: int) -> HttpResponse:
        """What a version said, with what differs from today marked."""
        story = self._viewable(request, pk)
        version = _with_texts(story, number)
        then, now = writing.document_at(version), document_of(story)
        context = {
            "version": version,
            "parts": _differences(then, now),
            "may_restore": self.has_change_permission(request, story),
        }
        return self._page(request, "story_version", story, context)

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Bring a version back, on top of what its reader saw: a save like any other."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        story = self._viewable(request, pk)
        if not self.has_change_permission(request, story):
            raise PermissionDenied
        form = RestoreStoryForm(request.POST)
        if form.is_valid():
            self._restore(request, story, form.cleaned_data["number"], form.cleaned_data["seen"])
        return HttpResponseRedirect(reverse("admin:stories_story_history", args=[pk]))

    def _restore(self, request: HttpRequest, story: Story, number: int, seen: int) -> None:
        then, base = (writing.document_at(_with_texts(story, one)) for one in (number, seen))
        why = _("Back to version %(number)s") % {"number": number}
        try:
            result = writing.save(story, base, then, Actor(by=signed_in(request), why=why))
        except (SaveConflict, ProfileGone):
            text = _("Nothing came back, because somebody saved after you opened the page. Look again.")
            self.message_user(request, text, messages.ERROR)
        except ValidationError as error:
            self.message_user(request, " ".join(error.messages), messages.ERROR)
        else:
            done, nothing = (
                _("As in version %(number)s again."),
                _("Nothing differs from version %(number)s."),
            )
            text = done if result.changes else nothing
            self.message_user(request, text % {"number": number}, messages.SUCCESS)

    def _viewable(self, request: HttpRequest, pk: int) -> Story:
        story: Story = get_object_or_404(Story, pk=pk)
        if not self.has_view_permission(request, story):
            raise PermissionDenied
        return story

    def _page(self, request: HttpRequest, name: str, story: Story, context: dict[str, Any]) -> HttpResponse:
        title = _("History of %(name)s") % {"name": story}
        shared = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "story": story}
        return render(request, f"admin/{name}.html", shared | context)


def _with_texts(story: Story, number: int) -> StoryVersion:
    """The version, or the last one before it that has the texts: publishing changes none."""
    versions = StoryVersion.objects.filter(story=story, number__lte=number, document__isnull=False)
    version = versions.select_related("made_by").order_by("-number").first()
    if version is None or number > story.version:
        raise Http404
    return version


def _differences(then: Document, now: Document) -> list[tuple[str, list[Piece]]]:
    """Each part of the story as it was, with its label; what is not there now is marked, and what was not there then."""
    words = DocumentWords([then, now])
    parts = []
    for name in {**then.fields, **now.fields}:
        before, after = (words.value((name,), name, one.fields.get(name)) for one in (then, now))
        if before or after:
            pieces = compared(after, before).after if before else [NOTHING]
            parts.append((str(capfirst(words.label((), name))), pieces))
    return parts
