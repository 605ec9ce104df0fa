"""All that is done beside the requests, in `manage.py run_worker` or in a server that has no worker beside it."""

from accounts.outbox import SENDING
from profiles.editing import schedule, taking_back
from profiles.recognising import match_keys
from submissions.messages.tidying import TIDYING

JOBS = (*schedule.JOBS, taking_back.JOB, SENDING, TIDYING, match_keys.KEEPING)
