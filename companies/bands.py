"""Bands of sizes and turnovers: in addresses by their short names, in lists by their words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

# Short name -> the least number of employees in the band; it ends where the next one begins.
EMPLOYEE_BANDS = {"1-49": 0, "50-249": 50, "250-999": 250, "1000-9999": 1_000, "10000-plus": 10_000}
EMPLOYEE_CHOICES = [
    ("1-49", _("Under 50")),
    ("50-249", _("50 to 249")),
    ("250-999", _("250 to 999")),
    ("1000-9999", _("1,000 to 9,999")),
    ("10000-plus", _("10,000 and over")),
]

# Short name -> the least turnover in the band, in CNY a year.
TURNOVER_BANDS = {
    "under-10m": 0,
    "10m-100m": 10_000_000,
    "100m-1bn": 100_000_000,
    "1bn-10bn": 1_000_000_000,
    "10bn-plus": 10_000_000_000,
}
TURNOVER_CHOICES = [
    ("under-10m", _("Under 10 million yuan")),
    ("10m-100m", _("10 to 100 million yuan")),
    ("100m-1bn", _("100 million to 1 billion yuan")),
    ("1bn-10bn", _("1 to 10 billion yuan")),
    ("10bn-plus", _("10 billion yuan and over")),
]
