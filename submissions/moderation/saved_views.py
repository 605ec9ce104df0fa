"""The form in which a moderator keeps a view of the queue."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from kit.form_fields import NameField
from submissions.moderation.queue import QueueFilter


class SaveViewForm(forms.Form):
    name = NameField(
        max_length=60, label=_("Name of the view"), error_messages={"required": _("Give the view a name.")}
    )
    query = forms.CharField(required=False, max_length=500)

    def clean_query(self) -> str:
        """Only the parameters that the queue reads."""
        sent = QueryDict(self.cleaned_data["query"].encode(errors="replace"))
        known = QueryDict(mutable=True)
        for name in QueueFilter.base_filters:
            known.setlist(name, [value for value in sent.getlist(name) if value])
        return known.urlencode()
