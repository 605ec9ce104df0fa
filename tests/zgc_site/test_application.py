"""What the server calls; the test client goes round it."""

import io
from urllib.parse import urlencode

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import RequestFactory
from django.test.client import encode_multipart

from zgc_site.application import application

CHARSETS = ["hex", "undefined", "idna", "punycode", "unicode_escape", "utf-16", "nonsense", "utf-8"]
TEXT = r"\ud800"  # to "unicode_escape" this is a lone surrogate


@pytest.fixture(autouse=True)
def _one_connection():
    """The transaction of the test is in it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


def _answer(path, content_type, query="", body=b""):
    environ = RequestFactory().get(path).environ | {
        "REQUEST_METHOD": "POST" if body else "GET",
        "QUERY_STRING": query,
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    }
    status = []
    response = application(environ, lambda line, headers: status.append(line))
    return status[0], b"".join(response).decode()


@pytest.mark.django_db
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("path", ["/companies/", "/partners/", "/sources/"])
def test_address_is_read_as_utf8(path, charset):
    status, page = _answer(path, f"text/plain; charset={charset}", urlencode({"q": f"{TEXT} 联想"}))
    assert status == "200 OK"
    assert f"{TEXT} 联想" in page


@pytest.mark.django_db
@pytest.mark.parametrize("charset", CHARSETS)
@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_form_is_read_as_utf8(kind, charset):
    fields = {"csrfmiddlewaretoken": "a", "login": TEXT, "password": "b"}
    body = encode_multipart("x", fields) if kind.startswith("multipart") else urlencode(fields).encode()
    status, _page = _answer("/accounts/login/", f"{kind}; charset={charset}", body=body)
    assert status == "403 Forbidden"  # no token, but no failure in reading either


@pytest.mark.django_db
def test_too_many_parameters_are_the_senders_fault():
    status, _page = _answer("/companies/", "text/plain; charset=utf-8", "a=1&" * 10_001)
    assert status == "400 Bad Request"
