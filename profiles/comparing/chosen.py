"""Which profiles an address names to be compared."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import F
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kit.languages import listed
from profiles.documents.reading import profiles_with_terms
from profiles.lists.filters import MAX_NAMED, WordsField, abbreviated
from profiles.models import Profile
from profiles.models.registry import FORMER, profile_kind
from profiles.pages.definitions import LEAST, MOST

MAX_READ = 20  # of the values of an address
SLUG = re.compile(r"[-a-zA-Z0-9_]{1,120}")


class SlugsField(forms.Field):
    """The addresses of profiles, each once, in their order."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(item for item in (value or ())[:MAX_READ] if item.strip()))


class ChosenForm(forms.Form):
    """`c` names them, and `find` is what to look for another one by."""

    c = SlugsField(label=gettext_lazy("Chosen"), required=False)
    find = WordsField(label=gettext_lazy("Add another one by name"), required=False)


class Chosen:
    """The published profiles that an address names, at most MOST, and what is wrong with it."""

    def __init__(self, kind: str, data: QueryDict) -> None:
        self.kind, self.data = kind, data
        self.form = ChosenForm(data, auto_id="%s")
        self.form.is_valid()
        self.named: list[str] = self.form.cleaned_data.get("c", [])
        self.words: str = self.form.cleaned_data.get("find", "")

    @cached_property
    def profiles(self) -> list[Profile]:
        return self._known[:MOST]

    @cached_property
    def unknown(self) -> list[str]:
        """Names of no profile, or of one that is not public, or not any more."""
        return [name for name in self.named if name not in self._by_name]

    @property
    def too_many(self) -> list[Profile]:
        return self._known[MOST:]

    @property
    def is_comparison(self) -> bool:
        return len(self.profiles) >= LEAST

    @property
    def status(self) -> int:
        """404 where too little of what was named is there, 400 where it is more than can be compared."""
        if self.too_many:
            return 400
        return 404 if self.unknown and not self.is_comparison else 200

    @property
    def query(self) -> str:
        """The profiles and what was not understood, each once: this page, without anything else that was sent."""
        known = [profile.slug for profile in self._known]
        return query_of([*known, *(name[:120] for name in self.unknown)])

    @property
    def clean_query(self) -> str:
        """The address of this page where it was sent in other words: names twice, former ones, filters of a list; else empty."""
        sent = self.data.getlist("c")
        is_clean = sent == [*(profile.slug for profile in self._known), *self.unknown] or (
            sent == self.named and bool(self.unknown) and not self._moved
        )
        if is_clean and not self.data.keys() - {"c", "find"}:
            return ""
        words = urlencode({"find": self.words}) if self.words else ""
        return f"?{'&'.join(filter(None, [self.query.removeprefix('?'), words]))}"

    @property
    def refusal(self) -> str:
        """What a program that asks for a file is told; empty where there is nothing wrong."""
        self.report()
        if self.unknown or self.too_many:
            return "".join(f"c: {error}\n" for error in self.form.errors["c"])
        return (
            ""
            if self.is_comparison
            else _("Choose %(least)s to %(most)s to compare.") % {"least": LEAST, "most": MOST} + "\n"
        )

    def without(self, profile: Profile) -> str:
        return query_of([one.slug for one in self._known if one != profile]) or "?"

    def with_more(self, slug: str) -> str:
        return query_of([*(one.slug for one in self._known), slug])

    def report(self) -> None:
        """Say in the form what is wrong."""
        if self.unknown:
            self.form.add_error(
                "c", ValidationError(_("Not found: %(names)s"), params={"names": self._unknown_names})
            )
        if self.too_many:
            names = listed(str(profile.name) for profile in self.too_many)
            message = _("At most %(most)s can be compared at once. Left out: %(names)s")
            self.form.add_error("c", ValidationError(message, params={"most": MOST, "names": names}))

    @property
    def _unknown_names(self) -> str:
        more = ["…"] if len(self.unknown) > MAX_NAMED else []
        return listed([*map(abbreviated, self.unknown[:MAX_NAMED]), *more])

    @cached_property
    def _known(self) -> list[Profile]:
        by_pk = {self._by_name[name].pk: self._by_name[name] for name in self.named if name in self._by_name}
        return list(by_pk.values())

    @property
    def _moved(self) -> bool:
        return any(name != self._by_name[name].slug for name in self.named if name in self._by_name)

    @cached_property
    def _by_name(self) -> dict[str, Profile]:
        """By the address that was sent, which may be a former one."""
        slugs = [name for name in self.named if SLUG.fullmatch(name)]
        if not slugs:
            return {}
        profiles: Any = profiles_with_terms(self.kind)
        published = profiles.published()
        by_slug: dict[str, Profile] = {one.slug: one for one in published.filter(slug__in=slugs)}
        missing = [slug for slug in slugs if slug not in by_slug]
        if missing and FORMER in profile_kind(self.kind).rows:
            former = published.filter(**{f"{FORMER}__slug__in": missing}).annotate(sent=F(f"{FORMER}__slug"))
            by_slug |= {one.sent: one for one in former}
        return by_slug


def query_of(slugs: list[str]) -> str:
    """The end of an address; empty where nobody is chosen."""
    query = QueryDict(mutable=True)
    query.setlist("c", slugs)
    return f"?{query.urlencode()}" if slugs else ""
