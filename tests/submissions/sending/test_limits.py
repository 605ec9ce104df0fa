"""How much is taken within an hour, to the last one."""

from __future__ import annotations

import datetime
import hashlib
import io
import time
import uuid

import pytest
from django.core import signing
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.utils import timezone

from kit.pictures.cleaning import clean_image
from submissions.models import Upload
from submissions.sending import guard, limits
from submissions.sending.challenge import BITS, SALT, VALID, Challenge
from submissions.sending.limits import allow, network_of
from tests.factories import make_company
from tests.profiles.pictures import encode
from tests.submissions.proposals import make_submission
from tests.submissions.submitting import solution_of

pytestmark = pytest.mark.django_db
TRIES = BITS  # before a test makes the sum smaller
NOON = 1_800_000_000


@pytest.fixture
def moment(monkeypatch):
    """The time that limits read; a test moves it."""
    now = [NOON]
    monkeypatch.setattr(limits.time, "time", lambda: now[0])
    return now


def test_take_counts_to_the_last_one():
    assert [allow("mails", "a@example.org", 3) for _time in range(5)] == [True, True, True, False, False]


def test_take_counts_each_sender_and_each_purpose_apart():
    assert allow("mails", "a@example.org", 1)
    assert [allow("mails", "b@example.org", 1), allow("links", "a@example.org", 1)] == [True, True]
    assert not allow("mails", "A@Example.ORG", 1)


def test_take_begins_anew_with_the_next_hour(moment):
    moment[0] = NOON - NOON % 3600
    assert allow("mails", "a", 1)
    moment[0] += 3599
    assert not allow("mails", "a", 1)
    moment[0] += 1
    assert allow("mails", "a", 1)


def test_count_that_the_cache_lost_once_is_begun_again(monkeypatch):
    lost = [True]

    def incr(key):
        if lost.pop() if lost else False:
            raise ValueError
        return 1

    monkeypatch.setattr(cache, "incr", incr)
    assert allow("mails", "a", 1)


def test_what_cannot_be_counted_is_not_let_through(monkeypatch):
    def incr(key):
        raise ValueError

    monkeypatch.setattr(cache, "incr", incr)
    assert allow("mails", "a", 1_000) is False


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("2001:db8:0:1::1", "2001:db8:0:1::/64"),
        ("2001:db8:0:1:ffff::2", "2001:db8:0:1::/64"),
        ("192.0.2.7", "192.0.2.7"),
        ("x" * 70, "x" * 64),
    ],
)
def test_network_of_an_address(rf, address, network):
    assert network_of(rf.get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("proxies", "network"), [(0, "192.0.2.7"), (1, "203.0.113.3"), (2, "203.0.113.2"), (4, "192.0.2.7")]
)
def test_network_is_what_the_outermost_trusted_proxy_saw(rf, settings, proxies, network):
    settings.TRUSTED_PROXIES = proxies
    forwarded = "203.0.113.1, 203.0.113.2, 203.0.113.3"
    request = rf.get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=forwarded)
    assert network_of(request) == network


# --- the limits that there are --------------------------------------------------------------------


def with_sum(rf, network="192.0.2.1"):
    signed = Challenge.fresh().signed
    return rf.post("/", {"challenge": signed, "solution": solution_of(signed)}, REMOTE_ADDR=network)


def without_sum(rf, seconds):
    made = timezone.now() - datetime.timedelta(seconds=seconds)
    return rf.post("/", {"challenge": Challenge("salt", 4, made).signed})


def test_thirty_proposals_an_hour_from_one_address(rf):
    said = [guard.refusal(with_sum(rf, f"192.0.2.{number}"), "wang@example.org") for number in range(32)]
    assert [bool(text) for text in said] == [False] * 30 + [True] * 2
    assert said[-1].startswith("Much was sent from your address")
    assert guard.refusal(with_sum(rf), "li@example.org") == ""


@pytest.mark.parametrize(("seconds", "taken"), [(3.9, False), (4, True)])
def test_form_without_a_sum_is_taken_after_four_seconds(rf, monkeypatch, seconds, taken):
    request = without_sum(rf, 0)
    made = Challenge.read(request.POST["challenge"]).made_at
    later = made + datetime.timedelta(seconds=seconds)
    monkeypatch.setattr("submissions.sending.challenge.timezone.now", lambda: later)
    assert (guard.refusal(request, "wang@example.org") == "") is taken


@pytest.mark.parametrize("sent", [{}, {"challenge": "nonsense", "solution": "1"}])
def test_form_without_our_challenge_is_not_taken(rf, sent):
    assert guard.refusal(rf.post("/", sent), "wang@example.org").startswith("Please send it once more")


def test_form_with_a_sum_is_taken_at_once_and_the_same_sum_only_once(rf):
    request = with_sum(rf)
    said = [guard.refusal(request, "wang@example.org") for _time in range(2)]
    assert [bool(text) for text in said] == [False, True]


def test_same_proposal_is_taken_again_with_its_sum_and_no_other_one(rf):
    """Somebody pressed the button twice."""
    request, key = with_sum(rf), uuid.uuid4()
    said = [guard.refusal(request, "wang@example.org", one) for one in (key, key, uuid.uuid4(), None)]
    assert [bool(text) for text in said] == [False, False, True, True]


def test_wrong_solution_does_not_use_the_sum_up(rf):
    request = with_sum(rf)
    wrong = rf.post("/", request.POST | {"solution": "x"}, REMOTE_ADDR="192.0.2.1")
    said = [guard.refusal(one, "wang@example.org") for one in (wrong, request)]
    assert [bool(text) for text in said] == [True, False]


def test_network_without_sums_has_a_fifth_of_the_limit(rf, settings):
    settings.SUBMISSIONS_AN_HOUR = 10
    said = [guard.refusal(without_sum(rf, 60), f"{number}@example.org") for number in range(3)]
    assert [bool(text) for text in said] == [False, False, True]
    assert said[-1].startswith("Much was sent from your network")
    said = [guard.refusal(with_sum(rf, "192.0.2.9"), f"x{number}@example.org") for number in range(11)]
    assert [bool(text) for text in said] == [False] * 10 + [True]


def test_thirty_questions_for_links_an_hour_from_one_network(rf):
    here, elsewhere = rf.get("/"), rf.get("/", REMOTE_ADDR="192.0.2.9")
    assert [guard.may_ask_for_links(here) for _time in range(31)] == [True] * 30 + [False]
    assert guard.may_ask_for_links(elsewhere)


@pytest.mark.parametrize("used_up", ["links", "messages", ""])
def test_address_is_corrected_within_every_limit(rf, used_up):
    submission = make_submission(make_company(), fields={"founded": "1985"}, queued=False)
    who = {"links": "127.0.0.1", "messages": "right@example.org"}
    for _time in range(30 if used_up else 0):
        allow(used_up, who[used_up], 30)
    assert guard.may_correct_address(rf.get("/"), submission, "right@example.org") is (used_up == "")


def test_address_of_one_proposal_is_corrected_three_times(rf):
    one, other = (make_submission(make_company(), fields={"founded": "1985"}) for _number in range(2))
    done = [guard.may_correct_address(rf.get("/"), one, f"{number}@example.org") for number in range(4)]
    assert done == [True, True, True, False]
    assert guard.may_correct_address(rf.get("/"), other, "x@example.org")


def test_sixty_pictures_an_hour_from_one_network(rf, monkeypatch):
    keep, clean = guard.picture_keeper(rf.get("/")), clean_image(io.BytesIO(encode(size=(64, 64))), "logo")
    for _time in range(59):
        allow("pictures", "127.0.0.1", 60)
    image = keep(clean, "logo")
    assert list(Upload.objects.values_list("image", "submission")) == [(image.pk, None)]
    with pytest.raises(ValidationError):
        keep(clean, "logo")
    assert Upload.objects.count() == 1


# --- the sum --------------------------------------------------------------------------------------


def test_sum_takes_65_536_tries_on_average_and_counts_for_six_hours():
    assert (65_536, datetime.timedelta(hours=6)) == (2**TRIES, VALID)


def test_sum_is_solved_by_numbers_whose_hash_begins_with_zero_bits():
    challenge = Challenge("salt", 4, timezone.now())
    expected = {n for n in range(200) if hashlib.sha256(f"salt.{n}".encode()).hexdigest()[0] == "0"}
    assert {n for n in range(200) if challenge.is_solved_by(str(n))} == expected
    assert 0 < len(expected) < 50


@pytest.mark.parametrize(("hours", "read"), [(5.9, True), (6.1, False)])
def test_challenge_is_read_for_six_hours(monkeypatch, hours, read):
    signed = Challenge.fresh().signed
    now = time.time() + hours * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: now)
    assert (Challenge.read(signed) is not None) is read


def test_challenge_is_the_one_that_was_signed():
    fresh = Challenge.fresh()
    read = Challenge.read(fresh.signed)
    assert (read.salt, read.bits) == (fresh.salt, fresh.bits)
    assert read.made_at == fresh.made_at.replace(microsecond=0)
    assert Challenge.read(fresh.signed + "x") is None


def test_challenges_are_each_another():
    salts = {Challenge.fresh().salt for _time in range(10)}
    assert (len(salts), {len(salt) for salt in salts}) == (10, {32})


def test_solution_has_at_most_twelve_digits():
    challenge = Challenge("salt", 0, timezone.now())
    assert [challenge.is_solved_by("9" * length) for length in (1, 12, 13)] == [True, True, False]


def test_sum_is_remembered_as_long_as_its_challenge_counts(monkeypatch):
    kept, add = [], cache.add
    monkeypatch.setattr(
        cache, "add", lambda key, value, seconds: kept.append(seconds) or add(key, value, seconds)
    )
    one, other = Challenge.fresh(), Challenge.fresh()
    assert (one.use_up(), other.use_up(), one.use_up()) == (True, True, False)
    assert kept == [6 * 3600] * 3


def test_text_that_was_signed_for_something_else_is_no_challenge():
    signed = signing.dumps(["salt", 0, 1_800_000_000], salt="another")
    assert Challenge.read(signed) is None
    assert Challenge.read(signing.dumps(["salt", 0], salt=SALT)) is None
    assert Challenge.read(signing.dumps(1, salt=SALT)) is None


def test_challenge_knows_its_age(monkeypatch):
    made = timezone.now()
    monkeypatch.setattr(
        "submissions.sending.challenge.timezone.now", lambda: made + datetime.timedelta(seconds=7)
    )
    assert Challenge("salt", 4, made).age == datetime.timedelta(seconds=7)
