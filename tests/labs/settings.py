"""The site with one kind of profile more, in a process of its own."""

from zgc_site.settings import *  # noqa: F403
from zgc_site.settings import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.labs"]
MIGRATION_MODULES = {"labs": None}
