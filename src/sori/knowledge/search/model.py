"""What is searched, asked and found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Document:
    """One text to be found.

    `phrasings` are other ways to ask for it, searched like the title and never shown. `use` and `freshness` go from 0
    to 1 and decide between documents that answer nearly as well. Without `audiences`, `topics` or `department` a
    document is found only by who doesn't ask for one. It is valid from `valid_from` until before `valid_until`.
    """

    key: str
    title: str
    text: str = ""
    phrasings: Sequence[str] = ()
    audiences: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    department: str | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    use: float = 0.0
    freshness: float = 0.0


@dataclass(frozen=True, slots=True)
class Filter:
    """Which documents count; nothing said, all do."""

    audience: str | None = None
    topic: str | None = None
    department: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: characters from `start` until before `end`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """A document found, with what to mark in it; a higher score is a better answer to the same question."""

    document: Document
    score: float
    title_marks: list[Span] = field(default_factory=list)
    text_marks: list[Span] = field(default_factory=list)


EVERYTHING = Filter()
