"""A text as text messages carry it: how its signs are written, and the parts of one that is too long."""

from collections.abc import Sequence
from dataclasses import dataclass

_SAFE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 \n!\"#%&'()*+,-./:;<=>?")
"""Signs with the same byte in GSM 03.38, ASCII and Latin-1: right in whichever a server has by default."""
_DEFAULT, _UCS2 = 0, 8
_HEADER = 6
"""Bytes of the header that numbers a part (3GPP TS 23.040, 9.2.3.24.1: concatenated, with an 8-bit reference)."""
_SEPTETS, _SEPTETS_OF_PART = 160, 153
_OCTETS = 140


@dataclass(frozen=True, slots=True)
class Written:
    """A text in bytes.

    Attributes:
        data_coding: SMPP's number for how it is written (SMPP 3.4, 5.2.19): 0 the server's default, 8 UCS-2.
        whole: all of it.
        parts: what goes in each message, with the header that numbers it where there are several.
    """

    data_coding: int
    whole: bytes
    parts: Sequence[bytes]


def written(text: str, reference: int) -> Written:
    """A text as it is sent; `reference` tells a phone which parts belong together, and is the same at each try."""
    if _SAFE.issuperset(text):
        whole = text.encode("ascii")
        room, room_of_part = _SEPTETS, _SEPTETS_OF_PART
        data_coding = _DEFAULT
    else:
        whole = text.encode("utf-16-be")
        room, room_of_part = _OCTETS, _OCTETS - _HEADER
        data_coding = _UCS2
    if len(whole) <= room:
        return Written(data_coding, whole, [whole])
    pieces = _pieces(whole, room_of_part, data_coding)
    numbered = [
        bytes([_HEADER - 1, 0, 3, reference % 256, len(pieces), number]) + piece
        for number, piece in enumerate(pieces, 1)
    ]
    return Written(data_coding, whole, numbered)


def _pieces(whole: bytes, room: int, data_coding: int) -> list[bytes]:
    """The bytes cut so that no sign is torn apart: of two units of UTF-16 that are one sign, both go on."""
    pieces, start = [], 0
    while start < len(whole):
        end = min(start + room, len(whole))
        if data_coding == _UCS2 and end < len(whole) and 0xD8 <= whole[end - 2] <= 0xDB:
            end -= 2
        pieces.append(whole[start:end])
        start = end
    return pieces
