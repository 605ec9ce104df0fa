"""What Python writes of forms says the same as Django's templates."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from kit.form_renderer import FormRenderer
from kit.markup import escaped
from profiles.admin.inlines import FactInline
from profiles.admin.widgets import ListSelect
from tests.factories import make_full_company, make_user

HOSTILE = """<script>alert("1")</script> & 'two'"""


class Tokens(HTMLParser):
    """Tags with their attributes in order of the alphabet, and texts without the space around them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, sorted((name, (value or "").strip()) for name, value in attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.found.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.found.append(data.strip())


class EveryField(forms.Form):
    text = forms.CharField(label=HOSTILE, help_text="Help", max_length=10)
    prose = forms.CharField(widget=forms.Textarea)
    number = forms.IntegerField(min_value=1, required=False)
    box = forms.BooleanField()
    hidden = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField()
    mail = forms.EmailField(disabled=True)
    one = forms.ChoiceField(choices=[("", "-"), (HOSTILE, HOSTILE), ("Group", [(1, "in a group")])])
    many = forms.MultipleChoiceField(choices=[(1, "one"), (2, SafeString("<b>two</b>"))])


VALUES = {
    "text": HOSTILE,
    "prose": f"\n{HOSTILE}",
    "number": "0",
    "box": "on",
    "one": HOSTILE,
    "many": ["1", "2"],
}


@pytest.mark.parametrize("data", [None, VALUES, {}])
def test_parts_written_in_python_say_what_templates_say(data):
    pages = [str(EveryField(data, renderer=renderer())) for renderer in (FormRenderer, DjangoTemplates)]
    assert Tokens(pages[0]).found == Tokens(pages[1]).found


@pytest.mark.parametrize("text", [HOSTILE, SafeString("<b>"), 5, "", None, gettext_lazy("Yes")])
def test_escaped_is_what_django_makes_of_a_text(text):
    assert escaped(text) == conditional_escape(text)


@pytest.fixture
def with_templates(settings, monkeypatch):
    """Leads the admin's rows back to Django's templates when it is called."""

    def use_templates() -> None:
        monkeypatch.setattr(FactInline, "template", "admin/edit_inline/stacked.html")
        monkeypatch.setattr(ListSelect, "render", forms.Select.render)
        settings.FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
        get_default_renderer.cache_clear()

    yield use_templates
    get_default_renderer.cache_clear()


def form_of(client: Any, path: str) -> list[Any]:
    """From the first field to the last; what differs between two answers by nature is left out."""
    html = client.get(path).content.decode()
    return Tokens(html[html.index("<fieldset") : html.rindex("</fieldset>")]).found


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["Editor", "Moderator"])
def test_rows_written_in_python_say_what_templates_say(client, with_templates, role):
    company = make_full_company(rows=2)
    client.force_login(make_user(role=role))
    path = f"/admin/companies/company/{company.pk}/change/"
    quick = form_of(client, path)
    with_templates()
    assert quick == form_of(client, path)
    assert len(quick) > 500


def test_list_select_offers_a_value_that_is_not_in_its_list():
    select = ListSelect(choices=[("a", "A"), ("b", HOSTILE)])
    html = select.render("field", HOSTILE, {"id": "x"})
    assert [token for token in Tokens(html).found if token[0] == "option"] == [
        ("option", [("value", "a")]),
        ("option", [("value", "b")]),
        ("option", [("selected", ""), ("value", HOSTILE)]),
    ]
    assert "<script>" not in html
