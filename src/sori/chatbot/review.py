"""What the chatbot did not serve, as editors look through it: alike questions together; and its figures."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sori.chatbot.model import Reason, Stage
from sori.chatbot.phrasing.outcome import Outcome
from sori.chatbot.told import AnswerSource, CitedSource, Speaker

ALIKE_FROM = 0.5
"""Share of pairs of letters that two questions have in common, of all that they have, from which they are alike."""


class Miss(StrEnum):
    """Why a question was not served."""

    UNKNOWN = "unknown"
    NOT_HELPED = "not_helped"
    HANDED_OVER = "handed_over"
    LEFT = "left"


class Settled(StrEnum):
    """What an editor made of a miss: an article, a phrasing of one, a synonym; or nothing, deliberately."""

    ARTICLE = "article"
    PHRASING = "phrasing"
    SYNONYM = "synonym"
    DISMISSED = "dismissed"


class BotOutcome(StrEnum):
    """How a conversation ended, as it is counted: passed to a person, answered from the knowledge, or neither."""

    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    LEFT = "left"


class By(StrEnum):
    """Of what a line of the figures is."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Likely:
    """An article that words may have meant, and the chance stated then."""

    id: int
    code: str
    question: str
    chance: float


@dataclass(frozen=True, slots=True)
class Missed:
    """A question that was not served, masked."""

    turn_id: int
    conversation_id: int
    at: datetime
    text: str
    miss: Miss
    likely: list[Likely]


@dataclass(frozen=True, slots=True)
class MissGroup:
    """Questions that are alike, the newest first."""

    misses: list[Missed]
    likely: list[Likely]
    """The articles that were likeliest over all of them."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Figures of a day or month: conversations in which something was said, people, different articles and forms."""

    period: date
    conversations: int
    people: int
    items: int
    answered: int
    handed_over: int
    left: int


@dataclass(frozen=True, slots=True)
class UsageFigures:
    """The figures of a time, in all and by day or month."""

    total: Usage
    periods: list[Usage]


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A conversation as a line in a list, its first words masked."""

    id: int
    started_at: datetime
    outcome: BotOutcome
    first_words: str
    words: int


@dataclass(frozen=True, slots=True)
class ReviewedPhrasing:
    """What a language model made of an answer: the sentences that were shown, masked, and what became of it.

    Where it is `phrased` the citizen read this instead of the answer; otherwise, for a moment at most. `outcome` is
    None while it is under way.
    """

    text: str
    outcome: Outcome | None
    sources: list[CitedSource]
    model: str | None
    tokens: int | None
    took_ms: int | None


@dataclass(frozen=True, slots=True)
class ReviewedTurn:
    """Words as an editor is shown them, masked; with what was made of them."""

    id: int
    sender: Speaker
    body: str
    at: datetime
    photos: int
    """How many photos were sent with them."""
    source: AnswerSource | None
    helped: bool | None
    miss: Miss | None
    settled_as: Settled | None
    likely: list[Likely]
    phrasing: ReviewedPhrasing | None = None


@dataclass(frozen=True, slots=True)
class ReviewedConversation:
    """A whole conversation as an editor is shown it."""

    id: int
    started_at: datetime
    ended_at: datetime | None
    stage: Stage
    reason: Reason | None
    outcome: BotOutcome
    turns: list[ReviewedTurn]


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Words that an editor confirmed to mean an article."""

    id: int
    text: str
    article_id: int
    code: str
    question: str
    confirmed_by: str
    confirmed_at: datetime


def grouped(misses: Sequence[Missed]) -> list[MissGroup]:
    """Questions that are alike, or that are alike to one that is, together; the largest group first, then the newest.

    Which are together depends on the questions alone, not on their order.
    """
    pairs = [_pairs(miss.text) for miss in misses]
    having: dict[str, list[int]] = defaultdict(list)
    leads_to = list(range(len(misses)))

    def first(at: int) -> int:
        while leads_to[at] != at:
            leads_to[at] = leads_to[leads_to[at]]
            at = leads_to[at]
        return at

    for at, own in enumerate(pairs):
        shared = Counter(other for pair in own for other in having[pair])
        for other, common in shared.items():
            if common >= ALIKE_FROM * (len(own) + len(pairs[other]) - common):
                leads_to[first(at)] = first(other)
        for pair in own:
            having[pair].append(at)
    members: dict[int, list[Missed]] = defaultdict(list)
    for at, miss in enumerate(misses):
        members[first(at)].append(miss)
    groups = [_group(found) for found in members.values()]
    return sorted(groups, key=lambda group: (-len(group.misses), -group.misses[0].turn_id))


def _group(misses: Sequence[Missed]) -> MissGroup:
    best: dict[int, Likely] = {}
    for miss in misses:
        for likely in miss.likely:
            if likely.id not in best or best[likely.id].chance < likely.chance:
                best[likely.id] = likely
    likeliest = sorted(best.values(), key=lambda likely: (-likely.chance, likely.id))[:3]
    return MissGroup(sorted(misses, key=lambda miss: -miss.turn_id), likeliest)


def _pairs(text: str) -> frozenset[str]:
    squeezed = "".join(character for character in text.lower() if character.isalnum())
    return frozenset(squeezed[at : at + 2] for at in range(max(len(squeezed) - 1, 1)))
