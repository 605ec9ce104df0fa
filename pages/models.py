"""A page of text in the languages of the site."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit import markdown
from kit.languages import Translated, columns, listed
from kit.sql.constraints import one_of
from kit.text_fields import LineField, ProseField
from pages import placeholders
from profiles.models import ShortNamed
from profiles.models.record_kinds import register_record

MAX_LENGTH = 20_000  # characters of a text


def _some(name: str) -> Q:
    """A translated text that is there in one language at least."""
    return reduce(operator.or_, (Q(**{f"{one}__is_blank": False}) for one in columns(name)))


@register_record
class Page(ShortNamed):
    """A page at the address that its key says. Which ones there are, the product says; what they say, staff do."""

    SHORT_NAME = "key"
    IS_TERM = False

    class Key(models.TextChoices):
        ABOUT = "about", _("About this site")
        CONTACT = "contact", _("Contact")
        PRIVACY = "privacy", _("Privacy")
        ACCESSIBILITY = "accessibility", _("Accessibility statement")
        DATA_LICENCE = "data-licence", _("Data licence")

    key = models.CharField(_("page"), max_length=20, unique=True, choices=Key)
    title = Translated(LineField(_("title in {language}"), max_length=120, blank=True))
    body = Translated(ProseField(_("text in {language}"), max_length=MAX_LENGTH, blank=True))

    class Meta:
        verbose_name = _("page of text")
        verbose_name_plural = _("pages of text")
        ordering = ["pk"]
        constraints = [
            one_of("key", "about", "contact", "privacy", "accessibility", "data-licence"),
            models.CheckConstraint(
                condition=_some("title") & _some("body"),
                name="pages_page_says_something",
                violation_error_message=_("Write a title and a text in at least one language."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())

    def clean(self) -> None:
        super().clean()
        errors = {name: found for name in columns("body") if (found := _wrong(getattr(self, name)))}
        if errors:
            raise ValidationError(errors)


def _wrong(text: str) -> list[Any]:
    """What is wrong with a text that cannot be shown whole, or asks for a value which the site does not know."""
    if refused := markdown.refusal(text):
        return [ValidationError(refused, code="markdown")]
    unknown = placeholders.unknown(text)
    if not unknown:
        return []
    message = _("The site knows no value for %(names)s. It knows: %(known)s.")
    known = listed(f"{{{name}}}" for name in placeholders.names())
    names = listed(f"{{{name}}}" for name in unknown)
    return [ValidationError(message, code="placeholder", params={"names": names, "known": known})]
