"""The queue, the views that moderators keep of it, and what is done with several proposals at once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.signed_in import signed_in
from kit.form_fields import NameField
from profiles.lists.links import page_links
from submissions.deciding.waiting import kept_wait
from submissions.models import SavedView
from submissions.models.saved_view import MAX_VIEWS
from submissions.moderation.bulk import BulkForm, carry_out
from submissions.moderation.desk import desk
from submissions.moderation.queue import PER_PAGE, QueueFilter, plain_filters
from submissions.moderation.views import moderator


class SaveViewForm(forms.Form):
    """In which a moderator keeps a view of the queue."""

    name = NameField(
        max_length=60,
        label=gettext_lazy("Name of the view"),
        error_messages={"required": gettext_lazy("Give the view a name.")},
    )
    query = forms.CharField(required=False, max_length=500)

    def clean_query(self) -> str:
        """Only the parameters that the queue reads."""
        parameters = QueryDict(self.cleaned_data["query"].encode(errors="replace"))
        query = QueryDict(mutable=True)
        for name in QueueFilter.base_filters:
            query.setlist(name, [value for value in parameters.getlist(name) if value])
        return query.urlencode()


@never_cache
@moderator
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits, the answer that is due first at the top."""
    return render(request, "moderation/queue.html", _context(request))


@never_cache
@moderator
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """The same decision for several proposals; the page says of each what became of it."""
    form = BulkForm(request.POST)
    done = carry_out(form, signed_in(request)) if form.is_valid() else []
    context = _context(request) | {
        "bulk": form if form.errors else BulkForm(),
        "done": done,
        "was_bulk": True,
    }
    return render(request, "moderation/queue.html", context)


@never_cache
@moderator
@require_POST
def save_view(request: HttpRequest) -> HttpResponse:
    """Save the query of the queue under a name; the same name replaces."""
    form = SaveViewForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(text) for texts in form.errors.values() for text in texts))
        return redirect("moderation:queue")
    own_views = SavedView.objects.filter(owner=signed_in(request))
    name, query = form.cleaned_data["name"], form.cleaned_data["query"]
    if own_views.exclude(name=name).count() >= MAX_VIEWS:
        messages.error(request, _("You keep %(most)s views already; delete one first.") % {"most": MAX_VIEWS})
    else:
        SavedView.objects.update_or_create(owner=signed_in(request), name=name, defaults={"query": query})
        messages.success(request, _("The view “%(name)s” is kept.") % {"name": name})
    return redirect(f"{reverse('moderation:queue')}?{query}")


@never_cache
@moderator
@require_POST
def delete_view(request: HttpRequest, pk: int) -> HttpResponse:
    """Of the moderator's own views."""
    SavedView.objects.filter(owner=signed_in(request), pk=min(pk, 2**63 - 1)).delete()
    return redirect("moderation:queue")


def _context(request: HttpRequest) -> dict[str, Any]:
    filterset = QueueFilter(request.GET, signed_in(request))
    rows = filterset.qs.select_related("assigned_to", "claimed_by", "sent_by").defer("base", "proposed")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    now, query = timezone.now(), filterset.query
    for row in page.object_list:
        row.other_reader = row.claimed_by if row.claim_of_another(signed_in(request), now) else None
        row.is_overdue = bool(row.is_open and row.due_at and row.due_at < now)
    return {
        "filterset": filterset,
        "filters": plain_filters(filterset),
        "page": page,
        "page_links": page_links(query, page),
        "query": query.urlencode(),
        "views": list(SavedView.objects.filter(owner=signed_in(request))),
        "bulk": BulkForm(),
        "wait": kept_wait(),
        **desk(request),
    }
