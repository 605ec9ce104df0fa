"""What happened last to companies, by the dates of the events and not by when somebody entered them."""

from __future__ import annotations

from django.utils import timezone

from companies.models import Company, CompanyMilestone

MAX_READ = 60  # events, however many of them are of companies that are not public


def latest_events(limit: int) -> list[CompanyMilestone]:
    """Newest first, none that is still ahead; of the last MAX_READ, so that two indexes answer."""
    today = timezone.localdate().isoformat()
    events = CompanyMilestone.objects.filter(on__lte=today).order_by("-on", "-pk").select_related("source")
    newest = list(events[:MAX_READ])
    companies = Company.objects.published().in_bulk({event.company_id for event in newest})
    shown = [event for event in newest if event.company_id in companies][:limit]
    for event in shown:
        event.company = companies[event.company_id]
    return shown
