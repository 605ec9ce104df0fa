"""Answers for requests that reach no view."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's own reads the form that was sent with the request, and fails where that is broken."""
    return render(request, "404.html", status=404)
