"""Picture files of all kinds for tests, good and hostile, made in code."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image

from kit.pictures.cleaning import MAX_BYTES

SCRIPT = b"<script>alert(1)</script>"
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def encode(mode: str = "RGB", size: tuple[int, int] = (64, 48), form: str = "PNG", **options: Any) -> bytes:
    file = io.BytesIO()
    Image.new(mode, size).save(file, form, **options)
    return file.getvalue()


def noise(form: str, size: tuple[int, int] = (64, 64)) -> bytes:
    file = io.BytesIO()
    picture = Image.effect_noise(size, 60).convert("P" if form == "GIF" else "RGB")
    picture.save(file, form)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of(width: int, height: int, colour: int = 2, depth: int = 8, data: bytes = b"\0" * 999) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(data)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def png_with(*parts: bytes) -> bytes:
    plain = encode()
    return plain[:33] + b"".join(parts) + plain[33:]


def jpeg_of(width: int, height: int, **options: Any) -> bytes:
    data = bytearray(encode(form="JPEG", **options))
    start = data.index(b"\xff\xc2" if options.get("progressive") else b"\xff\xc0")
    data[start + 5 : start + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def jpeg_with(segment: bytes, times: int = 1) -> bytes:
    plain = encode(form="JPEG")
    return plain[:2] + segment * times + plain[2:]


def jpeg_scans(number: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    plain = encode(form="JPEG", progressive=True)
    last = plain.rindex(b"\xff\xda")
    return plain[:last] + plain[last:-2] * number + plain[-2:]


def webp_of(width: int, height: int) -> bytes:
    """An extended WebP whose canvas is larger than its frame."""
    plain = encode(form="WEBP", lossless=True)[12:]
    canvas = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + plain
    return b"RIFF" + struct.pack("<I", len(body)) + body


def webp_with(kind: bytes, content: bytes) -> bytes:
    body = encode(form="WEBP", lossless=True)[8:] + kind + struct.pack("<I", len(content)) + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def gif_of(width: int, height: int, frame: tuple[int, int] | None = None) -> bytes:
    plain = bytearray(encode("P", form="GIF"))
    plain[6:10] = struct.pack("<HH", width, height)
    if frame:
        start = plain.index(b"\x2c", 13)
        plain[start + 5 : start + 9] = struct.pack("<HH", *frame)
    return bytes(plain)


def exif(orientation: int = 1) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = orientation
    found.get_ifd(0x8825)[1] = "N"  # where it was taken
    found.get_ifd(0x8825)[2] = (39.0, 54.0, 0.0)
    return found


def _hostile() -> dict[str, tuple[str, bytes]]:
    """Name -> (the code it is refused with, the file)."""
    other = {
        "empty": b"",
        "text": b"hello",
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
        "svg with xml": b"<?xml version='1.0'?><svg onload='alert(1)'/>",
        "svg after a blank line": b"\n<svg/>",
        "svg with a byte order mark": b"\xef\xbb\xbf<svg/>",
        "svg in UTF-16": "<svg/>".encode("utf-16"),
        "svg compressed": b"\x1f\x8b\x08\0" + b"\0" * 40,
        "html": b"<!doctype html>" + SCRIPT,
        "xml with entities": b"<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>",
        "pdf": b"%PDF-1.7",
        "eps": b"%!PS-Adobe-3.0 EPSF-3.0",
        "zip": b"PK\x03\x04" + b"\0" * 40,
        "php": b"<?php system($_GET[0]);",
        "shell": b"#!/bin/sh\nrm -rf /\n",
        "program": b"MZ" + b"\0" * 60,
        "elf": b"\x7fELF" + b"\0" * 60,
        "mvg": b"push graphic-context\nimage over 0,0 0,0 'url(http://localhost/)'",
        "avif": b"\0\0\0\x20ftypavif" + b"\0" * 40,
        "heic": b"\0\0\0\x20ftypheic" + b"\0" * 40,
        "psd": b"8BPS\0\1" + b"\0" * 40,
        "jpeg 2000": b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 40,
        "jpeg xl": b"\xff\x0a" + b"\0" * 40,
        "riff that is sound": b"RIFF\0\0\0\0WAVEfmt ",
        "png one byte late": b"\0" + encode(),
        "zeros": b"\0" * 5_000,
        **{form.lower(): encode(form=form) for form in ("TIFF", "BMP", "ICO", "PPM", "TGA", "PCX", "SGI")},
    }
    bomb = zlib.compress(b"\0" * 80_000_000)
    broken = {
        "png signature alone": b"\x89PNG\r\n\x1a\n",
        "gif signature alone": b"GIF89a",
        "jpeg signature alone": b"\xff\xd8\xff",
        "webp signature alone": b"RIFF\x04\0\0\0WEBP",
        "png without its end": encode()[:-12],
        "png with a chunk of 4 GB": encode()[:33] + b"\xff\xff\xff\xffIDAT" + b"\0" * 99,
        "png whose first chunk is another": b"\x89PNG\r\n\x1a\n" + chunk(b"IDAT", b"") + encode()[8:],
        "png of nothing compressed": png_of(400, 400, data=b""),
        "png with colours by number and no table of them": png_of(100, 100, 3, data=b"\0" * 10_100),
        "png with a flood of chunks": png_with(chunk(b"tEXt", b"a\0b") * 6_000),
        "png with a bomb of text": png_with(chunk(b"zTXt", b"k\0\0" + bomb)),
        "png with a bomb of a profile": png_with(chunk(b"iCCP", b"k\0\0" + bomb)),
        "png and a zip": encode() + b"PK\x03\x04" + SCRIPT,
        "png and a script": encode() + SCRIPT,
        "jpeg and html": encode(form="JPEG") + SCRIPT,
        "jpeg and a zip": encode(form="JPEG") + b"PK\x03\x04",
        "gif and a script": encode("P", form="GIF") + b"/*" + SCRIPT,
        "gif that is javascript": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)//;",
        "jpeg, the beginning of another and a zip": encode(form="JPEG") + b"\xff\xd8\xff" + b"PK\x03\x04" * 9,
        "webp with a zip in a part of its own": webp_with(b"ZIP ", b"PK\x03\x04"),
        "webp and php": encode(form="WEBP") + b"<?php phpinfo();",
        "webp longer than it is": b"RIFF\xff\xff\xff\x00" + encode(form="WEBP")[8:],
        "webp of an unknown part": b"RIFF\x20\0\0\0WEBPXXXX" + b"\0" * 40,
        "jpeg of 3,000 scans": jpeg_scans(3_000),
        "jpeg of 25 scans more": jpeg_scans(25),
        "jpeg with a flood of segments": jpeg_with(b"\xff\xe5\0\2", 6_000),
        "jpeg with an endless segment": jpeg_with(b"\xff\xfe\xff\xff"),
        "jpeg without a frame": encode(form="JPEG").replace(b"\xff\xc0", b"\xff\xe9"),
        "jpeg coded arithmetically": encode(form="JPEG").replace(b"\xff\xc0", b"\xff\xc9"),
        "jpeg without losses": encode(form="JPEG").replace(b"\xff\xc0", b"\xff\xc3"),
        "jpeg without its end": encode(form="JPEG")[:-2],
        "gif without a frame": encode("P", form="GIF")[:13] + b"\x3b",
        "gif with an unknown block": encode("P", form="GIF")[:-1] + b"\x99",
        "gif with a flood of comments": encode("P", form="GIF")[:-1] + b"\x21\xfe\0" * 6_000 + b"\x3b",
    }
    for form in FORMATS:
        whole = noise(form)
        for part in (2, 5, 20):
            broken[f"{form} cut to 1/{part}"] = whole[: len(whole) // part]
    large = {
        "png of 50,000 x 50,000": png_of(50_000, 50_000),
        "png of 2^31": png_of(2**31 - 1, 2**31 - 1),
        "png of 1 x 100,000": png_of(1, 100_000),
        "png of 4,000 x 4,000": png_of(4_000, 4_000),
        "png of 20,000 x 20,000 in one bit": png_of(20_000, 20_000, 0, 1),
        "png in 16 bits with alpha": png_of(5_000, 5_000, 6, 16),
        "jpeg of 65,500 x 65,500": jpeg_of(65_500, 65_500),
        "jpeg of 9,000 x 9,000": jpeg_of(9_000, 9_000),
        "jpeg of 4,000 x 4,000 in scans": jpeg_of(4_000, 4_000, progressive=True),
        "webp of 16,384 x 16,384": webp_of(16_384, 16_384),
        "webp of 4,000 x 4,000": webp_of(4_000, 4_000),
        "gif of 65,535 x 65,535": gif_of(65_535, 65_535),
        "gif with a frame beyond its screen": gif_of(64, 48, (65_535, 65_535)),
    }
    small = {
        "one pixel": encode(size=(1, 1)),
        "thin": encode(size=(4, 400)),
        "png without width": png_of(0, 100),
        "jpeg without height": jpeg_of(64, 0),
    }
    heavy = {"over five megabytes": encode() + b"\0" * MAX_BYTES}
    groups = {
        "not_an_image": other, "broken": broken, "too_many_pixels": large, "too_small": small, "too_large": heavy,
    }  # fmt: skip
    return {name: (code, data) for code, group in groups.items() for name, data in group.items()}


HOSTILE = _hostile()

GOOD = {
    "png": encode(),
    "jpeg": encode(form="JPEG"),
    "webp": encode(form="WEBP"),
    "webp lossless": encode(form="WEBP", lossless=True),
    "webp with alpha": encode("RGBA", form="WEBP"),
    "gif": encode("P", form="GIF"),
    "palette": encode("P"),
    "palette with transparency": encode("P", transparency=0),
    "one bit": encode("1"),
    "grey": encode("L"),
    "grey and alpha": encode("LA"),
    "sixteen bits": encode("I;16"),
    "rgba": encode("RGBA"),
    "cmyk jpeg": encode("CMYK", form="JPEG"),
    "progressive jpeg": encode(form="JPEG", progressive=True),
    "jpeg filled up with zeros": encode(form="JPEG") + b"\0" * 100,
    "jpeg of a camera with two pictures": encode(form="JPEG") + encode(form="JPEG"),
    "jpeg with a comment": encode(form="JPEG", comment=SCRIPT),
    "jpeg with a place": encode(form="JPEG", exif=exif()),
    "jpeg with adobe's data": jpeg_with(b"\xff\xed\0\x1bPhotoshop 3.0\0" + SCRIPT[:11]),
    "png with a text": png_with(chunk(b"tEXt", b"Comment\0" + SCRIPT)),
    "png with a script in a part of its own": png_with(chunk(b"scRp", SCRIPT)),
    "broken colour profile": encode(icc_profile=b"not a profile"),
    "animated gif": encode("P", form="GIF", save_all=True, append_images=[Image.new("P", (64, 48))] * 40),
    "animated png": encode(save_all=True, append_images=[Image.new("RGB", (64, 48), "red")] * 5),
    "animated webp": encode(
        form="WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")] * 5
    ),
    **{f"orientation {number}": encode(form="JPEG", exif=exif(number)) for number in range(1, 9)},
}
