"""Attachments: which files are taken, found out from their content and not from what they claim to be."""

import io
import re
import unicodedata
import warnings
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype
from PIL import Image, UnidentifiedImageError

from sori.platform.problem import Problem

LARGEST_FILE = 10 * 1024 * 1024
_MOST_PIXELS = 60_000_000
_LONGEST_NAME = 120
_IMAGES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
_OFFICE = {
    "word/document.xml": (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "xl/workbook.xml": (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "Contents/content.hpf": (".hwpx", "application/hwp+zip"),
}
_ENCODINGS = ("utf-8", "cp949")
"""Of plain text; the second is what Korean Windows wrote for decades."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept: what it is, whatever it was called."""

    name: str
    media_type: str
    width: int | None
    height: int | None
    content: bytes


def checked(name: str, content: bytes) -> CheckedFile:
    """The file as it may be kept.

    Raises Problem 413 over ten megabytes, 422 when empty or damaged, 415 for a kind that is not taken: what is taken
    is JPEG, PNG, WebP, GIF, PDF, Word, Excel, Hangul (hwp, hwpx) and plain text.
    """
    if not content:
        raise Problem(422, "file_empty", field="file")
    if len(content) > LARGEST_FILE:
        raise Problem(413, "file_too_large", field="file", limit_mb=LARGEST_FILE // 1024 // 1024)
    name = clean_name(name)
    kind = filetype.guess(content)
    if kind is not None and kind.mime.startswith("image/"):
        return _image(name, content)
    media_type = _document_type(name, content)
    if media_type is None:
        raise Problem(415, "file_kind", field="file")
    return CheckedFile(name, media_type, None, None, content)


def clean_name(name: str) -> str:
    """A file's own name without folders, control characters or what makes a header or page misread it."""
    base = PurePosixPath(unicodedata.normalize("NFC", name).replace("\\", "/")).name
    base = re.sub(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]", "", base).strip(". ")
    stem, dot, ending = base.rpartition(".")
    if len(base) > _LONGEST_NAME and dot:
        base = stem[: _LONGEST_NAME - len(ending) - 1] + "." + ending
    return base[:_LONGEST_NAME] or "file"


def _image(name: str, content: bytes) -> CheckedFile:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as image:
                media_type = _IMAGES.get(image.format or "")
                width, height = image.size
                if media_type is None:
                    raise Problem(415, "file_kind", field="file")
                if width * height > _MOST_PIXELS:
                    raise Problem(413, "image_too_large", field="file")
                image.load()
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Problem(413, "image_too_large", field="file") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise Problem(422, "file_damaged", field="file") from error
    return CheckedFile(name, media_type, width, height, content)


def _document_type(name: str, content: bytes) -> str | None:
    ending = PurePosixPath(name).suffix.lower()
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(_OLE) and ending == ".hwp":
        return "application/x-hwp"
    if content.startswith(b"PK\x03\x04"):
        try:
            members = set(zipfile.ZipFile(io.BytesIO(content)).namelist())
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise Problem(422, "file_damaged", field="file") from error
        return next((kind for part, (end, kind) in _OFFICE.items() if part in members and ending == end), None)
    if ending == ".txt" and b"\0" not in content:
        return next((f"text/plain; charset={name}" for name in _ENCODINGS if _decodes(content, name)), None)
    return None


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
