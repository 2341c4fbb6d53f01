"""What differs between two versions of an article, field by field and word by word, for reading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from sori.knowledge.model import Content, Link


class PieceKind(StrEnum):
    """Whether a piece is in both versions, only in the later or only in the earlier one."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that is the same, added or removed."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """A field that differs, with its text in pieces, in reading order."""

    field: str
    pieces: list[Piece]


_FIELDS = tuple(name for name in Content.__dataclass_fields__)
_WORD = re.compile(r"\s+|[^\s]+")


def differences(before: Content, after: Content) -> list[FieldDifference]:
    """The fields that differ. A list is read as one item a line."""
    return [
        FieldDifference(name, pieces(_text(getattr(before, name)), _text(getattr(after, name))))
        for name in _FIELDS
        if getattr(before, name) != getattr(after, name)
    ]


def pieces(before: str, after: str) -> list[Piece]:
    """Two texts as pieces: without the added ones they are `before`, without the removed ones `after`."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    found: list[Piece] = []
    for tag, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            _add(found, PieceKind.SAME, old[old_from:old_to])
        else:
            _add(found, PieceKind.REMOVED, old[old_from:old_to])
            _add(found, PieceKind.ADDED, new[new_from:new_to])
    return found


def _add(found: list[Piece], kind: PieceKind, words: Sequence[str]) -> None:
    if words:
        found.append(Piece(kind, "".join(words)))


def _text(value: object) -> str:
    if isinstance(value, list):
        return "\n".join(_text(item) for item in value)
    if isinstance(value, Link):
        return f"{value.title} {value.url}"
    return "" if value is None else str(value)
