import pytest
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation

from kit.addresses import address


@pytest.mark.parametrize("language", ["en", "zh-hans", "fr"])
def test_remembered_address_is_the_one_of_the_language(language):
    with translation.override(language):
        for _round in range(2):
            assert address("companies:detail", "lenovo") == reverse("companies:detail", args=["lenovo"])


def test_address_follows_where_the_site_is_mounted():
    before = get_script_prefix()
    assert address("home") == "/"
    try:
        set_script_prefix("/park/")
        assert address("home") == "/park/"
    finally:
        set_script_prefix(before)
