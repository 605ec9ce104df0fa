"""What tests of the shipped content share."""

import pytest
from django.apps import apps
from django.core import serializers


def _dump() -> str:
    """Every row of every table."""
    managers = [model._default_manager for model in apps.get_models()]
    return "".join(serializers.serialize("json", manager.order_by("pk")) for manager in managers)


@pytest.fixture
def dump():
    return _dump
