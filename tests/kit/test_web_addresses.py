import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from kit import web_addresses
from kit.form_fields import WebAddressField
from kit.web_addresses import refuse_no_address, web_address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("www.weba.example.org", "https://www.weba.example.org"),
        ("weba.example.org/Path", "https://weba.example.org/Path"),
        ("WebA.example.org:8080/Path", "https://weba.example.org:8080/Path"),
        ("HTTPS://WEBF.EXAMPLE.ORG", "https://webf.example.org"),
        ("Http://A.Example.Org/A?B=C#D", "http://a.example.org/A?B=C#D"),
        (" http://www.webi.example.org/\u200b ", "http://www.webi.example.org/"),
        ("https://例子.测试", "https://例子.测试"),
        ("例子.测试/路", "https://例子.测试/路"),
        ("https://webj.example.org/?a=1&b=<x>", "https://webj.example.org/?a=1&b=<x>"),
    ],
)
def test_address_is_kept_in_one_form(text, address):
    assert web_address(text) == address
    assert WebAddressField().clean(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "http//webc.example.org",
        "https://a.example.org, https://b.example.org",
        "twitter: @foo",
        "info@example.org",
        "https://user@example.org",
        "https://web h.example.org",
        "javascript:alert(1)",
        "ftp://example.org",
        "//example.org",
        "localhost",
        "example",
        "https://",
    ],
)
def test_text_that_is_no_address_is_refused(text):
    with pytest.raises(ValidationError):
        refuse_no_address(web_address(text))
    with pytest.raises(ValidationError):
        WebAddressField().clean(text)


@given(st.one_of(st.text(), st.from_regex(r"(HTTPS?://)?[A-Za-zÄß.]+(/[A-Za-z ]*)?", fullmatch=True)))
def test_cleaning_twice_changes_nothing(text):
    assert web_address(web_address(text)) == web_address(text)


@given(st.from_regex(web_addresses._is_plain.__self__, fullmatch=True))
def test_address_that_is_told_at_once_is_one_for_the_validator_too(address):
    web_addresses._validate(address)
