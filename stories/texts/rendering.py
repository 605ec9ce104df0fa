"""The texts of a story as HTML, with the profiles and figures that they name as the directory has them now."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.html import conditional_escape, format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from kit import markdown
from kit.languages import HAN, active_suffix, text
from kit.numbers import figure_text
from profiles.models import Profile
from profiles.pages.source_list import SourceList
from profiles.templatetags import profile_tags
from stories.models import Story
from stories.texts.references import FIGURE, STORY, Reference, ReferencedRecords, read


class StoryTexts:
    """A story in the language of the page. Its sources are numbered as its text names them."""

    def __init__(self, story: Story) -> None:
        suffix = active_suffix()
        self._body, self._see_also = text(story, "body", suffix), text(story, "see_also", suffix)
        inside = [*markdown.references(self._body), *markdown.references(self._see_also)]
        self._references = [one for one in map(read, inside) if one]
        self._found = ReferencedRecords(self._references)
        self.sources = SourceList()

    @property
    def profiles(self) -> list[Profile]:
        """Those that the text links to, in its order."""
        return self._named(one for one in self._references if one.kind != FIGURE)

    @property
    def all_profiles(self) -> list[Profile]:
        """Those that it links to or quotes a figure of."""
        return self._named(self._references)

    def _named(self, references: Iterable[Reference]) -> list[Profile]:
        named = (self._found.profile(one) for one in references)
        return list({(type(one), one.pk): one for one in named if one}.values())

    def body(self) -> SafeString:
        return markdown.render(self._body, self._refer)

    def see_also(self) -> list[SafeString]:
        lines = filter(None, map(str.strip, self._see_also.splitlines()))
        return [_line(markdown.render(line, self._refer)) for line in lines]

    def _refer(self, inside: str) -> SafeString:
        reference = read(inside)
        if reference is None:
            return conditional_escape(f"[[{inside}]]")
        write: Any = {FIGURE: self._figure, STORY: self._story}.get(reference.kind, self._profile)
        return write(reference)

    def _profile(self, reference: Reference) -> SafeString:
        """A profile that is not public any more is named as the text names it."""
        profile = self._found.profile(reference)
        label = reference.label or (profile_tags.text(profile.name) if profile else reference.slug)
        if profile is None:
            return conditional_escape(label)
        return format_html('<a href="{}">{}</a>', profile.get_absolute_url(), label)

    def _story(self, reference: Reference) -> SafeString:
        story = self._found.stories.get(reference.slug)
        if story is None:
            return conditional_escape(reference.label or reference.slug)
        suffixes = [suffix for suffix in (active_suffix(), *story.suffixes) if suffix in story.suffixes]
        for language, title, address in story.editions:
            if language.suffix == suffixes[0]:
                return format_html(
                    '<a href="{}" hreflang="{}">{}</a>',
                    address,
                    language.tag,
                    reference.label or profile_tags.text(title),
                )
        return conditional_escape(reference.label or reference.slug)

    def _figure(self, reference: Reference) -> SafeString:
        """The value as the directory has it, which leads to its series, and the seal that leads to its source."""
        figure, profile = self._found.figure(reference), self._found.profile(reference)
        if figure is None or profile is None:
            return format_html('<span class="gone">{}</span>', _("(figure no longer in the directory)"))
        query = {"metric": figure.metric.code, reference.owner: profile.slug}
        badge = partial(profile_tags.source_badge, {"sources": self.sources})
        return format_html(
            '<span class="unbroken"><a class="quoted" href="{}?{}" title="{}">{}</a>{}{}</span>',
            reverse("figures"),
            urlencode(query),
            f"{profile.name}: {figure.metric.name}, {figure.period_label}",
            figure_text(figure),
            "" if active_suffix() == HAN else " ",
            badge(figure, str(figure.metric.name)),
        )


def _line(html: SafeString) -> SafeString:
    """Without the paragraph around it: it stands in a list."""
    inner = html.strip().removeprefix("<p>").removesuffix("</p>")
    return mark_safe(inner)  # noqa: S308 (made by markdown.render)
