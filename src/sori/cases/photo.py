"""Photos of complaints: which are taken, and as what they are kept: without where and by whom they were made."""

import io
from dataclasses import replace

from PIL import Image, ImageOps

from sori.platform.attachment import CheckedFile, checked
from sori.platform.problem import Problem

_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
_KEPT = ("icc_profile", "transparency")
"""What of a file's notes belongs to how it looks."""
_QUALITY = 90


def checked_photo(name: str, content: bytes) -> CheckedFile:
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
    return replace(file, width=upright.width, height=upright.height, content=written.getvalue())
