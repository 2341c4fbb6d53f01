"""A contact's life, an offer's and a counsellor's duty, each as one table (state, event → state), and their rules.

The tables are data: the code moves by them, the documentation draws them, the tests walk them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sori.platform.problem import Problem
from sori.platform.translation import Language


class Channel(StrEnum):
    """How a contact reached us (상담채널)."""

    PHONE = "phone"
    SMS = "sms"
    CHATBOT = "chatbot"
    SMART_REPORT = "smart_report"
    PORTAL = "portal"
    WEB = "web"
    EUNGDAPSO = "eungdapso"
    FOREIGN_LANGUAGE = "foreign_language"
    SIGN_LANGUAGE = "sign_language"
    EMAIL = "email"


class Medium(StrEnum):
    """What a contact takes of a counsellor: a call the whole person, a chat one of several places."""

    CALL = "call"
    CHAT = "chat"


MEDIUM_OF = {
    channel: Medium.CALL if channel in (Channel.PHONE, Channel.FOREIGN_LANGUAGE, Channel.SIGN_LANGUAGE) else Medium.CHAT
    for channel in Channel
}


class ContactState(StrEnum):
    """Where a contact stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    TALKING = "talking"
    WRAP_UP = "wrap_up"
    CLOSED = "closed"
    ABANDONED = "abandoned"


class ContactEvent(StrEnum):
    """What moves a contact on."""

    OFFER = "offer"
    BOUNCE = "bounce"
    ACCEPT = "accept"
    TRANSFER = "transfer"
    END = "end"
    WRAP_UP = "wrap_up"
    GIVE_UP = "give_up"
    TAKE_OVER = "take_over"
    RETURN = "return"


CONTACT_MOVES: dict[tuple[ContactState, ContactEvent], ContactState] = {
    (ContactState.WAITING, ContactEvent.OFFER): ContactState.OFFERED,
    (ContactState.WAITING, ContactEvent.GIVE_UP): ContactState.ABANDONED,
    (ContactState.OFFERED, ContactEvent.ACCEPT): ContactState.TALKING,
    (ContactState.OFFERED, ContactEvent.BOUNCE): ContactState.WAITING,
    (ContactState.OFFERED, ContactEvent.GIVE_UP): ContactState.ABANDONED,
    (ContactState.TALKING, ContactEvent.TRANSFER): ContactState.WAITING,
    (ContactState.TALKING, ContactEvent.END): ContactState.WRAP_UP,
    (ContactState.TALKING, ContactEvent.TAKE_OVER): ContactState.TALKING,
    (ContactState.TALKING, ContactEvent.RETURN): ContactState.TALKING,
    (ContactState.WRAP_UP, ContactEvent.RETURN): ContactState.WRAP_UP,
    (ContactState.WRAP_UP, ContactEvent.WRAP_UP): ContactState.CLOSED,
}
LIVE_STATES = (ContactState.WAITING, ContactState.OFFERED, ContactState.TALKING)
"""The citizen is still there, and may write."""
IN_HAND_STATES = (ContactState.OFFERED, ContactState.TALKING, ContactState.WRAP_UP)
"""The contact takes a counsellor's place."""


class Outcome(StrEnum):
    """How an offer ended; a live offer has none."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"


class Duty(StrEnum):
    """What a counsellor chose to do, or was set to."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    NOT_ANSWERING = "not_answering"
    BREAK = "break"
    TRAINING = "training"
    MEETING = "meeting"
    PROTECTED_REST = "protected_rest"


class DutyEvent(StrEnum):
    """What changes a counsellor's duty."""

    GO_AVAILABLE = "go_available"
    GO_OFFLINE = "go_offline"
    TAKE_BREAK = "take_break"
    GO_TRAINING = "go_training"
    GO_MEETING = "go_meeting"
    MISS_OFFER = "miss_offer"
    GIVE_REST = "give_rest"
    END_REST = "end_rest"


_CHOICES = {
    DutyEvent.GO_AVAILABLE: Duty.AVAILABLE,
    DutyEvent.GO_OFFLINE: Duty.OFFLINE,
    DutyEvent.TAKE_BREAK: Duty.BREAK,
    DutyEvent.GO_TRAINING: Duty.TRAINING,
    DutyEvent.GO_MEETING: Duty.MEETING,
}
_CHOOSABLE_FROM = (Duty.OFFLINE, Duty.AVAILABLE, Duty.NOT_ANSWERING, Duty.BREAK, Duty.TRAINING, Duty.MEETING)
DUTY_MOVES: dict[tuple[Duty, DutyEvent], Duty] = {
    **{(duty, event): choice for duty in _CHOOSABLE_FROM for event, choice in _CHOICES.items()},
    (Duty.AVAILABLE, DutyEvent.MISS_OFFER): Duty.NOT_ANSWERING,
    **{(duty, DutyEvent.GIVE_REST): Duty.PROTECTED_REST for duty in (*_CHOOSABLE_FROM[1:], Duty.PROTECTED_REST)},
    (Duty.PROTECTED_REST, DutyEvent.END_REST): Duty.AVAILABLE,
    (Duty.PROTECTED_REST, DutyEvent.GO_OFFLINE): Duty.OFFLINE,
}
EVENT_OF_CHOICE = {duty: event for event, duty in _CHOICES.items()}


class CounsellorState(StrEnum):
    """What is shown of a counsellor (상담사 상태): the duty, and while available what is in hand."""

    OFFLINE = "offline"
    AVAILABLE = "available"
    RESERVED = "reserved"
    BUSY = "busy"
    WRAP_UP = "wrap_up"
    BREAK = "break"
    TRAINING = "training"
    MEETING = "meeting"
    PROTECTED_REST = "protected_rest"
    NOT_ANSWERING = "not_answering"


class Sender(StrEnum):
    """Who wrote a message; the chatbot before the contact began, and the system notes what happened."""

    CITIZEN = "citizen"
    COUNSELLOR = "counsellor"
    BOT = "bot"
    SYSTEM = "system"


class Notice(StrEnum):
    """What a system message tells; its words are the reader's front end's."""

    QUEUED = "queued"
    ANSWERED = "answered"
    TRANSFERRED = "transferred"
    ENDED = "ended"
    CITIZEN_LEFT = "citizen_left"
    TAKEN_OVER = "taken_over"
    RETURNED = "returned"
    CALLBACK_ASKED = "callback_asked"
    UNREACHED = "unreached"
    CALLBACK_GIVEN_UP = "callback_given_up"


class Result(StrEnum):
    """What became of a contact (처리 결과)."""

    ANSWERED = "answered"
    HANDED_OVER = "handed_over"
    CALLBACK_PROMISED = "callback_promised"
    CASE_FILED = "case_filed"
    CUT_OFF = "cut_off"
    ABUSIVE = "abusive"


LONGEST_MESSAGE = 4_000
LONGEST_NOTE = 4_000
LONGEST_TRANSFER_NOTE = 2_000
LONGEST_COMMENT = 1_000
MOST_ATTACHMENTS = 5
MOST_UNSENT = 20
"""Files that a side may have uploaded and not sent with a message yet."""
PRESENCE_LASTS = timedelta(seconds=40)
"""A browser that was not heard of for so long is shown as disconnected; it renews every fifteen seconds."""


@dataclass(frozen=True, slots=True)
class Contact:
    """What decides about a contact's next step."""

    id: int
    citizen_id: int
    channel: Channel
    medium: Medium
    state: ContactState
    queue_id: int
    waiting_since: datetime
    counsellor_id: int | None
    desk_counsellor_id: int | None
    answered_at: datetime | None
    ended_at: datetime | None
    simulated: bool
    language: Language
    rating: int | None
    taken_by_id: int | None = None
    """The team leader who talks in its counsellor's stead; the counsellor's place stays taken."""
    left_message: bool = False
    """Left to be answered later: nobody waits at a screen for it."""
    called_back: bool = False
    """Nobody is on the line: whoever takes it calls the citizen."""
    rests: bool = False
    """It keeps its place and is offered to nobody for now."""

    @property
    def speaker_id(self) -> int | None:
        """Whom the citizen talks to."""
        return self.taken_by_id or self.counsellor_id


def moved(state: ContactState, event: ContactEvent) -> ContactState:
    """The state after `event`; Problem 409 where the contact can't do that from where it stands."""
    try:
        return CONTACT_MOVES[state, event]
    except KeyError:
        raise Problem(409, f"contact_{state}") from None


def states_before(event: ContactEvent) -> list[ContactState]:
    """The states from which `event` moves a contact."""
    return [state for state, known in CONTACT_MOVES if known is event]


def duty_after(duty: Duty, event: DutyEvent) -> Duty:
    """The duty after `event`; Problem 409 where that is not the counsellor's to choose now."""
    try:
        return DUTY_MOVES[duty, event]
    except KeyError:
        raise Problem(409, "duty_not_now", duty=duty) from None


def shown_state(duty: Duty, *, offered: int, talking: int, wrapping_up: int) -> CounsellorState:
    """What the floor shows: a duty other than available as it is; else what is in hand, the most urgent first."""
    if duty is not Duty.AVAILABLE:
        return CounsellorState(duty.value)
    if offered:
        return CounsellorState.RESERVED
    if talking:
        return CounsellorState.BUSY
    if wrapping_up:
        return CounsellorState.WRAP_UP
    return CounsellorState.AVAILABLE


def shown_since(duty: Duty, chosen: datetime, idle: datetime, held: Sequence[datetime]) -> datetime:
    """Since when a counsellor is in the state shown.

    `chosen` is when the duty was set, `idle` when their hands last changed, `held` since when each contact in hand
    stands as it does.
    """
    if duty is not Duty.AVAILABLE:
        return chosen
    return min(held) if held else idle


def may_rate(answered_at: datetime | None, ended_at: datetime | None, rating: int | None) -> bool:
    """Whether the citizen may say how it was: answered, over, and not rated yet."""
    return answered_at is not None and ended_at is not None and rating is None


def percentage(part: int, whole: int) -> float | None:
    """`part` of `whole` in per cent, one decimal, halves rounded up as in published figures; None of nothing."""
    return None if whole == 0 else (part * 2000 + whole) // (whole * 2) / 10
