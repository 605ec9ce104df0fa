"""The site in a fourth language, in a process of its own."""

from zgc_site.settings import *  # noqa: F403
from zgc_site.settings import LANGUAGES

LANGUAGES = [*LANGUAGES, ("de", "Deutsch")]
