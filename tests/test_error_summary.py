"""The list of errors on top of a page leads to where each is."""

import pytest
from django import forms
from django.forms import ValidationError
from django.urls import reverse

from profiles.templatetags.errors import error_summary
from tests.factories import make_company
from tests.page_form import assert_errors_lead_somewhere

pytestmark = pytest.mark.django_db


class Both(forms.Form):
    name = forms.CharField(label="Name")
    places = forms.MultipleChoiceField(
        choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, label="Places"
    )
    hidden = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        raise ValidationError("Not like this.")


def test_errors_of_a_form_lead_to_its_fields():
    found = error_summary(Both({"places": "b", "hidden": "x"}), Both(), None, "")["errors"]
    assert [(anchor, label) for anchor, label, _text in found] == [
        ("id_name", ""),
        ("id_name", "Name"),
        ("id_places", "Places"),
        ("", ""),
    ]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("companies:list", "?zone=nowhere&founded_min=x&q=%00"),
        ("partners:list", "?country=nowhere&q=%00"),
        ("sources", "?q=%00"),
    ],
)
def test_each_error_of_a_public_list_leads_to_a_place_on_its_page(client, name, query):
    make_company()
    assert_errors_lead_somewhere(client.get(reverse(name) + query).content.decode())
