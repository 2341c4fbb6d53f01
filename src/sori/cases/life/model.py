"""What a case in its life is, as rules and texts need it: who does something to it, how urgent it is, what is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sori.calendar.written_hours import Span
from sori.cases.deadline import Period
from sori.cases.dispatch.guess import GuessedDepartment
from sori.cases.model import FINISHED, CaseMove, CaseState, Point
from sori.conversations.model import Channel
from sori.conversations.outbox.model import OutgoingChannel
from sori.geo.grid import Box
from sori.platform.translation import Language, Text

LONGEST_TEXT = 2_000


class CaseUrgency(StrEnum):
    """How a case stands to its due date."""

    OVERDUE = "overdue"
    NEAR = "near"
    IN_TIME = "in_time"
    STOPPED = "stopped"
    OVER = "over"


def urgency(
    state: CaseState, due_at: datetime | None, near_at: datetime | None, stopped_at: datetime | None, now: datetime
) -> CaseUrgency:
    """How a case stands to its due date now; the moment at which it is due is still in time."""
    if state in FINISHED or state is CaseState.CLOSED:
        return CaseUrgency.OVER
    if stopped_at is not None:
        return CaseUrgency.STOPPED
    if due_at is not None and now > due_at:
        return CaseUrgency.OVERDUE
    return CaseUrgency.NEAR if near_at is not None and now >= near_at else CaseUrgency.IN_TIME


@dataclass(frozen=True, slots=True)
class By:
    """Who does something to a case: one of the staff, its citizen, or neither, where it comes of itself."""

    staff_id: int | None = None
    citizen: bool = False


ITSELF = By()
CITIZEN = By(citizen=True)


@dataclass(frozen=True, slots=True)
class LivingCase:
    """A case as its moves need it."""

    id: int
    number: str
    type_code: str
    type_name: Text
    state: CaseState
    department_id: int
    department: Text
    public: bool
    citizen_id: int
    channel: Channel
    language: Language
    received_at: datetime
    period: Period
    counted_from: datetime
    extended_by: int
    extensions: int
    due_at: datetime | None
    near_at: datetime | None
    stopped_at: datetime | None
    finished_at: datetime | None
    forgotten_at: datetime | None
    rating: int | None
    rating_text: str | None

    def urgency(self, now: datetime) -> CaseUrgency:
        """How it stands to its due date."""
        return urgency(self.state, self.due_at, self.near_at, self.stopped_at, now)


@dataclass(frozen=True, slots=True)
class Notices:
    """Where a citizen is told of their case, and the address of this installation in what they are sent."""

    channel: OutgoingChannel
    to: str
    public_url: str | None


@dataclass(frozen=True, slots=True)
class Link:
    """What a link opens: a case to its citizen, or to somebody else who follows it."""

    case_id: int
    follower_id: int | None


@dataclass(frozen=True, slots=True)
class Follower:
    """Somebody else who is told of a case that everybody may see."""

    id: int
    language: Language
    channel: OutgoingChannel
    to: str
    public_url: str | None

    @property
    def notices(self) -> Notices:
        """Where they are told."""
        return Notices(self.channel, self.to, self.public_url)


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """Something that happened to a case: the state since, whose it was then, the words, and when it was due then."""

    id: int
    at: datetime
    move: CaseMove
    state: CaseState
    department: Text
    staff: str | None
    by_citizen: bool
    text: str | None
    due_at: datetime | None
    photos: list[int]
    because: Text | None
    """Why it went to that department of itself, or to none."""


@dataclass(frozen=True, slots=True)
class Office:
    """How the offices work: their hours, what a field complaint has where its form says nothing, until when one may be
    reopened, in days."""

    spans: list[Span]
    field_period: Period
    reopen_days: int


@dataclass(frozen=True, slots=True)
class TemporaryHoliday:
    """A public holiday that was declared for once."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply kept to be used again; of all departments where none is named."""

    id: int
    department_id: int | None
    title: str
    body: str


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """A case on the officer's desk; `place` is masked."""

    id: int
    number: str
    type_name: Text
    state: CaseState
    department_id: int
    department: Text
    place: str | None
    photos: int
    received_at: datetime
    due_at: datetime | None
    near_at: datetime | None
    stopped_at: datetime | None
    longitude: float | None
    latitude: float | None
    merged: int
    """How many others are dealt with together with it."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A case on the officer's desk with how it stands to its due date."""

    id: int
    number: str
    type_name: Text
    state: CaseState
    department: Text
    place: str | None
    photos: int
    received_at: datetime
    due_at: datetime | None
    urgency: CaseUrgency
    point: Point | None
    merged: int
    moves: Sequence[CaseMove]
    guesses: Sequence[GuessedDepartment]
    """Whose it may be, the likeliest first, where a person has to say so."""


@dataclass(frozen=True, slots=True)
class OfficeCounts:
    """How many cases of a desk are open, of these not yet accepted, close to being due, over it, and waiting for their
    citizen; and how many were finished in the last thirty days."""

    open: int
    to_accept: int
    near: int
    overdue: int
    stopped: int
    finished: int


@dataclass(frozen=True, slots=True)
class OfficeDesk:
    """A desk: what is counted on it, the cases asked for by due time, and whether there are more of these."""

    departments: list[int]
    counts: OfficeCounts
    items: list[ShownLine]
    more: bool


@dataclass(frozen=True, slots=True)
class CaseCluster:
    """Cases that lie near each other on a map: how many, of these close to being due and over it, their middle, and
    the part of the map that they are all of the cases of."""

    count: int
    near: int
    overdue: int
    middle: Point
    box: Box


@dataclass(frozen=True, slots=True)
class MappedCase:
    """A case that lies by itself on a map."""

    id: int
    number: str
    type_name: Text
    state: CaseState
    due_at: datetime | None
    urgency: CaseUrgency
    point: Point


@dataclass(frozen=True, slots=True)
class OfficeMap:
    """A part of a desk's map: cases in clusters and by themselves, and how many of the desk are on no map at all."""

    clusters: list[CaseCluster]
    cases: list[MappedCase]
    unplaced: int


@dataclass(frozen=True, slots=True)
class CaseReference:
    """Another case, to go to."""

    id: int
    number: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class CaseLife:
    """What a case's page shows of its life, and which moves whoever looks can make."""

    urgency: CaseUrgency
    due_at: datetime | None
    stopped_at: datetime | None
    period: Period
    extended_by: int
    extensions: int
    rating: int | None
    rating_text: str | None
    told_by: OutgoingChannel | None
    """By what its citizen is told of what happens to it; None: they look at its page."""
    history: list[CaseEntry]
    moves: list[CaseMove]
    merged_into: CaseReference | None
    """The earlier case together with which it is dealt with, or was."""
    merged: list[CaseReference]
    """The later ones that are dealt with together with it."""
    followers: int


@dataclass(frozen=True, slots=True)
class TrackedEntry:
    """Something that happened, as the citizen is told it: `text` only where it was said to them or by them."""

    at: datetime
    move: CaseMove
    department: Text
    by_citizen: bool
    text: str | None
    due_at: datetime | None
    photos: list[int]


@dataclass(frozen=True, slots=True)
class TrackedAnswer:
    """A question of the form, and what was answered."""

    ask: str
    value: str | None


@dataclass(frozen=True, slots=True)
class TrackedNotices:
    """Where the citizen is told of their case, masked: whoever has the link sees it."""

    channel: OutgoingChannel
    to: str


@dataclass(frozen=True, slots=True)
class TrackedCase:
    """A case as its citizen sees it: with no staff's name, and nothing that was said among offices.

    To somebody else who follows it no words are shown, and nothing can be done with it but to be told.
    """

    number: str
    followed: bool
    """Whether whoever looks isn't its citizen."""
    type_name: Text
    state: CaseState
    department: Text
    received_at: datetime
    due_at: datetime | None
    urgency: CaseUrgency
    question: str | None
    """What the office wants to know, while it waits for that."""
    may_withdraw: bool
    reopen_until: datetime | None
    may_rate: bool
    rating: int | None
    notices: TrackedNotices | None
    answers: list[TrackedAnswer]
    history: list[TrackedEntry]
    public_photos: list[int]
    """The photos of which everybody may see a copy."""
