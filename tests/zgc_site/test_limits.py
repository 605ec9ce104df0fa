"""Requests that are too large."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile


@pytest.mark.django_db
@pytest.mark.parametrize(("megabytes", "status"), [(1, 200), (13, 413)])
def test_large_request_is_refused_before_it_is_read(client, megabytes, status):
    file = SimpleUploadedFile("a.png", b"0" * megabytes * 1024 * 1024)
    response = client.post("/accounts/login/", {"login": "a", "password": "b", "file": file})
    assert response.status_code == status
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "default-src 'none'" in response["Content-Security-Policy"]
