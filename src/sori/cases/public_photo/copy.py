"""The public copy of a photo: what is covered in it can't be brought back."""

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

MEDIA_TYPE = "image/jpeg"
LONGEST_SIDE = 1_600
"""No side of a copy has more pixels: who looks in public needs to see what is the matter, not every letter."""
MOST_AREAS = 100
_COVER = (64, 64, 64)
_QUALITY = 85


@dataclass(frozen=True, slots=True)
class CoveredArea:
    """A rectangle of a photo, in its pixels from the upper left."""

    left: int
    top: int
    width: int
    height: int


def within(area: CoveredArea, width: int, height: int) -> CoveredArea | None:
    """The part of an area that lies in a photo of this size; None where none does."""
    left, top = max(0, area.left), max(0, area.top)
    right, bottom = min(width, area.left + area.width), min(height, area.top + area.height)
    return CoveredArea(left, top, right - left, bottom - top) if right > left and bottom > top else None


def covered(photo: bytes, areas: Sequence[CoveredArea]) -> bytes:
    """The copy of a kept photo, a JPEG, with these areas painted over in one colour.

    A blurred or coarsened plate can be read again by trying what would look the same (Hill and others 2016, "On the
    (In)effectiveness of Mosaicing and Blurring as Tools for Document Redaction"); of one colour nothing is left.
    Takes a moment of a core: call it in a thread.
    """
    with Image.open(io.BytesIO(photo)) as image:
        if image.has_transparency_data:
            # What shines through is shown on white, as a page would.
            seen = image.convert("RGBA")
            copy = Image.new("RGB", image.size, "white")
            copy.paste(seen, mask=seen.getchannel("A"))
        else:
            copy = image.convert("RGB")
    draw = ImageDraw.Draw(copy)
    for area in areas:
        draw.rectangle((area.left, area.top, area.left + area.width - 1, area.top + area.height - 1), fill=_COVER)
    copy.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    written = io.BytesIO()
    copy.save(written, "JPEG", quality=_QUALITY)
    return written.getvalue()
