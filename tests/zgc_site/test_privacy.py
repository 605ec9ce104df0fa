"""The page on privacy names whatever the site stores of a person, and says how long by the constants that delete it."""

from __future__ import annotations

import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

from pages.placeholders import filled
from pages.texts import shipped
from zgc_site.parts.page_values import VALUES

APPS = ("accounts", "submissions", "profiles", "stories", "visits", "admin", "account", "mfa", "sessions")
# Fields that hold what a person typed or sent, or say who somebody is; by what the page calls them.
NAMED = {
    "account.emailaddress.email": "email address",
    "account.emailaddress.user": "user name",
    "account.emailconfirmation.email_address": "email address",
    "accounts.accountmail.html": "mails about your account",
    "accounts.accountmail.subject": "mails about your account",
    "accounts.accountmail.text": "mails about your account",
    "accounts.accountmail.to": "mails about your account",
    "accounts.accountmail.user": "mails about your account",
    "accounts.representative.user": "the companies that you represent",
    "accounts.user.email": "email address",
    "accounts.user.first_name": "name",
    "accounts.user.last_login": "when you last signed in",
    "accounts.user.last_name": "name",
    "accounts.user.password": "a digest of your password",
    "accounts.user.username": "user name",
    "admin.logentry.change_message": "changes in the administration",
    "admin.logentry.user": "changes in the administration",
    "mfa.authenticator.data": "passkeys or codes",
    "mfa.authenticator.user": "passkeys or codes",
    "profiles.changeset.made_by": "imports",
    "profiles.changeset.taken_back_by": "imports",
    "profiles.draft.changed_by": "drafts",
    "profiles.draft.made_by": "drafts",
    "profiles.filemapping.used_by": "imports",
    "profiles.openform.user": "which form you have open just now",
    "profiles.plan.asked_by": "plans",
    "profiles.upload.content": "Files that you upload",
    "profiles.upload.made_by": "Files that you upload",
    "profiles.upload.name": "Files that you upload",
    "profiles.version.made_by": "changes to profiles and stories",
    "sessions.session.session_data": "`sessionid`",
    "stories.author.user": "your page as an author",
    "stories.story.changed_by": "changes to profiles and stories",
    "stories.storyversion.made_by": "changes to profiles and stories",
    "submissions.accesslink.digest": "your secret link",
    "submissions.event.by": "who in the team took it",
    "submissions.event.text": "your answers to our questions",
    "submissions.merge.merged_by": "merges",
    "submissions.merge.undone_by": "merges",
    "submissions.notice.html": "what we wrote to you",
    "submissions.notice.subject": "what we wrote to you",
    "submissions.notice.text": "what we wrote to you",
    "submissions.notice.to": "email address",
    "submissions.notthesame.decided_by": "merges",
    "submissions.savedview.name": "the views of the queue that you save",
    "submissions.savedview.owner": "the views of the queue that you save",
    "submissions.savedview.query": "the views of the queue that you save",
    "submissions.submission.assigned_to": "who in the team took it",
    "submissions.submission.base": "the values you propose",
    "submissions.submission.claimed_by": "who in the team took it",
    "submissions.submission.comment": "your message",
    "submissions.submission.decided_by": "who in the team took it",
    "submissions.submission.email": "your email address",
    "submissions.submission.first_reader": "who in the team took it",
    "submissions.submission.language": "the language you wrote in",
    "submissions.submission.name": "your name",
    "submissions.submission.note": "what we wrote to you",
    "submissions.submission.picture_owner": "who owns them",
    "submissions.submission.picture_rights": "why the park may show them",
    "submissions.submission.proposed": "the values you propose",
    "submissions.submission.sent_by": "with your account",
    "submissions.upload.image": "the pictures you send",
}
# Texts that say nothing of a person, in tables that hold such things.
IMPERSONAL = {
    *("accounts.accountmail.language", "accounts.accountmail.problem", "accounts.accountmail.state"),
    *("accounts.cacheentry.cache_key", "accounts.cacheentry.value", "accounts.representative.role"),
    *("account.emailconfirmation.key", "mfa.authenticator.type", "sessions.session.session_key"),
    *("submissions.event.state", "submissions.event.what", "submissions.notice.language"),
    *("submissions.notice.problem", "submissions.notice.state", "submissions.notice.what"),
    *("submissions.submission.kind", "submissions.submission.problem", "submissions.submission.purpose"),
    *("submissions.submission.sectors", "submissions.submission.state", "submissions.submission.title"),
    *("submissions.merge.from_title", "submissions.merge.into_title", "submissions.merge.kind"),
    "submissions.notthesame.kind",
    "visits.visitcount.kind",
}
TEXTS = (models.CharField, models.TextField, models.BinaryField, models.GenericIPAddressField)
IN_FULL = {
    "accounts",
    "submissions",
    "visits",
    "account",
    "mfa",
    "sessions",
}  # every text of these is looked at


def stored_of_persons() -> set[str]:
    """Whatever refers to an account or a picture that was sent, addresses and files; and all texts of apps about persons."""
    user = apps.get_model(settings.AUTH_USER_MODEL)
    found = set()
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.concrete_fields:
                refers = field.is_relation and field.related_model is user and field.name != "user_ptr"
                typed = isinstance(field, TEXTS) and app in IN_FULL
                if refers or typed or isinstance(field, models.EmailField | models.FileField):
                    found.add(f"{model._meta.label_lower}.{field.name}")
    return found


def test_whatever_is_stored_of_a_person_is_named():
    known = NAMED.keys() | IMPERSONAL
    by_name = {name for name in stored_of_persons() if not name.startswith("submissions.reason.")}
    assert by_name - known == set()


def test_what_is_named_is_stored():
    for name in NAMED.keys() | IMPERSONAL:
        label, _dot, field = name.rpartition(".")
        assert apps.get_model(label)._meta.get_field(field)


@pytest.mark.parametrize("words", sorted(set(NAMED.values())))
def test_page_on_privacy_says_it(words):
    assert words in shipped("privacy")["body_en"]


@pytest.mark.parametrize("suffix", ["zh", "fr"])
def test_all_languages_name_the_same_values(suffix):
    named = re.compile(r"\{\w+\}|`\w+`|\n## |\n- |\n\| ")
    english, other = (named.findall(shipped("privacy")[f"body_{one}"]) for one in ("en", suffix))
    assert sorted(other) == sorted(english)


def test_each_value_is_used_and_known():
    texts = [
        text
        for key in ("about", "contact", "privacy", "accessibility", "data-licence")
        for text in shipped(key).values()
    ]
    assert {name for text in texts for name in re.findall(r"\{(\w+)\}", text)} == VALUES.keys()


@pytest.mark.django_db
def test_how_long_comes_from_the_constants_that_delete(monkeypatch):
    assert filled("{unconfirmed_kept}, {session_lasts}, {link_valid}") == "30 days, 12 hours, 180 days"
    assert filled("{pictures_kept}, {limit_kept}, {import_kept}") == "30 days, 1 hour, 24 hours"
