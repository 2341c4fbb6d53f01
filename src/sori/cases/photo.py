"""Photos of complaints: which are taken, and as what they are kept: without where and by whom they were made."""

import io
import re
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from fractions import Fraction

import numpy as np
from PIL import ExifTags, Image, ImageOps

from sori.cases.model import Point
from sori.platform.attachment import CheckedFile, checked
from sori.platform.problem import Problem

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_KEPT = ("icc_profile", "transparency")
"""What of a file's notes belongs to how it looks."""
_QUALITY = 90


@dataclass(frozen=True, slots=True)
class CheckedPhoto:
    """A photo as it may be kept, and how it looks."""

    file: CheckedFile
    looks: int | None
    """See `looks_of`."""


def looks_of(image: Image.Image) -> int | None:
    """How a picture looks, in 64 bits with a sign: whether it gets lighter to the right, in each of eight rows of
    eight places (Krawetz 2013, "Kind of Like That": dHash). None for one that is nearly of one colour.

    The same photo sent again, smaller or compressed anew, differs in a few bits; two photos of the same thing don't
    agree by that.
    """
    small = image.convert("L").resize((9, 8), Image.Resampling.BOX)
    grey = list(small.tobytes())
    lighter = [grey[9 * row + at] < grey[9 * row + at + 1] for row in range(8) for at in range(8)]
    if not _LEAST_EDGES <= sum(lighter) <= 64 - _LEAST_EDGES:
        return None
    return int.from_bytes(np.packbits(lighter).tobytes(), signed=True)


_LEAST_EDGES = 6


def checked_photo(name: str, content: bytes) -> CheckedPhoto:
    """The photo as it is kept: turned upright, with nothing in it but the picture.

    Taken and refused is what a chat's attachments are, of them only JPEG, PNG and WebP: Problem 413, 415, 422.
    Takes a moment of a core: call it in a thread.
    """
    try:
        file = checked(name, content)
    except Problem as problem:
        # What else a chat takes is not offered here.
        raise Problem(415, "photo_kind", field="file") if problem.code == "file_kind" else problem from None
    kind = _FORMATS.get(file.media_type)
    if kind is None:
        raise Problem(415, "photo_kind", field="file")
    with Image.open(io.BytesIO(content)) as image:
        try:
            upright = ImageOps.exif_transpose(image)
        except (ValueError, TypeError, OSError, SyntaxError):  # the notes are damaged: the picture is as it is
            upright = image.copy()
        # Pillow writes some notes of the file it read into the one it writes: whoever sent it, comments, places.
        upright.info = {name: value for name, value in upright.info.items() if name in _KEPT}
        written = io.BytesIO()
        upright.save(written, kind, quality=_QUALITY)
        looks = looks_of(upright)
    kept = replace(file, width=upright.width, height=upright.height, content=written.getvalue())
    return CheckedPhoto(kept, looks)


@dataclass(frozen=True, slots=True)
class PhotoNotes:
    """What the camera noted of where and when a photo was taken; None where it noted nothing that can be read."""

    point: Point | None
    taken_at: datetime | None


def notes_of(content: bytes, zone: tzinfo) -> PhotoNotes:
    """The place and time in a photo's Exif notes (Exif 3.0, CIPA DC-008, 4.6); a time without a zone is the city's.

    Notes that are damaged or impossible (no such degree, no such day) count as none. Takes a checked photo.
    """
    try:
        with Image.open(io.BytesIO(content)) as image:
            if image.format == "PNG":
                image.load()  # its notes may stand behind the picture
            exif = image.getexif()
            inner, gps = exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, TypeError, SyntaxError, KeyError, ZeroDivisionError):
        return PhotoNotes(None, None)
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef), "S", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef), "W", 180)
    taken_at = _moment(inner.get(ExifTags.Base.DateTimeOriginal), inner.get(ExifTags.Base.OffsetTimeOriginal), zone)
    # A camera that had no fix writes zeros.
    if latitude is None or longitude is None or latitude == longitude == 0:
        return PhotoNotes(None, taken_at)
    return PhotoNotes(Point(longitude, latitude), taken_at)


def _degrees(value: object, reference: object, negative: str, most: int) -> float | None:
    if not isinstance(value, tuple) or len(value) != 3:
        return None
    try:
        degrees = float(sum(Fraction(float(part)) / 60**power for power, part in enumerate(value)))
    except (ValueError, TypeError, OverflowError, ZeroDivisionError):
        return None
    signed = -degrees if reference == negative else degrees
    return signed if abs(signed) <= most else None


_OFFSET = re.compile(r"[+-]\d{2}:\d{2}")


def _moment(value: object, offset: object, zone: tzinfo) -> datetime | None:
    if not isinstance(value, str):
        return None
    try:
        local = datetime.strptime(value.strip("\0 "), "%Y:%m:%d %H:%M:%S").replace(tzinfo=zone)
        zoned = isinstance(offset, str) and _OFFSET.fullmatch(offset.strip("\0 "))
        return datetime.fromisoformat(f"{local:%Y-%m-%dT%H:%M:%S}{offset}".strip("\0 ")) if zoned else local
    except ValueError:
        return None
