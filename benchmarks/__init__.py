"""Made-up companies in any number, and what the site takes to serve them. docs/performance.md has the results."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")
