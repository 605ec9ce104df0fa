"""The pictures that other sites show beside links: which card a profile has, and how it is drawn."""

from __future__ import annotations

import threading

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from kit.pictures.marks import initials
from kit.pictures.share_card import ShareCard, draw
from partners.models import Park
from profiles.content.caching import LRUCache
from profiles.models import Profile

MAX_CARDS = 100  # drawn ones in the memory of a process, 20 KB each
PATIENCE = 5  # seconds that a request waits for its turn
MAX_HELD = 2  # requests that draw or wait: the other threads of the process answer for pages

_cards: LRUCache[bytes] = LRUCache(MAX_CARDS)
_turn = threading.Lock()
_places = threading.BoundedSemaphore(MAX_HELD)


class Busy(Exception):
    """Too many others are waiting for their cards."""


def card_of(profile: Profile, host: Park | None) -> ShareCard:
    """In the language of the page."""
    is_host = host is not None and profile == host
    return ShareCard(
        name=str(profile.name),
        second=str(profile.second_name),
        lead=str(profile.summary),
        owner=str(host.name) if host and not is_host else "",
        initials="" if is_host else initials(profile.name),
        logo=profile.logo.largest["name"] if profile.logo else "",
        seed=profile.slug,
    )


def address_of(profile: Profile, host: Park | None) -> str:
    """It changes with the card, so whoever has one need not ask for it again."""
    key = card_of(profile, host).key
    return settings.SITE_URL + reverse("card", args=[profile._meta.model_name, profile.slug, key])


def drawn(card: ShareCard) -> bytes:
    """The picture; Busy, at once where another request waits already. A process draws one at a time, however many are asked for."""
    if (picture := _cards.get(card.key)) is not None:
        return picture
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        return _drawn_in_turn(card)
    finally:
        _places.release()


def _drawn_in_turn(card: ShareCard) -> bytes:
    if not _turn.acquire(timeout=PATIENCE):
        raise Busy
    try:
        return _cards.get_or_make(card.key, lambda: draw(card, _read))
    except (
        FileNotFoundError
    ):  # a database that was put back without its pictures; not kept, for they may follow
        return draw(card._replace(logo=""), _read)
    finally:
        _turn.release()


def _read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()
