"""Fields of a proposal that say one thing together, and the source for them."""

from __future__ import annotations

from typing import Any

from submissions.forms.facts import PICTURES, FactsForm
from submissions.forms.sources import SourceBook, SourceForm


class Group:
    """Fields that say one thing together, with the source for them."""

    def __init__(
        self, names: tuple[str, ...], form: FactsForm, book: SourceBook, data: Any, sources_now: list[str]
    ) -> None:
        self.names, self.form, self.sources_now = names, form, sources_now
        self.is_picture = bool(set(names) & set(PICTURES))
        self.source = SourceForm(book, data, prefix=f"source-{names[0]}", auto_id="%s")

    @property
    def bound_fields(self) -> list[Any]:
        if not self.is_picture:
            return [self.form[name] for name in self.names]
        name = self.names[0]
        hidden = [] if getattr(self.form.instance, name, None) else [f"remove_{name}"]
        return [self.form[one] for one in (f"new_{name}", f"remove_{name}") if one not in hidden]

    @property
    def kept(self) -> Any:
        return self.form[f"kept_{self.names[0]}"] if self.is_picture else None

    @property
    def has_errors(self) -> bool:
        return any(bound.errors for bound in self.bound_fields) or bool(self.source.errors)

    @property
    def asks_now(self) -> bool:
        """Whether the source is shown unfolded."""
        return bool(self.source.errors) or (self.source.is_bound and self.source.has_changed())
