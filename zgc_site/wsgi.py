"""Entry point of production servers: the site, and its catalogue and frequent words read ahead.

Only a server imports this module. Commands and tests do without the catalogue, or read it when they ask for it.
"""

from zgc_site.application import application  # isort: skip (there are no models before it)
from profiles.catalogue import load_soon
from profiles.search import read_ahead_soon

load_soon()
read_ahead_soon()

__all__ = ["application"]
