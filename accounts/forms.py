"""allauth's forms where its texts, its order or its notion of an address do not fit."""

from __future__ import annotations

from typing import Any

from allauth.account import forms
from allauth.account.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.webauthn import forms as webauthn
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.guesses import guess
from accounts.models import User
from accounts.queued_mail import LINK

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
        candidates = User.objects.filter(email__iexact=email, is_active=True)
        self.users = [user for user in candidates if user.email.lower() == email]
        return email

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        """One mail into the outbox, whether an account has the address or not.

        allauth creates the link here, which takes longer where there is an account, so that the time gives that
        away. Ours is created when the mail is sent, and is stored nowhere.
        """
        email = self.cleaned_data["email"]
        for user in self.users:
            context = {"user": user, "username": user.username, "password_reset_url": LINK}
            get_adapter().send_mail("account/email/password_reset_key", email, context)
        if not self.users:
            get_adapter().send_mail("account/email/unknown_account", email, {})
        return email


class ChangePasswordForm(forms.ChangePasswordForm):
    def clean_oldpassword(self) -> str:
        with guess():
            return super().clean_oldpassword()


class CountedCode(mfa.BaseAuthenticateForm):
    def clean_code(self) -> str:
        with guess():
            return super().clean_code()


class AuthenticateForm(CountedCode, mfa.AuthenticateForm):
    pass


class ReauthenticateForm(CountedCode, mfa.ReauthenticateForm):
    pass


class AddWebAuthnForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")


class EditWebAuthnForm(webauthn.EditWebAuthnForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name of the key")
