"""How a release brings newer records to a site whose staff changed some: sources, pages of text, stories and their authors.

It is the usual merge: base is what was shipped last, proposed what is shipped now. Where staff changed the same, theirs stays, and
what they deleted stays deleted, pages of text excepted. Profiles come as files of facts instead, see zgc_site/demo/content.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Generic, TypeVar

from profiles.documents import records
from profiles.documents.document import Document
from profiles.documents.merge import Conflict, Side
from profiles.models import Shipped
from profiles.models.short_named import ShortNamed

Said = dict[str, Any]  # of a record, by column, as the files have it
Choose = Callable[[Conflict], Side | None]
Record = TypeVar("Record", bound=ShortNamed)

DELETED = "{kind} {key}: staff deleted it, so it does not come back."
CHANGED = "{kind} {key}, {name}: staff changed it, so it stays as it is."
SHORT = 80  # values that are told in full
SAYS = "{kind} {key}, {name}: The site says “{live}”, the file “{file}”. The site stays as it is."
OWN = "{kind} {key}: its address is that of a {kind} of your own."


class Shipment(Generic[Record]):
    """The records of one model that a release brings, one after the other. `kept` says where the word of staff stays."""

    # Whether one that is gone is made again: where visitors would see it all the same.
    COMES_BACK: ClassVar[bool] = False

    model: type[Record]

    def __init__(self, model: type[Record]) -> None:
        self.model, self.kind = model, str(model._meta.model_name)
        self.kept: list[str] = []
        self._last = {one.key: one for one in Shipped.objects.filter(kind=self.kind)}

    def document(self, said: Said) -> Document:
        """What is said of a record, as a document."""
        raise NotImplementedError

    def create(self, document: Document) -> Record:
        return records.create(document)

    def save(self, record: Record, base: Document, proposed: Document, choose: Choose) -> None:
        records.save(record, base, proposed, choose)

    def first_base(self, record: Record, said: Said) -> Document | None:
        """What was shipped of a record that came before this was remembered; None if it is one of the site's own."""
        return self.document(said)

    def bring(self, key: str, said: Said) -> Record | None:
        """The record with what the files say anew; None where staff deleted it for good, or have one of their own under its key."""
        last, record = self._last.get(key), self._find(key)
        if record is None and last is not None and not self.COMES_BACK:
            self.kept.append(DELETED.format(kind=self.kind, key=key))
            return None
        if record is not None and last is not None and last.said == said:
            return record
        if record is None:
            record = self.create(self.document(said))
        else:
            base = self.document(last.said) if last else self.first_base(record, said)
            if base is None:
                self.kept.append(OWN.format(kind=self.kind, key=key))
                return None
            self._follow(key, record, base, self.document(said))
        of_it = {"object_id": record.pk, "said": said}
        Shipped.objects.update_or_create(kind=self.kind, key=key, defaults=of_it)
        return record

    def _find(self, key: str) -> Record | None:
        """Under whatever key staff have it now."""
        last = self._last.get(key)
        where = {"pk": last.object_id} if last else {self.model.SHORT_NAME: key}
        return self.model._default_manager.filter(**where).first()

    def _follow(self, key: str, record: Record, base: Document, proposed: Document) -> None:
        if base == proposed:
            return

        def keep_live(conflict: Conflict) -> Side:
            self.kept.extend(self._told(key, name, conflict) for name in conflict.names)
            return "live"

        self.save(record, base, proposed, keep_live)
        record.refresh_from_db()

    def _told(self, key: str, name: str, conflict: Conflict) -> str:
        live, file = ((side or {}).get(name) or "" for side in (conflict.live, conflict.proposed))
        is_short = all(isinstance(value, str) and len(value) <= SHORT for value in (live, file))
        return (SAYS if is_short else CHANGED).format(
            kind=self.kind, key=key, name=name, live=live, file=file
        )
