"""An article's life as one table (state, move → state), what an article says, and the rules of both."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from sori.platform.problem import Problem, Wrong


class State(StrEnum):
    """Where an article's newest text stands."""

    DRAFT = "draft"
    REVIEW = "review"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    RETIRED = "retired"


class Move(StrEnum):
    """What moves an article on."""

    REVISE = "revise"
    SUBMIT = "submit"
    SEND_BACK = "send_back"
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    RETIRE = "retire"


ARTICLE_MOVES: dict[tuple[State, Move], State] = {
    (State.DRAFT, Move.REVISE): State.DRAFT,
    (State.DRAFT, Move.SUBMIT): State.REVIEW,
    (State.DRAFT, Move.RETIRE): State.RETIRED,
    (State.REVIEW, Move.REVISE): State.DRAFT,
    (State.REVIEW, Move.SEND_BACK): State.DRAFT,
    (State.REVIEW, Move.SCHEDULE): State.SCHEDULED,
    (State.REVIEW, Move.PUBLISH): State.PUBLISHED,
    (State.REVIEW, Move.RETIRE): State.RETIRED,
    (State.SCHEDULED, Move.REVISE): State.DRAFT,
    (State.SCHEDULED, Move.SEND_BACK): State.DRAFT,
    (State.SCHEDULED, Move.PUBLISH): State.PUBLISHED,
    (State.SCHEDULED, Move.RETIRE): State.RETIRED,
    (State.PUBLISHED, Move.REVISE): State.DRAFT,
    (State.PUBLISHED, Move.RETIRE): State.RETIRED,
    (State.RETIRED, Move.REVISE): State.DRAFT,
}
"""Every move that there is; any other is refused. What was published before a revision stays the answer until the
revision is published or the article retired."""


def moved(state: State, move: Move) -> State:
    """The state after a move; Problem 409 where there is no such move from this state."""
    target = ARTICLE_MOVES.get((state, move))
    if target is None:
        raise Problem(409, f"article_is_{state}")
    return target


class Audience(StrEnum):
    """Whom an article is for."""

    PUBLIC = "public"
    COUNSELLORS = "counsellors"


class CommentKind(StrEnum):
    """What a comment is: a remark, or that the article is wrong."""

    COMMENT = "comment"
    WRONG = "wrong"


class Use(StrEnum):
    """How an article was used in a contact."""

    INSERTED = "inserted"
    READ_ALOUD = "read_aloud"


@dataclass(frozen=True, slots=True)
class Link:
    """Where more can be found: an address of the web, or `tel:` or `mailto:`."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Content:
    """What an article says, whose it is and for whom: all that a version keeps.

    `short` is for reading aloud, `long` is Markdown, `also` other ways to ask the same, `files` ids of attachments,
    `topics` codes of topics; `review_days` after its publication it is to be looked at again.
    """

    question: str
    short: str
    department: str
    long: str = ""
    steps: list[str] = field(default_factory=list)
    fees: str = ""
    forms: list[str] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    also: list[str] = field(default_factory=list)
    files: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    audience: Audience = Audience.COUNSELLORS
    valid_from: date | None = None
    valid_to: date | None = None
    review_days: int = 180


LONGEST = {"question": 300, "short": 1_500, "department": 100, "long": 30_000, "fees": 2_000}
"""Most characters of each text."""
_NEEDED = ("question", "short", "department")
_MOST_ITEMS = 60
_LONGEST_ITEM = 1_000
_LISTS = ("steps", "forms", "also", "topics")
_CODE = re.compile(r"[^\W_][\w.\-]{0,79}")
_ADDRESS = re.compile(r"(https?://|tel:|mailto:)\S{1,1900}", re.IGNORECASE)


def code_is_acceptable(code: str) -> bool:
    """Whether an article may have this code: a letter or digit, then up to 79 letters, digits, dots and dashes."""
    return _CODE.fullmatch(code) is not None


def cleaned(content: Content) -> Content:
    """The same without blank ends and empty list items."""
    return replace(
        content,
        question=_clean(content.question),
        short=_clean(content.short),
        department=_clean(content.department),
        long=_clean(content.long),
        steps=_items(content.steps),
        fees=_clean(content.fees),
        forms=_items(content.forms),
        links=[Link(_clean(link.title) or _clean(link.url), _clean(link.url)) for link in content.links],
        also=_items(content.also),
        files=list(dict.fromkeys(content.files)),
        topics=list(dict.fromkeys(_items(content.topics))),
    )


def faults(content: Content, topics: Sequence[str]) -> list[Wrong]:
    """Everything that is wrong with a cleaned content, each with its field; `topics` are the codes that there are."""
    wrong = [Wrong(name, "article_field_empty") for name in _NEEDED if not getattr(content, name)]
    wrong += [
        Wrong(name, "text_too_long", {"longest": longest})
        for name, longest in LONGEST.items()
        if len(getattr(content, name)) > longest
    ]
    for name in (*_LISTS, "links", "files"):
        if len(getattr(content, name)) > _MOST_ITEMS:
            wrong.append(Wrong(name, "article_too_many", {"most": _MOST_ITEMS}))
    for name in _LISTS:
        if any(len(item) > _LONGEST_ITEM for item in getattr(content, name)):
            wrong.append(Wrong(name, "text_too_long", {"longest": _LONGEST_ITEM}))
    known = set(topics)
    wrong += [Wrong("topics", "no_topic_code", {"found": code}) for code in content.topics if code not in known]
    wrong += [Wrong("links", "article_link", {"url": link.url[:100]}) for link in content.links if not _may_link(link)]
    if content.valid_from and content.valid_to and content.valid_to < content.valid_from:
        wrong.append(Wrong("valid_to", "setup_ends_before"))
    if not 1 <= content.review_days <= 3650:
        wrong.append(Wrong("review_days", "setup_out_of_range", {"low": 1, "high": 3650}))
    return wrong


def is_valid_on(content: Content, day: date) -> bool:
    """Whether what it says holds on this day of the city."""
    return (content.valid_from is None or content.valid_from <= day) and (
        content.valid_to is None or day <= content.valid_to
    )


def _may_link(link: Link) -> bool:
    return _ADDRESS.fullmatch(link.url) is not None and len(link.title) <= 300


def _items(texts: Sequence[str]) -> list[str]:
    return [item for text in texts if (item := _clean(text))]


def _clean(text: str) -> str:
    return text.replace("\0", "").replace("\r\n", "\n").strip()
