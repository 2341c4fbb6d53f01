"""A bulletin (특별상담자료): what it may say, its life, whom it concerns, and when it comes up in a conversation."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from sori.centre.model import Queue
from sori.language.masking import Kind, found
from sori.platform.problem import Problem, Wrong


class Urgency(StrEnum):
    """How much it presses: urgent ones come first and stand out."""

    NORMAL = "normal"
    URGENT = "urgent"


class BulletinState(StrEnum):
    """Where a bulletin stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class BulletinMove(StrEnum):
    """What moves a bulletin on."""

    REVISE = "revise"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


BULLETIN_MOVES: dict[tuple[BulletinState, BulletinMove], BulletinState] = {
    (BulletinState.DRAFT, BulletinMove.REVISE): BulletinState.DRAFT,
    (BulletinState.DRAFT, BulletinMove.PUBLISH): BulletinState.PUBLISHED,
    (BulletinState.DRAFT, BulletinMove.WITHDRAW): BulletinState.WITHDRAWN,
    (BulletinState.PUBLISHED, BulletinMove.REVISE): BulletinState.PUBLISHED,
    (BulletinState.PUBLISHED, BulletinMove.WITHDRAW): BulletinState.WITHDRAWN,
}
"""Every move that there is; any other is refused. A revision of what is published is to be acknowledged anew."""


class Standing(StrEnum):
    """How a bulletin stands at a moment: a published one holds from its beginning until its end, by itself."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    CURRENT = "current"
    OVER = "over"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class BulletinContent:
    """What a bulletin says, for how long and for whom: all that a version keeps.

    `body` is Markdown. `valid_from` None: as soon as it is published. `queues` and `skills` are codes of whom it
    concerns, everybody where both are empty; `topics` (codes) and `words` bring it up in a conversation. `shared`:
    other centres are told.
    """

    title: str
    body: str
    valid_to: datetime
    valid_from: datetime | None = None
    urgency: Urgency = Urgency.NORMAL
    queues: list[str] = field(default_factory=list)
    skills: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    must_acknowledge: bool = True
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """The codes that there are, which a bulletin may name."""

    queues: Collection[str]
    skills: Collection[str]
    topics: Collection[str]


LONGEST = {"title": 200, "body": 5_000}
"""Most characters of each text."""
_LONGEST_LIFE = timedelta(days=366)
_MOST_ITEMS = 30
_WORD_LENGTH = (2, 50)
_LISTS = ("queues", "skills", "topics", "words")
_NEITHER_LETTER_NOR_DIGIT = re.compile(r"[\W_]+")
_OF_A_PERSON = frozenset({Kind.REGISTRATION, Kind.CARD, Kind.ACCOUNT, Kind.PASSPORT, Kind.LICENCE})


def moved(state: BulletinState, move: BulletinMove) -> BulletinState:
    """The state after a move; Problem 409 where there is no such move from this state."""
    target = BULLETIN_MOVES.get((state, move))
    if target is None:
        raise Problem(409, f"bulletin_is_{state}")
    return target


def standing(state: BulletinState, content: BulletinContent, now: datetime) -> Standing:
    """How a bulletin stands at a moment."""
    if state is not BulletinState.PUBLISHED:
        return Standing(state.value)
    if content.valid_from is not None and now < content.valid_from:
        return Standing.SCHEDULED
    return Standing.CURRENT if now < content.valid_to else Standing.OVER


def cleaned(content: BulletinContent) -> BulletinContent:
    """The same without blank ends, empty items and anything said twice."""
    return replace(
        content,
        title=" ".join(content.title.replace("\0", "").split()),
        body=content.body.replace("\0", "").replace("\r\n", "\n").strip(),
        queues=_items(content.queues),
        skills=_items(content.skills),
        topics=_items(content.topics),
        words=_items(content.words),
    )


def faults(content: BulletinContent, known: Known, now: datetime) -> list[Wrong]:
    """Everything that is wrong with a cleaned content, each with its field."""
    wrong = [Wrong(name, "article_field_empty") for name in LONGEST if not getattr(content, name)]
    wrong += [
        Wrong(name, "text_too_long", {"longest": longest})
        for name, longest in LONGEST.items()
        if len(getattr(content, name)) > longest
    ]
    wrong += [
        Wrong(name, "article_too_many", {"most": _MOST_ITEMS})
        for name in _LISTS
        if len(getattr(content, name)) > _MOST_ITEMS
    ]
    wrong += [Wrong("queues", "setup_no_queue", {"name": code[:80]}) for code in _not_in(content.queues, known.queues)]
    wrong += [Wrong("skills", "setup_no_skill", {"name": code[:80]}) for code in _not_in(content.skills, known.skills)]
    wrong += [Wrong("topics", "no_topic_code", {"found": code[:80]}) for code in _not_in(content.topics, known.topics)]
    least, most = _WORD_LENGTH
    wrong += [
        Wrong("words", "bulletin_word", {"found": word[:60], "least": least, "most": most})
        for word in content.words
        if len(word) > most or len(_squeezed(word)) < least
    ]
    wrong += [
        Wrong(name, "bulletin_private")
        for name in LONGEST
        if any(one.kind in _OF_A_PERSON for one in found(getattr(content, name)[: LONGEST[name]]))
    ]
    return wrong + _faults_of_time(content, now)


def _faults_of_time(content: BulletinContent, now: datetime) -> list[Wrong]:
    blind = [
        Wrong(name, "bulletin_no_zone")
        for name in ("valid_from", "valid_to")
        if (moment := getattr(content, name)) is not None and moment.tzinfo is None
    ]
    if blind:
        return blind
    begins = content.valid_from or now
    if content.valid_to <= begins:
        return [Wrong("valid_to", "bulletin_ends_before")]
    if content.valid_to <= now:
        return [Wrong("valid_to", "bulletin_is_over")]
    if content.valid_to - max(begins, now) > _LONGEST_LIFE or begins - now > _LONGEST_LIFE:
        return [Wrong("valid_to", "bulletin_too_long", {"days": _LONGEST_LIFE.days})]
    return []


def concerns(content: BulletinContent, skills: Mapping[str, int], queues: Sequence[Queue]) -> bool:
    """Whether it concerns somebody with these skills: they have one that is named, or serve a queue that is."""
    if not content.queues and not content.skills:
        return True
    return any(skills.get(code, 0) > 0 for code in content.skills) or any(
        skills.get(step.skill, 0) >= step.level
        for queue in queues
        if queue.code in content.queues and not queue.retired
        for step in queue.steps
    )


def comes_up(
    content: BulletinContent, queue: str, said: str, topics: Collection[str], names: Mapping[str, Iterable[str]]
) -> bool:
    """Whether a conversation in a queue brings it up: by what was said, or by `topics` that it is likely about.

    A topic's name counts as a word; `names` has those of each topic in all languages. One for certain queues that
    names neither topics nor words comes up in each of their conversations.
    """
    if not content.topics and not content.words:
        return queue in content.queues
    if not set(content.topics).isdisjoint(topics):
        return True
    squeezed = _squeezed(said)
    looked_for = [*content.words, *(name for code in content.topics for name in names.get(code, ()))]
    return any(len(word) >= _WORD_LENGTH[0] and word in squeezed for word in map(_squeezed, looked_for))


def by_urgency(content: BulletinContent, bulletin_id: int) -> tuple[bool, int]:
    """What lists of what holds are ordered by: urgent ones first, then the newest."""
    return content.urgency is not Urgency.URGENT, -bulletin_id


def _not_in(codes: Sequence[str], known: Collection[str]) -> list[str]:
    return [code for code in codes if code not in known]


def _squeezed(text: str) -> str:
    """Letters and digits alone: people write the same word with and without spaces."""
    return _NEITHER_LETTER_NOR_DIGIT.sub("", text).lower()


def _items(texts: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(item for text in texts if (item := " ".join(text.replace("\0", "").split()))))


@dataclass(frozen=True, slots=True)
class PartnerSetup:
    """Another centre: where its feed is, the key it signs by, and the token that it gave us to read it.

    A blank token keeps the one that is kept. What comes from a trusted one is published without an editor's look.
    """

    name: str
    address: str
    public_key: str
    token: str = ""
    trusted: bool = False
    is_on: bool = True
