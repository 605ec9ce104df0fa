"""What a company and a park share: names and texts, images, and how they become public."""

from __future__ import annotations

import datetime
import operator
from functools import reduce
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kit.languages import (
    MAX_NAME_LENGTH,
    SECOND,
    Text,
    Translated,
    active_suffix,
    columns,
    first_text,
    text,
)
from kit.model_fields import rows_of_model
from kit.sql.constraints import is_one_of, one_of
from kit.text_fields import LineField, NameField, ProseField, WebAddressField
from kit.verbs import alters_data
from profiles.models.image import Image
from profiles.models.version import Version

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from accounts.models import User
    from profiles.models.change_set import ChangeSet
    from profiles.models.rows import OtherName


class WrongState(Exception):
    """The profile was not in the state that this step starts from, perhaps no longer."""


class MustStay(WrongState):
    """Says in a sentence why the profile is neither hidden nor deleted. Nothing was written."""


# Beside the addresses of profiles stand pages of the site.
RESERVED_SLUGS = ("compare", "export", "feed", "history", "new", "suggest")
SLUG_OF_A_PAGE = _("This is the address of another page of the site.")


class Unindexed(models.Func):
    """A text column whose indexes SQLite leaves alone. PostgreSQL always has statistics and decides by them."""

    arity = 1
    template = "%(expressions)s"
    output_field = models.CharField()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, template="+%(expressions)s", **extra)


def is_published(state: str = "state") -> Exact:
    """The condition of `published()`, for rows of profiles with the path to the state: "company__state".

    Most profiles are published, so an index of states finds nothing by it; but without statistics SQLite
    takes a state for rarer than a dozen primary keys, and walks the whole index for a page of a list.
    """
    return Exact(Unindexed(F(state)), Profile.State.PUBLISHED)


class ProfileQuerySet(models.QuerySet):
    def published(self) -> Self:
        """What visitors may see. Every public query starts here."""
        return self.filter(is_published())

    def drafts(self) -> Self:
        return self.filter(state=Profile.State.DRAFT)

    def by_name(self) -> Self:
        """As people sort: iQIYI beside Itaipu, whatever the database thinks of case."""
        first, *others = columns("name")
        return self.order_by(Lower(first), *others, "pk")


class Profile(models.Model):
    """The public page of an organisation. Its state changes through verbs alone."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    slug = models.SlugField(
        _("address on the site"),
        max_length=120,
        unique=True,
        help_text=_("The last part of the page’s address. The old address keeps working when you change it."),
    )
    name = Translated(NameField(_("name in {language}"), max_length=MAX_NAME_LENGTH, blank=True))
    summary = Translated(LineField(_("summary in {language}"), max_length=400, blank=True))
    description = Translated(ProseField(_("description in {language}"), max_length=10_000, blank=True))
    website = WebAddressField(_("website"), max_length=500, blank=True)
    logo = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("logo")
    )
    cover = models.ForeignKey(
        Image, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("cover")
    )

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    changed_at = models.DateTimeField(_("last changed"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("changed by"),
    )
    verified_on = models.DateField(
        _("last checked on"),
        null=True,
        blank=True,
        help_text=_("When somebody at the park last compared the whole profile with its sources."),
    )
    version = models.PositiveIntegerField(_("version"), default=1, editable=False)
    editors_note = ProseField(
        _("note for editors"), max_length=5_000, blank=True, help_text=_("Never shown to visitors.")
    )

    # Columns that verbs alone write, beside those that every profile has; no document holds them.
    BOOKKEEPING: frozenset[str] = frozenset()
    # Which profiles may be hidden or deleted, and why others may not.
    MAY_GO: Q = Q()
    STAYS: Any = ""

    # The rows of a profile that was built or read as a whole; the name that Django keeps what it has prefetched by.
    document_rows: dict[str, list[Any]]
    # The relations of one that is read for a page that have no rows.
    empty_relations: set[str]
    _prefetched_objects_cache: dict[str, models.QuerySet]
    # Every kind has a table of them.
    other_names: RelatedManager[OtherName]

    objects: ClassVar = ProfileQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=reduce(
                    operator.or_, (Q(**{f"{name}__is_blank": False}) for name in columns("name"))
                ),
                name="%(app_label)s_%(class)s_has_name",
                violation_error_message=_("Give a name in at least one language."),
            ),
            one_of("state", "draft", "published", "withdrawn"),
            models.CheckConstraint(
                condition=~Q(state="published", published_at=None),
                name="%(app_label)s_%(class)s_published_at",
            ),
            models.CheckConstraint(condition=~Q(slug=""), name="%(app_label)s_%(class)s_has_slug"),
            models.CheckConstraint(
                condition=~is_one_of("slug", RESERVED_SLUGS),
                name="%(app_label)s_%(class)s_slug_of_a_page",
                violation_error_message=SLUG_OF_A_PAGE,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.slug in RESERVED_SLUGS:
            raise ValidationError({"slug": SLUG_OF_A_PAGE})
        if self.slug and self._former_slugs().filter(slug=self.slug).exists():
            text = _("This was the address of another profile, which still redirects from it.")
            raise ValidationError({"slug": text})

    def get_absolute_url(self) -> str:
        raise NotImplementedError

    def get_history_url(self) -> str:
        """Every kind of profile has its public history below its own address, and its past beside it."""
        return f"{self.get_absolute_url()}history/"

    def get_edit_url(self) -> str:
        """Where visitors propose a change."""
        return f"{self.get_absolute_url()}edit/"

    def get_version_url(self, number: int) -> str:
        return f"{self.get_history_url()}{number}/"

    def get_day_url(self, day: datetime.date) -> str:
        return f"{self.get_absolute_url()}on/{day.isoformat()}/"

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @property
    def mark_colour(self) -> int:
        """Which of the colours of marks is its own; 0 where none is."""
        return 0

    @property
    def second_name(self) -> Text:
        """The name in the other script: Latin under Chinese, Chinese under Latin."""
        name = first_text((suffix, text(self, "name", suffix)) for suffix in SECOND[active_suffix()])
        return name if name != self.name else Text("", name.lang)

    @alters_data
    def publish(
        self,
        *,
        by: User | None,
        why: str = "",
        origin: str = Version.Origin.ADMIN,
        change_set: ChangeSet | None = None,
    ) -> None:
        """Show the profile to visitors. WrongState if it is already shown."""
        published_at = self.published_at or timezone.now()
        step = {"by": by, "why": why, "origin": origin, "change_set": change_set}
        self._move(self.State.PUBLISHED, step, published_at=published_at)

    @alters_data
    def withdraw(self, *, by: User | None, why: str = "", origin: str = Version.Origin.ADMIN) -> None:
        """Hide a published profile from visitors; nothing is deleted. WrongState if it is not shown, MustStay."""
        try:
            self._move(self.State.WITHDRAWN, {"by": by, "why": why, "origin": origin})
        except WrongState:
            self.check_may_go()
            raise

    @alters_data
    def return_to_draft(self, *, by: User | None, why: str, origin: str) -> None:
        """Take its publication back. WrongState if it is not shown, MustStay."""
        try:
            self._move(self.State.DRAFT, {"by": by, "why": why, "origin": origin}, published_at=None)
        except WrongState:
            self.check_may_go()
            raise

    def check_may_go(self) -> None:
        """MustStay if the profile, as the database has it now, is to stay."""
        rows = type(self)._default_manager.filter(pk=self.pk)
        if self.STAYS and rows.exists() and not rows.filter(self.MAY_GO).exists():
            raise MustStay(self.STAYS)

    @transaction.atomic
    def _move(self, state: Profile.State, step: dict[str, Any], **changes: Any) -> None:
        # One conditional UPDATE: of two people who press the button together, one wins.
        allowed = {
            self.State.PUBLISHED: Q(state__in=[self.State.DRAFT, self.State.WITHDRAWN]),
            self.State.WITHDRAWN: Q(state=self.State.PUBLISHED) & self.MAY_GO,
            self.State.DRAFT: Q(state=self.State.PUBLISHED) & self.MAY_GO,
        }[state]
        changes |= {
            "state": state,
            "version": F("version") + 1,
            "changed_at": timezone.now(),
            "changed_by": step["by"],
        }
        if not type(self)._default_manager.filter(allowed, pk=self.pk).update(**changes):
            raise WrongState(self)
        self.refresh_from_db(fields=list(changes))
        is_published = state == self.State.PUBLISHED
        Version.record(self, Version.Action.PUBLISHED if is_published else Version.Action.WITHDRAWN, **step)

    def _former_slugs(self) -> models.QuerySet:
        """The former addresses of other profiles."""
        model, owner = rows_of_model(type(self), "former_slugs")
        return model._default_manager.exclude(**{owner: self.pk})
