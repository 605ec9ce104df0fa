"""The site as a server serves it: through its WSGI application, or in processes of its own."""

from __future__ import annotations

import io
from contextlib import contextmanager

from django.conf import settings
from django.db import connection
from django.test import RequestFactory

from benchmarks.servers import granian, running


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = int(status.split()[0]), dict(headers), body


def ask(application, path, *, method="GET", query="", **environ):
    """The answer of a WSGI application, read to its end and closed as a server does."""
    request = RequestFactory().get(path).environ
    request.pop("HTTP_COOKIE", None)
    request |= {"REQUEST_METHOD": method, "QUERY_STRING": query, "HTTP_HOST": "testserver", **environ}
    request["wsgi.input"] = io.BytesIO()
    begun = []
    response = application(request, lambda *told: begun.extend(told))
    body = b"".join(response)
    if hasattr(response, "close"):
        response.close()
    return Answer(*begun, body)


@contextmanager
def site_process(*, workers=0, **environment):
    """A server with the database of the tests, with a worker for each core unless told; what is not committed it does not see."""
    url = f"sqlite:///{connection.settings_dict['NAME']}"
    if connection.vendor == "postgresql":
        connection.ensure_connection()
        info = connection.connection.info  # where it is, also where the environment says so
        url = f"postgres://{info.user}:{info.password}@{info.host or '127.0.0.1'}:{info.port}/{info.dbname}"
    environ = {
        "DATABASE_URL": url,
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "HTTPS": "0",
        "DEBUG": "1",  # static files under their own names: tests collect none
        **environment,
    }
    with running(granian("zgc_site.wsgi:application", workers), environ) as server:
        yield server
