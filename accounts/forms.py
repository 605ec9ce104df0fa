"""allauth's forms where its texts, its order or its notion of an address do not fit."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _

from accounts.models import User

MAX_LOGIN = 254  # no address is longer; SQLite fails on a text of 50 kB


class LoginForm(forms.LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Username or email")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        self.fields["login"].validators.append(MaxLengthValidator(MAX_LOGIN))
        if "remember" in self.fields:
            self.fields["remember"].label = _("Remember me")
        # The page has this link below the form, where it is not in the way to the password.
        self.fields["password"].help_text = ""


class ResetPasswordForm(forms.ResetPasswordForm):
    def clean_email(self) -> str:
        """The address in the account counts, however it is spelt there.

        allauth also writes to addresses that an administrator has taken away. The database
        may find "ı" like "I"; mail goes to the typed address, so it must be the same.
        """
        email = self.cleaned_data["email"]
        found = User.objects.filter(email__iexact=email, is_active=True)
        self.users = [user for user in found if user.email.lower() == email]
        return email


class AddWebAuthnForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
