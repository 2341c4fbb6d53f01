"""A callback's life as one table: asked for, rung by rule, reached once or given up."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sori.platform.problem import Problem
from sori.platform.translation import Language, Text


class CallbackState(StrEnum):
    """Where a callback stands."""

    PLACED = "placed"
    """It is made when its place comes up."""
    RESTING = "resting"
    """It keeps its place and is made again at a moment."""
    RINGING = "ringing"
    REACHED = "reached"
    """The citizen is on the line: from here on it is a call like any other, and is never made again."""
    GIVEN_UP = "given_up"
    CANCELLED = "cancelled"


class CallbackMove(StrEnum):
    """What happens to a callback."""

    RING = "ring"
    MISS = "miss"
    REST = "rest"
    WAKE = "wake"
    REACH = "reach"
    GIVE_UP = "give_up"
    CANCEL = "cancel"


_OPEN = (CallbackState.PLACED, CallbackState.RESTING, CallbackState.RINGING)
CALLBACK_MOVES: dict[tuple[CallbackState, CallbackMove], CallbackState] = {
    (CallbackState.PLACED, CallbackMove.RING): CallbackState.RINGING,
    (CallbackState.RINGING, CallbackMove.MISS): CallbackState.RESTING,
    (CallbackState.PLACED, CallbackMove.REST): CallbackState.RESTING,
    (CallbackState.RESTING, CallbackMove.WAKE): CallbackState.PLACED,
    **{(state, CallbackMove.REACH): CallbackState.REACHED for state in _OPEN},
    **{(state, CallbackMove.GIVE_UP): CallbackState.GIVEN_UP for state in _OPEN},
    **{(state, CallbackMove.CANCEL): CallbackState.CANCELLED for state in _OPEN},
}
OPEN_STATES = _OPEN
"""The citizen may still be called."""


@dataclass(frozen=True, slots=True)
class Callback:
    """What decides about a callback's next step."""

    contact_id: int
    citizen_id: int
    language: Language
    state: CallbackState
    asked_at: datetime
    tries: int
    due_at: datetime | None
    number: str | None
    public_url: str | None


@dataclass(frozen=True, slots=True)
class CallbackShown:
    """A callback as its citizen sees it; `place` is 1 for the next, None while it is not their turn to be counted."""

    state: CallbackState
    queue: Text
    place: int | None
    due_at: datetime | None
    tries: int
    number: str | None
    """Masked."""


@dataclass(frozen=True, slots=True)
class CallbackDetail:
    """A callback as the counsellor who takes it sees it; the number is masked."""

    state: CallbackState
    asked_at: datetime
    tries: int
    most_tries: int
    number: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """A callback that is to be made now: by whose telephone first, None for the citizen's."""

    contact_id: int
    citizen_id: int
    language: Language
    counsellor_id: int | None


def moved(state: CallbackState, move: CallbackMove) -> CallbackState:
    """The state after a move; Problem 409 where the callback can't do that from where it stands."""
    try:
        return CALLBACK_MOVES[state, move]
    except KeyError:
        raise Problem(409, f"callback_{state}") from None
