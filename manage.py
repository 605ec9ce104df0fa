#!/usr/bin/env python
"""Django's command line for this site."""

import gc
import os
import sys

# New objects after which Python looks for circles among all of them. What a command loads stays: to look through it
# again and again took up to a fifth of its start.
OBJECTS = 50_000


def main() -> None:
    gc.set_threshold(OBJECTS)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zgc_site.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
