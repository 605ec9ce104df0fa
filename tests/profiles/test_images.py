"""Hostile and odd pictures: bad ones are refused in words, of the others only new pixels are kept."""

import contextlib
import io
import struct
import zlib

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from profiles.images import MAX_BYTES, clean_image, initials

MARKER = b"<script>alert(1)</script>"


def encode(mode: str = "RGB", size: tuple[int, int] = (64, 48), form: str = "PNG", **options) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, form, **options)
    return file.getvalue()


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_header(width: int, height: int) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", header) + png_chunk(b"IDAT", zlib.compress(b"\0" * 999))


def jpeg_header(width: int, height: int) -> bytes:
    data = bytearray(encode(form="JPEG"))
    start = data.index(b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def exif(**tags: int) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = tags.get("orientation", 1)
    found.get_ifd(0x8825)[1] = "N"  # GPS
    found.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    return found


GIF = encode("P", form="GIF")
REFUSED = {
    "empty": b"",
    "text": b"hello",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>" + MARKER + b"</svg>",
    "svg with xml": b"<?xml version='1.0'?><svg/>",
    "html": b"<!doctype html>" + MARKER,
    "pdf": b"%PDF-1.7",
    "eps": b"%!PS-Adobe-3.0 EPSF-3.0",
    "zip": b"PK\x03\x04",
    "php": b"<?php system($_GET[0]);",
    "tiff": encode(form="TIFF"),
    "bmp": encode(form="BMP"),
    "ico": encode(form="ICO"),
    "ppm": encode(form="PPM"),
    "tga": encode(form="TGA"),
    "avif brand": b"\0\0\0\x20ftypavif" + b"\0" * 40,
    "heic brand": b"\0\0\0\x20ftypheic" + b"\0" * 40,
    "psd": b"8BPS\0\1" + b"\0" * 40,
    "riff that is sound": b"RIFF\0\0\0\0WAVEfmt ",
    "png signature alone": b"\x89PNG\r\n\x1a\n",
    "gif signature alone": b"GIF89a",
    "jpeg signature alone": b"\xff\xd8\xff",
    "webp signature alone": b"RIFF\x04\0\0\0WEBP",
    "png of 50,000 x 50,000": png_header(50_000, 50_000),
    "png of 2^31": png_header(2**31 - 1, 2**31 - 1),
    "png without width": png_header(0, 100),
    "png 1 x 100,000": png_header(1, 100_000),
    "png 6,000 x 6,000": png_header(6_000, 6_000),
    "jpeg of 65,500 x 65,500": jpeg_header(65_500, 65_500),
    "gif of 65,535 x 65,535": GIF[:6] + struct.pack("<HH", 65_535, 65_535) + GIF[10:],
    "one pixel": encode(size=(1, 1)),
    "thin": encode(size=(4, 400)),
    "svg named png": b"\n<svg/>",
    "over five megabytes": encode() + b"\0" * MAX_BYTES,
    "png with a text bomb": encode()[:33]
    + png_chunk(b"zTXt", b"k\0\0" + zlib.compress(b"\0" * 80_000_000))
    + encode()[33:],
    "progressive jpeg of 3,000 scans": encode(form="JPEG", progressive=True) + b"\xff\xda" * 3_000,
}
for form in ("PNG", "JPEG", "WEBP", "GIF"):
    whole = encode("P" if form == "GIF" else "RGB", (200, 200), form)
    REFUSED[f"{form} cut to half"] = whole[: len(whole) // 2]
    REFUSED[f"{form} cut to a fifth"] = whole[: len(whole) // 5]

ACCEPTED = {
    "png": encode(),
    "jpeg": encode(form="JPEG"),
    "webp": encode(form="WEBP"),
    "webp lossless": encode(form="WEBP", lossless=True),
    "gif": GIF,
    "palette": encode("P"),
    "one bit": encode("1"),
    "grey": encode("L"),
    "grey and alpha": encode("LA"),
    "sixteen bits": encode("I;16"),
    "rgba": encode("RGBA"),
    "cmyk jpeg": encode("CMYK", form="JPEG"),
    "progressive jpeg": encode(form="JPEG", progressive=True),
    "gif with a script behind": GIF + MARKER,
    "png with a zip behind": encode() + b"PK\x03\x04" + MARKER,
    "jpeg with html behind": encode(form="JPEG") + MARKER,
    "jpeg with a comment": encode(form="JPEG", comment=MARKER),
    "jpeg with a place": encode(form="JPEG", exif=exif()),
    "png with a text": encode()[:33] + png_chunk(b"tEXt", b"Comment\0" + MARKER) + encode()[33:],
    "broken colour profile": encode(icc_profile=b"not a profile"),
    "animated gif": encode("P", form="GIF", save_all=True, append_images=[Image.new("P", (64, 48))] * 40),
    "animated webp": encode(
        form="WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")] * 5
    ),
}
for orientation in range(1, 9):
    ACCEPTED[f"orientation {orientation}"] = encode(form="JPEG", exif=exif(orientation=orientation))


@pytest.mark.parametrize("name", REFUSED)
def test_bad_picture_is_refused_in_words(name):
    with pytest.raises(ValidationError) as refused:
        clean_image(io.BytesIO(REFUSED[name]), "logo")
    assert len(refused.value.messages[0]) > 20


@pytest.mark.parametrize("kind", ["logo", "cover"])
@pytest.mark.parametrize("name", ACCEPTED)
def test_good_picture_is_kept_as_pixels_only(name, kind):
    clean = clean_image(io.BytesIO(ACCEPTED[name]), kind)
    for rendition in clean.renditions:
        with Image.open(io.BytesIO(rendition.data)) as stored:
            assert (stored.format, stored.size) == ("WEBP", (rendition.width, rendition.height))
            assert not {"exif", "icc_profile", "xmp", "comment"} & stored.info.keys()
        assert b"script" not in rendition.data


def test_orientation_is_applied():
    picture = Image.new("RGB", (80, 40), "white")
    picture.paste("red", (0, 0, 20, 40))
    file = io.BytesIO()
    picture.save(file, "JPEG", exif=exif(orientation=6), quality=95)  # to be turned a quarter clockwise
    clean = clean_image(io.BytesIO(file.getvalue()), "logo")
    with Image.open(io.BytesIO(clean.renditions[-1].data)) as stored:
        assert (stored.width, stored.height) == (40, 80)
        red, _green, blue = stored.convert("RGB").getpixel((20, 4))
        assert red > 200 > 60 > blue


def test_same_pixels_have_one_hash():
    assert (
        clean_image(io.BytesIO(GIF), "logo").sha256 == clean_image(io.BytesIO(GIF + b"tail"), "logo").sha256
    )


def test_small_picture_is_not_enlarged():
    assert [one.width for one in clean_image(io.BytesIO(encode(size=(100, 50))), "cover").renditions] == [100]


@given(
    st.sampled_from(["PNG", "JPEG", "WEBP", "GIF"]),
    st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=12),
)
@settings(max_examples=150, deadline=None)
def test_mutated_pictures_raise_nothing_else(form, changes):
    data = bytearray(encode("P" if form == "GIF" else "RGB", (64, 64), form))
    for place, value in changes:
        data[place % len(data)] = value
    with contextlib.suppress(ValidationError):
        clean_image(io.BytesIO(bytes(data)), "logo")


@pytest.mark.parametrize(
    ("name", "initial"),
    [("@home", "H"), ("01.AI", "0"), ("联想", "联"), ("“École”", "É"), ("!!", "·"), ("", "·")],
)
def test_initial_stands_for_a_missing_logo(name, initial):
    assert initials(name) == initial
