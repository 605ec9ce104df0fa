"""The column of a country. django-countries types it as the text that is stored, and not as the value that it reads as."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.db import models
    from django_countries.fields import Country

    class CountryField(models.Field):
        _pyi_private_set_type: str | Country
        _pyi_private_get_type: Country
else:
    from django_countries.fields import CountryField

__all__ = ["CountryField"]
