"""What an uploaded picture file says of itself, read before any decoder sees it.

Each format's container is walked with strict bounds, and a plain file of the first picture is
built from the parts that carry pixels, colours and orientation. Everything else stays behind:
text, thumbnails, further frames. A file that goes on after its end is two things at once, such
as a picture and an archive, and is refused; cameras alone may add further pictures to a JPEG.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass


class Broken(Exception):
    """The file is not what its first bytes promise, or it ends too early."""


@dataclass(frozen=True)
class PictureFile:
    """A plain file of one picture; width and height in pixels."""

    format: str  # as Pillow names it
    width: int
    height: int
    data: bytes
    # A JPEG of several scans is held whole while it is decoded, whatever size is asked for.
    in_scans: bool = False


MAX_PARTS = 5_000  # chunks, segments or blocks: ten times what ordinary files have
MAX_FURTHER_PICTURES = 8
MAX_SCANS = 24  # progressive files have about ten; each one is a pass over all pixels
MAX_COMPRESSED_TEXT = 32 * 1024  # bytes, in one PNG chunk; more is a bomb

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"IEND"}

JPEG_FRAMES = {0xC0, 0xC1, 0xC2}  # baseline, extended and progressive, all Huffman coded
JPEG_OTHER_FRAMES = {0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
JPEG_SCAN, JPEG_END = 0xDA, 0xD9
# In coded data 0xFF is followed by 0 or by a restart marker; 0xFF 0xFF is filling.
JPEG_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
WEBP_CHUNKS = {b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP "}
JPEG_APP_SEGMENTS = {0xE0: b"JFIF\0", 0xE1: b"Exif\0\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}


def read_picture(data: bytes) -> PictureFile | None:
    """The picture in a PNG, JPEG, WebP or GIF file; None for any other kind of file.

    :raises Broken: the file has the right beginning and is damaged or incomplete.
    """
    reader = next((read for signature, read in READERS if signature.match(data)), None)
    if reader is None:
        return None
    try:
        return reader(data)
    except (struct.error, IndexError) as error:
        raise Broken from error


# --- PNG (ISO/IEC 15948) -----------------------------------------------------------------


def _png(data: bytes) -> PictureFile:
    parts = list(_png_chunks(data))
    if parts[0][0] != b"IHDR" or len(parts[0][1]) != 25 or parts[-1][0] != b"IEND":
        raise Broken
    width, height = struct.unpack_from(">II", data, 16)
    if any(kind == b"zTXt" and len(part) > MAX_COMPRESSED_TEXT for kind, part in parts):
        raise Broken
    chunks = b"".join(part for kind, part in parts if kind in PNG_CHUNKS)
    return PictureFile("PNG", width, height, PNG_SIGNATURE + chunks)


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each chunk as (type, whole chunk), up to IEND."""
    place = len(PNG_SIGNATURE)
    for _part in range(MAX_PARTS):
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 12 + length
        if end > len(data):
            raise Broken
        yield kind, data[place:end]
        if kind == b"IEND":
            _check_end(data, end)
            return
        place = end
    raise Broken


# --- JPEG (ITU-T T.81) -------------------------------------------------------------------


def _jpeg(data: bytes) -> PictureFile:
    size, scans, parts = None, 0, [data[:2]]
    progressive, end = False, 2
    for marker, part in _jpeg_segments(data, 2):
        end += len(part)
        if marker in JPEG_OTHER_FRAMES or (marker in JPEG_FRAMES and size):
            raise Broken
        if marker in JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", part, 5)
            size, progressive = (width, height), marker == 0xC2
        scans += marker == JPEG_SCAN
        if not _is_dropped(marker, part):
            parts.append(part)
    if size is None or not 0 < scans <= MAX_SCANS:
        raise Broken
    _check_further_pictures(data, end)
    return PictureFile("JPEG", *size, b"".join(parts), in_scans=progressive or scans > 1)


def _is_dropped(marker: int, part: bytes) -> bool:
    """Comments and application data, but for what decoding and orientation need."""
    if marker in JPEG_APP_SEGMENTS:
        return not part.startswith(JPEG_APP_SEGMENTS[marker], 4)
    return marker == 0xFE or 0xE0 <= marker <= 0xEF


def _jpeg_segments(data: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Each segment as (marker, whole segment), a scan with its coded data, up to the end marker."""
    for _part in range(MAX_PARTS):
        if data[place] != 0xFF:
            raise Broken
        marker = data[place + 1]
        if marker == JPEG_END:
            yield marker, data[place : place + 2]
            return
        end = place + 2 + struct.unpack_from(">H", data, place + 2)[0]
        if marker == JPEG_SCAN:
            next_marker = JPEG_MARKER.search(data, end)
            if next_marker is None:
                raise Broken
            end = next_marker.start()
        while data[end : end + 2] == b"\xff\xff":  # filling before the next marker
            end += 1
        yield marker, data[place:end]
        place = end
    raise Broken


def _check_further_pictures(data: bytes, place: int) -> None:
    """What a camera adds behind its picture: a few whole JPEGs, and nothing else."""
    for _picture in range(MAX_FURTHER_PICTURES):
        if not data.startswith(b"\xff\xd8\xff", place):
            break
        place += 2 + sum(len(part) for _marker, part in _jpeg_segments(data, place + 2))
    _check_end(data, place)


# --- WebP (RFC 9649) ---------------------------------------------------------------------


def _webp(data: bytes) -> PictureFile:
    end = 8 + struct.unpack_from("<I", data, 4)[0]
    if end < 30:
        raise Broken
    _check_end(data, end)
    if not set(_webp_chunks(data, end)) <= WEBP_CHUNKS:
        raise Broken
    kind = data[12:16]
    if kind == b"VP8X":
        width, height = (1 + int.from_bytes(data[place : place + 3], "little") for place in (24, 27))
    elif kind == b"VP8L" and data[20] == 0x2F:
        bits = struct.unpack_from("<I", data, 21)[0]
        width, height = 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    elif kind == b"VP8 " and data[23:26] == b"\x9d\x01\x2a":
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    else:
        raise Broken
    return PictureFile("WEBP", width, height, data[:end])


def _webp_chunks(data: bytes, end: int) -> Iterator[bytes]:
    """The type of each chunk; a chunk of odd length is filled up with one byte."""
    place = 12
    for _part in range(MAX_PARTS):
        if place >= end:
            return
        kind, length = struct.unpack_from("<4sI", data, place)
        yield kind
        place += 8 + length + length % 2
    raise Broken


# --- GIF (GIF89a) ------------------------------------------------------------------------


def _gif(data: bytes) -> PictureFile:
    """The first frame only: the file is cut after it and closed."""
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    frames = list(_gif_frames(data, 13 + _colour_table(flags)))
    if not frames:
        raise Broken
    place, end = frames[0]
    x, y, wide, high = struct.unpack_from("<HHHH", data, place + 1)
    # A frame that reaches beyond the screen makes the picture larger.
    size = max(width, x + wide), max(height, y + high)
    return PictureFile("GIF", *size, data[:end] + b"\x3b")


def _gif_frames(data: bytes, place: int) -> Iterator[tuple[int, int]]:
    """Where each frame begins and ends, up to the trailer."""
    for _part in range(MAX_PARTS):
        if data[place] == 0x21:  # an extension: transparency, comment, application
            place = _after_blocks(data, place + 2)
        elif data[place] == 0x2C:
            start, place = place, _after_blocks(data, place + 11 + _colour_table(data[place + 9]))
            yield start, place
        else:
            break
    if data[place] != 0x3B:
        raise Broken
    _check_end(data, place + 1)


def _colour_table(flags: int) -> int:
    """The length in bytes of the colour table that the flags announce."""
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_blocks(data: bytes, place: int) -> int:
    """The place after a row of data blocks, each led by its length and closed by one of length 0."""
    while length := data[place]:
        place += 1 + length
    return place + 1


def _check_end(data: bytes, end: int) -> None:
    """Zeros that fill up a block may follow the end of a picture, and nothing else."""
    if end > len(data) or data[end:].strip(b"\0"):
        raise Broken


READERS: tuple[tuple[re.Pattern[bytes], Callable[[bytes], PictureFile]], ...] = (
    (re.compile(re.escape(PNG_SIGNATURE)), _png),
    (re.compile(rb"\xff\xd8\xff"), _jpeg),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), _webp),
    (re.compile(rb"GIF8[79]a"), _gif),
)
