from __future__ import annotations

import pytest

from tests.factories import make_user


@pytest.fixture(autouse=True)
def _small_sums(monkeypatch):
    """The sum before sending, as short as it can be."""
    monkeypatch.setattr("submissions.sending.challenge.BITS", 4)


@pytest.fixture
def moderator(client):
    """Signed in at the desk."""
    user = make_user(role="Moderator", username="moderator")
    client.force_login(user)
    return user
