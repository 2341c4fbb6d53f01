"""What is told of articles: in lists, to those who work on one, and to those who read it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sori.knowledge.difference import FieldDifference
from sori.knowledge.model import Audience, CommentKind, Content, Link, Move, State, Use
from sori.platform.translation import Text


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file of an article."""

    id: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ArticleSummary:
    """An article in a list: its newest text, where it stands, and how it does."""

    id: int
    code: str
    state: State
    version: int
    published: int | None
    publish_at: datetime | None
    question: str
    department: Text
    topics: list[str]
    audience: Audience
    review_due: date | None
    changed_at: datetime
    changed_by: str | None
    change: int
    wrong: int
    """Open reports that it is wrong."""
    uses: int
    """How often it was used in contacts in the last 90 days."""
    opened: int
    """How often it was opened in the last 90 days."""
    helped: int
    not_helped: int


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """Articles, the last changed first, where the next page begins, and how many there are in all."""

    items: list[ArticleSummary]
    next_before: int | None
    total: int


@dataclass(frozen=True, slots=True)
class Article:
    """An article as those see it who work on it."""

    id: int
    code: str
    state: State
    version: int
    published: int | None
    published_at: datetime | None
    publish_at: datetime | None
    review_due: date | None
    change: int
    changed_by: str | None
    changed_at: datetime
    content: Content
    author_id: int
    author: str
    note: str
    files: list[ArticleFile]


@dataclass(frozen=True, slots=True)
class ArticleShown:
    """An article with what the reader may do with it."""

    article: Article
    moves: list[Move]
    """What the reader may do now; `publish` and `schedule` only for what somebody else wrote."""


@dataclass(frozen=True, slots=True)
class Version:
    """A version in an article's history."""

    number: int
    written_at: datetime
    author: str
    note: str
    question: str


@dataclass(frozen=True, slots=True)
class VersionShown:
    """A version with its text and how it differs from an earlier one, by that one's number."""

    number: int
    content: Content
    before: int | None
    differences: list[FieldDifference]


@dataclass(frozen=True, slots=True)
class Reading:
    """A published article for reading: its text, from which version, how fresh."""

    id: int
    code: str
    version: int
    question: str
    short: str
    long: str
    steps: list[str]
    fees: str
    forms: list[str]
    links: list[Link]
    files: list[ArticleFile]
    department: Text
    topics: list[str]
    audience: Audience
    valid_from: date | None
    valid_to: date | None
    published_at: datetime
    review_due: date | None
    past_review: bool
    wrong: int
    """Open reports that it is wrong; a citizen is told none."""


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody on the staff said about an article."""

    id: int
    article_id: int
    version: int
    kind: CommentKind
    body: str
    author: str
    written_at: datetime
    answer: str
    settled_by: str | None
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenComment:
    """A comment that nobody has settled yet, with its article."""

    comment: Comment
    code: str
    question: str
    department: Text


@dataclass(frozen=True, slots=True)
class UseInContact:
    """What was used in a contact."""

    article_id: int
    code: str
    question: str
    version: int
    how: Use
    by: str
    at: datetime


class Stale(StrEnum):
    """Why the freshness board has an article."""

    PAST_REVIEW = "past_review"
    DUE_SOON = "due_soon"
    CONTRADICTED = "contradicted"
    MOST_USED_OLDEST = "most_used_oldest"
    NEVER_USED = "never_used"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class StaleCount:
    """How many articles are on the board for a reason."""

    reason: Stale
    count: int


@dataclass(frozen=True, slots=True)
class StaleArticle:
    """A published article on the freshness board."""

    id: int
    code: str
    question: str
    department: Text
    published_at: datetime
    review_due: date | None
    valid_to: date | None
    uses: int
    wrong: int
