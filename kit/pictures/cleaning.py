"""Uploaded pictures: checked before they are decoded, stored as re-encoded pixels only.

What a file is, its first bytes say; its name and declared type are never read. Size and
pixels are checked from the container before a decoder sees the data, one picture is decoded
at a time, and it is made small before anything else is done with it. What is stored is a new
WebP made from those pixels. No other module reads what a visitor sent.
"""

from __future__ import annotations

import hashlib
import io
import logging
from concurrent.futures import ThreadPoolExecutor, TimeoutError
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from kit.pictures.files import Broken, PictureFile, read_picture

MAX_BYTES = 5 * 1024 * 1024
MAX_SIDE = 10_000
MIN_SIDE = 16
# Million pixels by what decoding costs: a photograph in one scan is decoded at a fraction of its
# size, the others whole, with 4 to 12 bytes for each pixel. Together with one decode at a time
# this keeps a process under 150 MB above what it had.
MAX_MILLION_PIXELS = {"JPEG": 50, "PNG": 9, "GIF": 9, "WEBP": 6}
MAX_MILLION_PIXELS_IN_SCANS = 8

SIZES = {"logo": (64, 128, 256), "cover": (480, 960, 1600)}
QUALITY = 82

logger = logging.getLogger(__name__)
SECONDS_TO_WAIT = 20
# One thread for all: the allocator keeps a pool of memory for each thread that ever decoded.
_decoder = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


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
    try:
        picture = _check(_read(upload))
        return _decoder.submit(_reencode, picture, kind).result(timeout=SECONDS_TO_WAIT)
    except Broken:
        raise _broken() from None
    except TimeoutError:
        message = _("Many pictures are being sent just now. Try again in a minute.")
        raise ValidationError(message, code="busy") from None


def _read(upload: Any) -> bytes:
    """The whole file, at most MAX_BYTES; what it claims as its size is not believed."""
    upload.seek(0)
    data = upload.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        message = _("The file is too large. Send at most %(limit)s MB.")
        raise ValidationError(message % {"limit": MAX_BYTES // 1024 // 1024}, code="too_large")
    return data


def _check(data: bytes) -> PictureFile:
    picture = read_picture(data)
    if picture is None:
        raise ValidationError(
            _(
                "This is not a picture that can be used. Send a PNG, JPEG, WebP or GIF file; SVG and PDF are not accepted."
            ),
            code="not_an_image",
        )
    million = MAX_MILLION_PIXELS_IN_SCANS if picture.in_scans else MAX_MILLION_PIXELS[picture.format]
    if picture.width * picture.height > million * 1_000_000 or max(picture.width, picture.height) > MAX_SIDE:
        raise _too_many_pixels(picture, million)
    if min(picture.width, picture.height) < MIN_SIDE:
        message = _("The picture is too small. It needs at least %(side)s pixels on each side.")
        raise ValidationError(message % {"side": MIN_SIDE}, code="too_small")
    return picture


def _reencode(picture: PictureFile, kind: str) -> CleanImage:
    try:
        pixels = _pixels(picture, SIZES[kind][-1])
        renditions = tuple(_renditions(pixels, kind))
    except Exception as error:  # decoders fail on broken files in any way, a failed assertion included
        logger.info("A picture could not be decoded: %r", error)
        raise Broken from error
    return CleanImage(
        sha256=hashlib.sha256(renditions[-1].data).hexdigest(),
        width=renditions[-1].width,
        height=renditions[-1].height,
        renditions=renditions,
        has_alpha=pixels.mode == "RGBA",
    )


def _pixels(picture: PictureFile, side: int) -> Image.Image:
    """The picture within a square of side pixels, upright, in sRGB, with alpha only where there is some."""
    with Image.open(io.BytesIO(picture.data), formats=[picture.format]) as opened:
        if opened.size != (picture.width, picture.height):
            raise Broken
        small = _shrink(opened, side)
        alpha = small.has_transparency_data
        upright = _to_eight_bits(ImageOps.exif_transpose(small))
        pixels = _to_srgb(upright, alpha)
    pixels.info = {}  # the encoder would write a colour profile that it finds here
    return pixels


def _shrink(opened: Image.Image, side: int) -> Image.Image:
    """Reduced to fit the side; everything that copies pixels comes after this."""
    scale = side * 1.1 / max(opened.size)
    # Decodes a large JPEG at a half, a quarter or an eighth; does nothing for the others.
    opened.draft(None, (int(opened.width * scale) + 1, int(opened.height * scale) + 1))
    opened.load()
    if opened.mode in ("1", "P", "PA"):  # modes that cannot be averaged
        opened = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    opened.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return opened


def _to_eight_bits(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.point(lambda value: value / 256).convert("L")
    return image


def _to_srgb(image: Image.Image, alpha: bool) -> Image.Image:
    """As RGB or RGBA, converted from the embedded colour profile; a broken one is ignored."""
    profile, mode = image.info.get("icc_profile"), "RGBA" if alpha else "RGB"
    if not profile or image.mode not in ("RGB", "RGBA", "CMYK"):
        return image.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        output = image.mode if image.mode != "CMYK" else "RGB"
        target = ImageCms.createProfile("sRGB")
        converted = ImageCms.profileToProfile(image, source, target, outputMode=output)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        converted = None
    return (converted or image).convert(mode)


def _renditions(pixels: Image.Image, kind: str) -> list[Rendition]:
    """Smallest first. A picture is never enlarged, so a small one has fewer sizes."""
    widths = [width for width in SIZES[kind] if width < max(pixels.size)]
    widths.append(max(pixels.size))
    return [_rendition(pixels, width) for width in widths]


def _rendition(pixels: Image.Image, side: int) -> Rendition:
    scaled = pixels.copy()
    scaled.thumbnail((side, side), Image.Resampling.LANCZOS)
    file = io.BytesIO()
    scaled.save(file, "WEBP", quality=QUALITY, method=4, exact=False)
    return Rendition(scaled.width, scaled.height, "webp", file.getvalue())


def _too_many_pixels(picture: PictureFile, million: int) -> ValidationError:
    message = _(
        "The picture is %(width)s × %(height)s pixels. In this format it may have at most %(side)s on a side and %(million)s million in all. Make it smaller, or send a photograph as an ordinary JPEG."
    )
    limits = {"width": picture.width, "height": picture.height, "side": MAX_SIDE, "million": million}
    return ValidationError(message % limits, code="too_many_pixels")


def _broken() -> ValidationError:
    return ValidationError(
        _(
            "The picture is damaged or incomplete. Save it again as PNG, JPEG, WebP or GIF and send it once more."
        ),
        code="broken",
    )
