"""Uploaded pictures: checked before they are decoded, kept as re-encoded pixels only.

What a file is, its first bytes say; its name and declared type are never read. Size and
pixels are checked from the header before a decoder sees the data. What is stored is a new
WebP made from the pixels, so metadata, scripts behind the picture and tricks in the
container are gone. No other module imports Pillow to read what a visitor sent.
"""

from __future__ import annotations

import hashlib
import io
import unicodedata
import warnings
import zlib
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000
MAX_SIDE = 10_000
MIN_SIDE = 16
MAX_JPEG_SCANS = 100  # a progressive JPEG of thousands of scans takes minutes to decode

SIZES = {"logo": (64, 128, 256), "cover": (480, 960, 1600)}
QUALITY = 82
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


@dataclass(frozen=True)
class Rendition:
    """One stored size; width and height in pixels."""

    width: int
    height: int
    format: str
    data: bytes


@dataclass(frozen=True)
class CleanImage:
    """A picture that is safe to store, known by the hash of its largest rendition."""

    sha256: str
    width: int
    height: int
    renditions: tuple[Rendition, ...]
    has_alpha: bool


def clean_image(upload: Any, kind: str) -> CleanImage:
    """Re-encode an uploaded logo or cover; ValidationError in words for everything else."""
    data = _read(upload)
    _check_signature(data)
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        warnings.filterwarnings("ignore", category=UserWarning)
        try:
            return _reencode(data, kind)
        except ValidationError:
            raise
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            raise _too_many_pixels() from None
        except MemoryError:
            raise _too_many_pixels() from None
        # Decoders fail on broken files in as many ways as there are formats.
        except (
            OSError,
            SyntaxError,
            ValueError,
            TypeError,
            LookupError,
            ArithmeticError,
            EOFError,
            RuntimeError,
        ):
            raise _broken() from None
        except (zlib.error, ImageCms.PyCMSError):
            raise _broken() from None
        except Exception as error:  # struct.error and decoders' own classes share no base
            if type(error).__module__.split(".")[0] in ("struct", "PIL"):
                raise _broken() from None
            raise


def _read(upload: Any) -> bytes:
    """The whole file, at most MAX_BYTES; what it claims as its size is not believed."""
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = _("The file is too large. Send at most %(limit)s MB.") % {
            "limit": MAX_BYTES // 1024 // 1024
        }
        raise ValidationError(message, code="too_large")
    return data


def _check_signature(data: bytes) -> None:
    webp = data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    if webp or data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")):
        return
    raise ValidationError(
        _(
            "This is not a picture that can be used. Send a PNG, JPEG, WebP or GIF file; SVG and PDF are not accepted."
        ),
        code="not_an_image",
    )


def _reencode(data: bytes, kind: str) -> CleanImage:
    if data.startswith(b"\xff\xd8") and data.count(b"\xff\xda") > MAX_JPEG_SCANS:
        raise _broken()
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        _check_dimensions(*opened.size)
        largest = SIZES[kind][-1]
        if opened.format == "JPEG":
            opened.draft(None, (largest * 2, largest * 2))  # decodes a large photograph at a fraction
        opened.load()
        _check_dimensions(*opened.size, least=1)
        pixels = _plain_pixels(opened)
    renditions = tuple(_renditions(pixels, kind))
    return CleanImage(
        sha256=hashlib.sha256(renditions[-1].data).hexdigest(),
        width=renditions[-1].width,
        height=renditions[-1].height,
        renditions=renditions,
        has_alpha=pixels.mode == "RGBA",
    )


def _check_dimensions(width: int, height: int, least: int = MIN_SIDE) -> None:
    if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
        raise _too_many_pixels()
    if min(width, height) < least:
        message = _("The picture is too small. It needs at least %(side)s pixels on each side.")
        raise ValidationError(message % {"side": MIN_SIDE}, code="too_small")


def _plain_pixels(opened: Image.Image) -> Image.Image:
    """The first frame, upright, in sRGB, with alpha only where there is some; no metadata."""
    profile = opened.info.get("icc_profile")
    upright = ImageOps.exif_transpose(opened)
    if upright.mode.startswith("I") or upright.mode == "F":
        upright = (
            upright.point(lambda value: value / 256).convert("L")
            if upright.mode != "F"
            else upright.convert("L")
        )
    alpha = "A" in upright.getbands() or "transparency" in upright.info
    pixels = upright.convert("RGBA" if alpha else "RGB")
    if profile and upright.mode in ("RGB", "RGBA"):
        pixels = _to_srgb(pixels, profile)
    clean = Image.new(pixels.mode, pixels.size)
    clean.paste(pixels)
    return clean


def _to_srgb(pixels: Image.Image, profile: bytes) -> Image.Image:
    """Convert from the embedded colour profile; a broken one is ignored."""
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(pixels, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return pixels
    return converted or pixels


def _renditions(pixels: Image.Image, kind: str) -> list[Rendition]:
    """Smallest first. A picture is never enlarged, so a small one has fewer sizes."""
    widths = [width for width in SIZES[kind] if width < max(pixels.size)]
    widths.append(min(SIZES[kind][-1], max(pixels.size)))
    return [_rendition(pixels, width) for width in dict.fromkeys(widths)]


def _rendition(pixels: Image.Image, side: int) -> Rendition:
    scaled = pixels.copy()
    scaled.thumbnail((side, side), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    scaled.save(file, "WEBP", quality=QUALITY, method=4, exact=False)
    return Rendition(scaled.width, scaled.height, "webp", file.getvalue())


def _too_many_pixels() -> ValidationError:
    message = _(
        "The picture has too many pixels. Send at most %(side)s on a side and %(million)s million in all."
    )
    limits = {"side": MAX_SIDE, "million": MAX_PIXELS // 1_000_000}
    return ValidationError(message % limits, code="too_many_pixels")


def _broken() -> ValidationError:
    return ValidationError(
        _(
            "The picture is damaged or incomplete. Save it again as PNG, JPEG, WebP or GIF and send it once more."
        ),
        code="broken",
    )


def initials(name: str, language: str = "") -> str:
    """What stands for a missing logo: the first letter, digit or character of the name."""
    for char in name:
        if unicodedata.category(char)[0] in "LN":
            return char.upper()
    return "·"


def tint(slug: str) -> int:
    """A stable number from 1 to 4, for the colour behind the initials."""
    return zlib.crc32(slug.encode()) % 4 + 1
