"""A Redis of a test's own, on a socket: it can be stopped, frozen and started again."""

from __future__ import annotations

import shutil
import signal
import subprocess
import time
from contextlib import contextmanager

import pytest
from django.core.cache import caches


class RedisServer:
    def __init__(self, folder):
        self.folder, self.socket, self.process = folder, folder / "redis.sock", None

    @property
    def url(self):
        return f"redis://{self.socket}"

    def start(self):
        options = ["--port", "0", "--unixsocket", str(self.socket), "--save", "", "--dir", str(self.folder)]
        self.process = subprocess.Popen([program(), *options], stdout=subprocess.DEVNULL)
        for _wait in range(1200):
            if self.socket.exists():
                return
            time.sleep(0.05)

    def stop(self):
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait()
            self.process = None
        self.socket.unlink(missing_ok=True)

    def freeze(self):
        """It takes calls from now on, and does not answer."""
        self.process.send_signal(signal.SIGSTOP)


def program():
    found = shutil.which("redis-server")
    if not found:
        pytest.skip("Redis is not installed")
    return found


@contextmanager
def redis_server(folder):
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def use(settings, server):
    """Have the site use this Redis before its database."""
    from zgc_site.caches import REDIS, site_caches

    settings.CACHES = site_caches({"BACKEND": REDIS, "LOCATION": f"unix://{server.socket}"})
    return caches["server"]
