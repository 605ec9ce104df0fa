"""Entry point of the server that `make run` starts: the site, and beside it what is due.

In production the site is zgc_site.wsgi, and `manage.py run_worker` the worker.
"""

from zgc_site.application import application  # isort: skip (there are no models before it)
from kit.worker_loop import WorkerLoop
from profiles.catalogue import load_soon
from profiles.search import read_ahead_soon
from zgc_site.jobs import JOBS

load_soon()
read_ahead_soon()
WorkerLoop(JOBS).start()

__all__ = ["application"]
