"""Which answers carry the policies of pages: what can be a page or a worker, and not what is only part of one."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from zgc_site.middleware import content_security_policy, security_headers


@pytest.mark.parametrize(
    ("content_type", "content", "permissions"),
    [
        ("text/html; charset=utf-8", True, True),
        ("image/svg+xml", True, True),
        ("application/json", True, True),
        ("text/plain", True, True),
        ("", True, True),
        ('text/javascript; charset="utf-8"', True, False),
        ("text/css", False, False),
        ("font/woff2", False, False),
        ("image/png", False, False),
        ("application/manifest+json", False, False),
    ],
)
def test_policies_are_on_what_may_be_a_page_or_a_worker(content_type, content, permissions):
    def answer(request):
        return HttpResponse(content_type=content_type)

    response = security_headers(content_security_policy(answer))(RequestFactory().get("/"))
    assert ("Content-Security-Policy" in response.headers) == content
    assert ("Permissions-Policy" in response.headers) == permissions
