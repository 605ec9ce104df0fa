"""Hostile and odd pictures: bad ones are refused in words, of the others only new pixels are kept."""

import contextlib
import io
import subprocess
import sys
import threading

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kit.pictures import cleaning
from kit.pictures.cleaning import clean_image
from kit.pictures.files import PictureFile
from tests.profiles.pictures import FORMATS, GOOD, HOSTILE, SCRIPT, encode, exif, noise

# Decoders warn of what they find; a warning must not be what stops a bad file.
pytestmark = pytest.mark.filterwarnings("ignore::UserWarning")

MEMORY = """
import threading, io, re
import django
django.setup()
from PIL import Image
from kit.pictures.cleaning import clean_image
from tests.profiles.pictures import HOSTILE, encode
from django.core.exceptions import ValidationError

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read()).group(1)) / 1024

largest = [
    encode("RGBA", (2999, 2999)), encode("LA", (2999, 2999)), encode("P", (2999, 2999), transparency=0),
    encode(size=(9900, 5050), form="JPEG"), encode(size=(2828, 2828), form="JPEG", progressive=True),
    encode("CMYK", (2828, 2828), form="JPEG", progressive=True), encode(size=(3199, 3199), form="JPEG"),
    encode("RGBA", (2449, 2449), form="WEBP", lossless=True), encode("P", (2999, 2999), form="GIF"),
]
clean_image(io.BytesIO(encode()), "cover")
open("/proc/self/clear_refs", "w").write("5")  # forget the peak so far
before = peak()

def send(files, kind):
    for data in files:
        try:
            clean_image(io.BytesIO(data), kind)
        except ValidationError as error:
            assert data not in largest, error

send([data for _code, data in HOSTILE.values()], "logo")
threads = [threading.Thread(target=send, args=((largest * 2)[number:][:4], "cover")) for number in range(8)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
print(round(peak() - before))
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_picture_is_refused_in_words(name):
    code, data = HOSTILE[name]
    with pytest.raises(ValidationError) as refused:
        clean_image(io.BytesIO(data), "logo")
    assert refused.value.code == code
    assert len(refused.value.messages[0]) > 20


@pytest.mark.parametrize("kind", ["logo", "cover"])
@pytest.mark.parametrize("name", GOOD)
def test_good_picture_is_kept_as_pixels_only(name, kind):
    clean = clean_image(io.BytesIO(GOOD[name]), kind)
    for rendition in clean.renditions:
        with Image.open(io.BytesIO(rendition.data)) as stored:
            assert (stored.format, stored.size) == ("WEBP", (rendition.width, rendition.height))
            assert not {"exif", "icc_profile", "xmp", "comment"} & stored.info.keys()
        assert SCRIPT not in rendition.data


def test_orientation_is_applied():
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 20, 40))
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif(6), quality=95)  # to be turned a quarter clockwise
    clean = clean_image(io.BytesIO(file.getvalue()), "logo")
    with Image.open(io.BytesIO(clean.renditions[-1].data)) as stored:
        assert (stored.width, stored.height) == (40, 80)
        red, _green, blue = stored.convert("RGB").getpixel((20, 4))
        assert red > 200 > 60 > blue


def test_transparency_is_kept_and_colours_stay():
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    picture.paste((11, 91, 83, 255), (16, 16, 48, 48))
    file = io.BytesIO()
    picture.save(file, "PNG")
    clean = clean_image(io.BytesIO(file.getvalue()), "logo")
    with Image.open(io.BytesIO(clean.renditions[-1].data)) as stored:
        assert (clean.has_alpha, stored.getpixel((1, 1))[3]) == (True, 0)
        assert all(abs(a - b) < 6 for a, b in zip(stored.getpixel((32, 32))[:3], (11, 91, 83), strict=True))


def test_same_pixels_have_one_hash():
    padded = io.BytesIO(GOOD["jpeg with a comment"])
    assert clean_image(io.BytesIO(GOOD["jpeg"]), "logo").sha256 == clean_image(padded, "logo").sha256


def test_small_picture_is_not_enlarged():
    assert [one.width for one in clean_image(io.BytesIO(encode(size=(100, 50))), "cover").renditions] == [100]


def test_large_photograph_is_accepted_and_reduced():
    photograph = encode(size=(6000, 4000), form="JPEG")
    assert [one.width for one in clean_image(io.BytesIO(photograph), "cover").renditions] == [480, 960, 1600]


def test_sender_is_told_when_pictures_wait_too_long(monkeypatch):
    monkeypatch.setattr(cleaning, "SECONDS_TO_WAIT", 0.01)
    go_on = threading.Event()
    cleaning._decoder.submit(go_on.wait, 30)
    with pytest.raises(ValidationError) as refused:
        clean_image(io.BytesIO(GOOD["png"]), "logo")
    go_on.set()
    assert refused.value.code == "busy"
    monkeypatch.undo()
    assert clean_image(io.BytesIO(GOOD["png"]), "logo").width == 64


@given(
    st.sampled_from(FORMATS),
    st.lists(st.tuples(st.integers(0, 4000), st.binary(max_size=6)), max_size=12),
    st.integers(0, 4000),
)
@settings(max_examples=300, deadline=None)
def test_mutated_picture_is_refused_or_clean_and_raises_nothing_else(form, changes, cut):
    data = bytearray(noise(form))
    for place, value in changes:
        place %= len(data)
        data[place : place + len(value) // 2] = value  # changes, and inserts half of it
    with contextlib.suppress(ValidationError):
        clean = clean_image(io.BytesIO(bytes(data[: len(data) - cut // 20])), "logo")
        assert clean.renditions[-1].data.startswith(b"RIFF")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads the peak from /proc")
def test_pictures_stay_within_150_megabytes():
    """All hostile files, then the largest allowed ones from eight threads at once."""
    result = subprocess.run([sys.executable, "-c", MEMORY], capture_output=True, text=True, timeout=300)
    assert result.returncode == 0, result.stderr
    assert int(result.stdout) < 150


# --- the limits, to the last pixel ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "width", "height", "in_scans", "code"),
    [
        ("JPEG", 10_000, 5_000, False, ""),
        ("JPEG", 10_000, 5_001, False, "too_many_pixels"),
        ("JPEG", 10_001, 20, False, "too_many_pixels"),
        ("JPEG", 20, 10_001, False, "too_many_pixels"),
        ("JPEG", 8_000, 1_000, True, ""),
        ("JPEG", 8_000, 1_001, True, "too_many_pixels"),
        ("PNG", 9_000, 1_000, False, ""),
        ("PNG", 9_000, 1_001, False, "too_many_pixels"),
        ("GIF", 9_000, 1_000, False, ""),
        ("GIF", 9_000, 1_001, False, "too_many_pixels"),
        ("WEBP", 6_000, 1_000, False, ""),
        ("WEBP", 6_000, 1_001, False, "too_many_pixels"),
        ("PNG", 16, 16, False, ""),
        ("PNG", 15, 16, False, "too_small"),
        ("PNG", 16, 15, False, "too_small"),
    ],
)
def test_picture_is_taken_up_to_its_limit(monkeypatch, form, width, height, in_scans, code):
    picture = PictureFile(form, width, height, b"", in_scans)
    monkeypatch.setattr(cleaning, "read_picture", lambda data: picture)
    found = ""
    try:
        assert cleaning._check(b"") == picture
    except ValidationError as error:
        found = error.code
    assert found == code


@pytest.mark.parametrize(("more", "code"), [(0, ""), (1, "too_large")])
def test_file_is_read_up_to_five_megabytes(more, code):
    found = ""
    try:
        assert len(cleaning._read(io.BytesIO(b"x" * (5 * 1024 * 1024 + more)))) == 5 * 1024 * 1024
    except ValidationError as error:
        found = error.code
    assert found == code


def test_file_is_read_from_its_beginning():
    file = io.BytesIO(b"whole")
    file.seek(3)
    assert cleaning._read(file) == b"whole"
