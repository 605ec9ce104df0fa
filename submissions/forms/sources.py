"""Where a change can be checked: a source that the profile cites already, or a new one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kit.form_fields import NameField, WebAddressField
from profiles.documents.document import Document, Fields
from profiles.documents.shape import source_shape
from profiles.models import Evidence, Source
from profiles.models.source import level_of
from submissions.forms.dressing import dress


class OfferedSources:
    """The sources that a proposal may name: those of the profile, and new ones as they are typed."""

    def __init__(self, base: Document, start: Document) -> None:
        self.known: dict[str, Fields] = {**base.sources, **start.sources}
        offered = ((key, fields) for key, fields in self.known.items() if self.is_evidence(key))
        self.choices = sorted(
            ((key, source_title(key, fields)[:120]) for key, fields in offered),
            key=lambda choice: choice[1].casefold(),
        )
        self.languages = {
            key: str(fields["language"])
            for key, fields in self.known.items()
            if fields.get("url") and fields.get("language")
        }
        self.new: dict[str, Fields] = {}

    def is_evidence(self, key: str) -> bool:
        """Whether a fact with this source has one."""
        fields = self.known.get(key, {})
        source = Source(evidence=str(fields.get("evidence") or Evidence.TO_CHECK)) if key else None
        return level_of(source) != Evidence.NONE

    def key_of(self, title: str, url: str) -> str:
        """The short name of a source, the same for the same words: typed twice it is one source."""
        for key, fields in self.known.items():
            if url and fields.get("url") == url:
                return key
        digest = hashlib.sha256(f"{title}\n{url}".encode()).hexdigest()[:16]
        key = f"{slugify(title)[:40] or 'source'}-{digest}".strip("-")
        self.new[key] = source_shape().encode(Source(key=key, title=title, url=url))
        return key


def source_title(key: str, fields: Fields) -> str:
    """As a source is called on pages: a description that has no address is in the words of the site."""
    title = str(fields.get("title", key))
    return title if fields.get("url") else gettext(title)


class SourceSelect(forms.Select):
    """Marks each title up with its language."""

    languages: Mapping[str, str] = {}

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if self.languages.get(value):
            option["attrs"]["lang"] = self.languages[value]
        return option


class SourceForm(forms.Form):
    """No field is required as such: whether a source is needed depends on what was changed."""

    use_required_attribute = False

    known = forms.ChoiceField(
        label=_("A source that the profile cites already"), required=False, widget=SourceSelect
    )
    title = NameField(label=_("Title of a new source"), max_length=300, required=False)
    url = WebAddressField(label=_("Its web address"), max_length=1000, required=False)

    def __init__(self, book: OfferedSources, *args: Any, **kwargs: Any) -> None:
        self.book = book
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["known"]).choices = [("", "—"), *book.choices]
        self.fields["known"].widget.languages = book.languages
        if not book.choices:
            del self.fields["known"]
        self.fields["title"].help_text = _("For example “Annual report 2024, page 12”.")
        dress(self, help_texts=False)

    def ask(self, fact: str) -> None:
        """Say that a source is missing for a fact."""
        text = _(
            "Where can this be checked? Give a source here, or one for all your changes further down (%(fact)s)."
        )
        self.add_error("title", text % {"fact": fact})

    def short_name(self) -> str:
        """The short name of the source that was given; empty if none was."""
        cleaned = getattr(self, "cleaned_data", {})
        title, url = cleaned.get("title", ""), cleaned.get("url", "")
        if title or url:
            return self.book.key_of(title or url[:300], url)
        return str(cleaned.get("known", ""))


# What begins like an address; anything else that was typed as a source is its title.
LIKE_ADDRESS = re.compile(r"(?:https?:)?//|www\.|[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}(?:/\S*)?$", re.IGNORECASE)


class BriefSourceForm(SourceForm):
    """A new source in one field, its address or its title, or one that the profile cites already."""

    new = NameField(
        label=_("Source"),
        max_length=1000,
        required=False,
        help_text=_("A web address or a title."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["title"], self.fields["url"]
        self.fields["new"].widget = forms.TextInput(attrs={"class": "input"})
        if "known" in self.fields:
            self.fields["known"].label = _("Or one of this page")
        self.order_fields(["new", "known"])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        typed = cleaned.get("new", "")
        is_address = LIKE_ADDRESS.match(typed) is not None
        field = self.base_fields["url" if is_address else "title"]
        try:
            cleaned["url" if is_address else "title"] = field.clean(typed)
        except ValidationError as error:
            self.add_error("new", error)
        return cleaned

    def ask(self, fact: str) -> None:
        self.add_error("new", _("Give a web address, a document, or a source from the list."))
