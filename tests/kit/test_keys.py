"""Keys of rows."""

import datetime
import time
import uuid

from kit import keys
from kit.keys import key_made_of, new_key, new_key_texts


def test_keys_made_together_are_keys_of_version_7_in_order():
    texts = new_key_texts(5000)
    found = [uuid.UUID(text) for text in texts]
    assert [str(one) for one in found] == texts == sorted(set(texts))
    assert {(one.version, one.variant) for one in found} == {(7, uuid.RFC_4122)}


def test_keys_made_together_stand_beside_those_made_one_by_one(monkeypatch):
    before = new_key()
    moment = time.time_ns() + 1_000_000
    monkeypatch.setattr(keys.time, "time_ns", lambda: moment)
    assert before.int < uuid.UUID(new_key_texts(1)[0]).int
    assert uuid.UUID(new_key_texts(2)[1]).int >> 64 == (new_key().int >> 64) + 1


def test_no_keys_are_no_keys():
    assert new_key_texts(0) == []


def test_key_made_of_a_text_is_the_same_each_time_and_sorts_by_its_moment():
    now = datetime.datetime.now(tz=datetime.UTC)
    earlier, later = now - datetime.timedelta(milliseconds=2), now + datetime.timedelta(milliseconds=2)
    made = [key_made_of(moment, text) for moment in (earlier, now, later) for text in ("one", "two")]
    assert made == [key_made_of(moment, text) for moment in (earlier, now, later) for text in ("one", "two")]
    assert len({*made}) == 6
    assert {(one.version, one.variant) for one in made} == {(7, uuid.RFC_4122)}
    assert [key.int >> 80 for key in made[::2]] == sorted({key.int >> 80 for key in made})
    assert made[1].int >> 80 <= new_key().int >> 80
