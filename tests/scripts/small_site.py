"""A site that starts at once, or not at all."""

import os

if "BROKEN" in os.environ:
    raise RuntimeError("A setting is wrong")


def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
