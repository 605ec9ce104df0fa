"""Settings of allauth, which signs people in."""

ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.LoginForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
# Administrators make the accounts and vouch for the addresses.
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_ALLOW_UNVERIFIED_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
# By network address, never by account alone: an attacker elsewhere must not be able to lock the right person out.
# "guess" is ours (accounts/guesses.py): wrong passwords and codes on all pages together. What is counted by user
# needs a session of that user.
ACCOUNT_RATE_LIMITS = {
    "guess": "10/5m/ip",
    "login_failed": "10/5m/ip",
    "login": "30/m/ip",
    "change_password": "10/5m/user",
    "reauthenticate": "10/5m/user",
    "reset_password": "10/m/ip",
    "reset_password_from_key": "20/m/ip",
}
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = None
MFA_FORMS = {
    "authenticate": "accounts.forms.AuthenticateForm",
    "reauthenticate": "accounts.forms.ReauthenticateForm",
    "add_webauthn": "accounts.forms.AddWebAuthnForm",
    "edit_webauthn": "accounts.forms.EditWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
