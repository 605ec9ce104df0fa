"""Reads workbooks in a process of its own, which has limits; it loads neither Django nor the site."""
