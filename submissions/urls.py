"""Addresses of proposals. Those below a profile are in zgc_site/urls.py."""

from __future__ import annotations

from django.urls import path

from submissions.views import edit, ledger, resubmit, status, submit

app_name = "submissions"

urlpatterns = [
    path("submit/<slug:kind>/", submit.propose_new, name="new"),
    path("submissions/sent/<uuid:form_key>/", submit.sent, name="sent"),
    path("submissions/ledger/", ledger.ledger_page, name="ledger"),
    path("submissions/link/", status.send_again, name="link"),
    path("submissions/<str:token>/", status.status, name="status"),
    path("submissions/<str:token>/edit/", edit.edit, name="edit"),
    path("submissions/<str:token>/again/", resubmit.resubmit, name="again"),
    path("submissions/<str:token>/picture/<slug:name>/", status.picture, name="picture"),
]
