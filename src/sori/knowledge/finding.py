"""What is asked of the search process and what it answers, and what of that is shown."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sori.knowledge.model import Audience
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for, among which articles; empty: among all.

    `public` keeps to what citizens may read at the moment `at`; `topic` is a code, with those below it; `begins` looks
    for words that begin as the text, the most used first.
    """

    text: str
    at: datetime
    public: bool = False
    limit: int = 10
    topic: str = ""
    department: str = ""
    audience: str = ""
    begins: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """An article that was found, the version of it that was looked through, and where in its question and its snippet
    the words stand, as (from, to) in characters."""

    article_id: int
    version: int
    score: float
    question_marks: list[tuple[int, int]] = field(default_factory=list)
    snippet: str = ""
    snippet_marks: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matches:
    """The articles that were found, the best first, and how long that took within the search process."""

    matches: list[Match]
    took_ms: float


@dataclass(frozen=True, slots=True)
class Marked:
    """A run of text, and whether it is what was looked for."""

    text: str
    hit: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """An article that was found, as it is shown in a list."""

    id: int
    code: str
    version: int
    question: list[Marked]
    snippet: list[Marked]
    short: str
    department: Text
    topics: list[str]
    audience: Audience
    published_at: datetime
    review_due: date | None
    past_review: bool
    wrong: int


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found, the best first, and how long the search took, in milliseconds."""

    findings: list[Finding]
    took_ms: float


def marked(text: str, marks: Sequence[tuple[int, int]]) -> list[Marked]:
    """A text in runs, those between marks hit; marks that overlap or reach beyond the text are joined and cut."""
    runs: list[Marked] = []
    at = 0
    for from_, to in sorted(marks):
        begins, ends = max(from_, at), min(to, len(text))
        if begins >= ends:
            continue
        if begins > at:
            runs.append(Marked(text[at:begins], False))
        runs.append(Marked(text[begins:ends], True))
        at = ends
    if at < len(text):
        runs.append(Marked(text[at:], False))
    return runs
