"""What a team leader and the counsellors tell each other, as data: whispers, notes, breaks, moves, takeovers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sori.conversations.breaks import Turn
from sori.conversations.model import Duty
from sori.conversations.moving import Served
from sori.platform.translation import Text

LONGEST_WHISPER = 1_000
LONGEST_FLOOR_NOTE = 500


@dataclass(frozen=True, slots=True)
class Whisper:
    """What a team leader said to the counsellor alone, within a conversation."""

    id: int
    contact_id: int
    from_name: str
    to_name: str
    body: str
    client_key: UUID
    sent_at: datetime
    read_at: datetime | None
    masked: bool = False


@dataclass(frozen=True, slots=True)
class UnreadWhisper:
    """How many whispers of a contact its counsellor has not seen."""

    contact_id: int
    count: int


@dataclass(frozen=True, slots=True)
class FloorNote:
    """A note to everyone, as those see it whom it is for."""

    id: int
    by_name: str
    body: str
    posted_at: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Reader:
    """Who has seen a note, and when (None: not yet)."""

    id: int
    display_name: str
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class PostedNote:
    """A note to everyone, as a team leader sees it: with those who have seen it and those at work who have not."""

    note: FloorNote
    readers: list[Reader]


@dataclass(frozen=True, slots=True)
class DutyChoiceNow:
    """A state that a counsellor may choose: its limits, its reasons, and whether there is a place now."""

    duty: Duty
    limit_min: int | None
    reasons: list[Text]
    allowed: bool
    away: int
    most: int | None
    frees_at: datetime | None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A team leader's word that one may go on a break now, until it lapses."""

    id: int
    by_name: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Shift:
    """What a counsellor is told beside the desk: notes, a suggested break, unread whispers, limits of states."""

    now: datetime
    notes: list[FloorNote]
    suggestion: Suggestion | None
    whispers: list[UnreadWhisper]
    choices: list[DutyChoiceNow]
    ends_at: datetime | None
    """When my state ends, or should be over by its limit."""


@dataclass(frozen=True, slots=True)
class BreakTurn:
    """Somebody's turn for a break: since when they have worked without one, and whether they may go now."""

    id: int
    display_name: str
    worked_since: datetime
    in_hand: int
    turn: Turn
    suggestion_id: int | None
    suggested_until: datetime | None


@dataclass(frozen=True, slots=True)
class BreakPlan:
    """Who may go on a break now, by how long they have gone without one."""

    away: int
    most: int | None
    frees_at: datetime | None
    turns: list[BreakTurn]


@dataclass(frozen=True, slots=True)
class SkillToday:
    """A skill of somebody: their own level (0: none), the one in force, and until when it differs."""

    code: str
    name: Text
    own: int
    level: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonSkills:
    """A counsellor with skills and the queues that they lead to."""

    id: int
    display_name: str
    duty: Duty | None
    skills: list[SkillToday]
    queues: list[Served]


@dataclass(frozen=True, slots=True)
class MovePreview:
    """What a move would make of people, and the queues that nobody at work would serve any more."""

    people: list[PersonSkills]
    left_alone: list[int]


@dataclass(frozen=True, slots=True)
class Move:
    """A move that was made; as long as it isn't undone and nothing came after it, it can be."""

    id: int
    at: datetime
    by_name: str
    staff_ids: list[int]
    undone_at: datetime | None
