"""The catalogue of companies; see profiles/catalogue."""

from functools import partial

from profiles.catalogue import current as current_of

current = partial(current_of, "company")
