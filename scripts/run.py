"""Serves the site as `make run`: database, content, static files, then the production server."""

from __future__ import annotations

import argparse
import errno
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# Each has the list of companies in its memory; a park with more cores says how many it wants.
MAX_WORKERS = 4
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")


def main() -> None:
    arguments = _arguments()
    _refuse_taken_port(arguments.host, arguments.port)
    if arguments.host not in ("127.0.0.1", "localhost", "::1"):
        # The machine is reached under names that only its owner knows.
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    os.environ.setdefault("SITE_URL", f"http://{arguments.host}:{arguments.port}")
    _prepare()
    print(f"Serving on http://{arguments.host}:{arguments.port} (stop with Ctrl-C)", flush=True)
    _serve(arguments.host, arguments.port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def _refuse_taken_port(host: str, port: int) -> None:
    if not 0 < port < 65536:
        sys.exit(f"{port} is no port: choose one from 1 to 65535.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError:
        sys.exit(f"This machine does not know the host {host}.")
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            sys.exit(_why_not(error, host, port))


def _why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        free = port + 1 if port < 65535 else 8000
        return f"Port {port} on {host} is taken: choose another one, for example make run PORT={free}"
    return f"Cannot listen on port {port} of {host}: {error.strerror}."


def _prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()
    from companies.models import Company

    is_behind = _is_behind()
    call_command("migrate", verbosity=0)
    call_command("setup_roles", verbosity=0)
    call_command("setup_metrics", verbosity=0)
    call_command("setup_pages")
    if settings.EMBEDDED and not Company.objects.exists():
        call_command("load_demo")
    elif is_behind:  # by a release, which may look for more than the one before
        call_command("rebuild_search")
    call_command("collectstatic", interactive=False, verbosity=0)


def _is_behind() -> bool:
    """Whether the database is older than this release."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _serve(host: str, port: int) -> None:
    """Replace this process by one that keeps the server running, so that signals reach it."""
    from kit.processes.side_by_side import cores

    os.chdir(ROOT)
    # glibc keeps a pool of memory for each thread, and what large uploads leave in one no other uses.
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")
    os.execv(  # noqa: S606 (our own server, no shell)
        sys.executable,
        [
            sys.executable, str(ROOT / "scripts" / "keep_running.py"), _probe(host, port),
            sys.executable, "-m", "granian",  # its script names the folder where .venv was made
            "--interface", "wsgi",
            "--host", host,
            "--port", str(port),
            "--workers", os.environ.get("WORKERS") or str(min(cores(), MAX_WORKERS)),
            "--blocking-threads", os.environ.get("THREADS", "4"),
            "--backpressure", os.environ.get("BACKPRESSURE", "64"),
            "--no-ws",
            # One worker that is killed is replaced at once; where several are within seconds, the server gives up.
            "--respawn-failed-workers",
            "--workers-kill-timeout", "10",
            "--log-level", "warning",
            "zgc_site.embedded:application",
        ],
    )  # fmt: skip


def _probe(host: str, port: int) -> str:
    """Where this machine reaches the server."""
    near = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 (compared, not bound)
    return f"http://[{near}]:{port}/health/live" if ":" in near else f"http://{near}:{port}/health/live"


if __name__ == "__main__":
    main()
