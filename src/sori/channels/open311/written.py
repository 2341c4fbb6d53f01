"""Answers as XML or JSON, as GeoReport v2 writes them: the same names, a list's items named in the singular."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from xml.etree.ElementTree import Element, SubElement, tostring

import msgspec
from litestar import Response

Value = str | float | bool | datetime | None | Sequence["Value"] | Mapping[str, "Value"]


class Format(StrEnum):
    """How an answer is written."""

    XML = "xml"
    JSON = "json"


_MEDIA_TYPES = {Format.XML: "text/xml; charset=utf-8", Format.JSON: "application/json; charset=utf-8"}
_SINGULAR = {
    "alike_requests": "service_request_id",
    "attributes": "attribute",
    "endpoints": "endpoint",
    "errors": "error",
    "formats": "format",
    "media_urls": "media_url",
    "service_requests": "request",
    "services": "service",
    "values": "value",
}
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML document may hold (XML 1.0, 2.2)."""


@dataclass(frozen=True, slots=True)
class Split:
    """A path's last part: its name, and the format that its ending asks for."""

    name: str
    format: Format | None


def split(path: str) -> Split:
    """Takes the ending off; None for one that is neither .xml nor .json."""
    name, dot, ending = path.rpartition(".")
    found = next((one for one in Format if one.value == ending.lower()), None)
    return Split(name, found) if dot and name and found else Split(path, None)


def written(format_: Format, name: str, content: Value, status_code: int = 200) -> Response[bytes]:
    """The answer: in XML within an element of this name, which JSON doesn't have."""
    if format_ is Format.JSON:
        body = msgspec.json.encode(content)
    else:
        root = Element(name)
        _fill(root, content)
        body = b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(root, encoding="utf-8")
    return Response(body, status_code=status_code, media_type=_MEDIA_TYPES[format_])


def _fill(element: Element, content: Value) -> None:
    if isinstance(content, Mapping):
        for name, value in content.items():
            _fill(SubElement(element, name), value)
    elif isinstance(content, str):
        element.text = _NOT_IN_XML.sub("", content)
    elif isinstance(content, Sequence):
        for value in content:
            _fill(SubElement(element, _SINGULAR[element.tag]), value)
    elif isinstance(content, bool):
        element.text = "true" if content else "false"
    elif isinstance(content, datetime):
        element.text = content.isoformat()
    elif content is not None:
        element.text = str(content)
