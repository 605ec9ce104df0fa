"""Serves the site as `make run`: database, content, static files, then the production server."""

from __future__ import annotations

import argparse
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")


def main() -> None:
    arguments = _arguments()
    _refuse_taken_port(arguments.host, arguments.port)
    if arguments.host not in ("127.0.0.1", "localhost", "::1"):
        # The machine is reached under names that only its owner knows.
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    _prepare()
    print(f"Serving on http://{arguments.host}:{arguments.port} (stop with Ctrl-C)", flush=True)
    _serve(arguments.host, arguments.port)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def _refuse_taken_port(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            sys.exit(
                f"Port {port} on {host} is taken: choose another one, for example make run PORT={port + 1}"
            )


def _prepare() -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command

    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    django.setup()
    from companies.models import Company

    call_command("migrate", verbosity=0)
    call_command("setup_roles", verbosity=0)
    call_command("setup_metrics", verbosity=0)
    if settings.EMBEDDED and not Company.objects.exists():
        call_command("load_demo")
    call_command("collectstatic", interactive=False, verbosity=0)


def _serve(host: str, port: int) -> None:
    """Replace this process by the server, so that signals reach it."""
    server = Path(sys.executable).with_name("granian")
    os.chdir(ROOT)
    os.execv(  # noqa: S606 (our own server, no shell)
        server,
        [
            str(server),
            "--interface", "wsgi",
            "--host", host,
            "--port", str(port),
            "--workers", os.environ.get("WORKERS", "1"),
            "--blocking-threads", os.environ.get("THREADS", "8"),
            "--no-ws",
            "--log-level", "warning",
            "zgc_site.wsgi:application",
        ],
    )  # fmt: skip


if __name__ == "__main__":
    main()
