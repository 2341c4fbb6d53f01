"""Records in the order of time, page by page."""

import base64
from dataclasses import dataclass
from datetime import datetime

import msgspec

from sori.platform.problem import Problem


@dataclass(frozen=True, slots=True)
class Place:
    """Where a record stands in the order of time: its moment, live or imported (0 or 1), and its two ids."""

    opened_at: datetime
    origin: int
    one: int
    other: int


def cursor(place: Place) -> str:
    """A place as it is told, to go on after it."""
    return base64.urlsafe_b64encode(msgspec.json.encode(place)).decode()


def place(after: str | None) -> Place | None:
    """The place that was told; Problem 422 where none was."""
    if after is None:
        return None
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(after), type=Place)
    except (ValueError, msgspec.MsgspecError):
        raise Problem(422, "after_wrong", field="after") from None
