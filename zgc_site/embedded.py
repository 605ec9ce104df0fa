"""Entry point of the server that `make run` starts: the site, and beside it what is due at set times.

In production the site is zgc_site.wsgi, and `manage.py run_plans --forever` and `manage.py
send_messages --forever` are the workers.
"""

from zgc_site.application import application  # isort: skip (there are no models before it)
from profiles.catalogue import load_soon
from profiles.editing import schedule as plans
from submissions.messages import outbox

load_soon()
plans.keep_running()
outbox.keep_running()

__all__ = ["application"]
