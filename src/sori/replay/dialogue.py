"""Who says what next. A talk's position is read from the messages themselves, so that it survives any restart. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Side(Enum):
    """Who speaks."""

    CITIZEN = "citizen"
    COUNSELLOR = "counsellor"


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of one side."""

    side: Side
    text: str


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A talk as it is going to be: its turns, its length, and what it turns out to have been about."""

    turns: Sequence[Turn]
    handling_s: float
    topic_code: str | None = None
    pass_to_queue: str | None = None
    """The queue to which whoever answers first passes the contact on, unless they have its skill."""

    @property
    def gap_s(self) -> float:
        """The mean time between two turns."""
        return self.handling_s / (len(self.turns) + 1)


def next_turn(dialogue: Dialogue, citizen_lines: int, counsellor_lines: int) -> Turn | None:
    """The first turn that was not spoken yet, given how many lines each side has spoken; None after the last."""
    spoken = {Side.CITIZEN: citizen_lines, Side.COUNSELLOR: counsellor_lines}
    for turn in dialogue.turns:
        if spoken[turn.side] == 0:
            return turn
        spoken[turn.side] -= 1
    return None


def plain(first: str, pairs: int, handling_s: float) -> Dialogue:
    """A talk about a recorded request: the `first` line, then `pairs` answers, with a reply to each but the last."""
    turns = [Turn(Side.CITIZEN, first)]
    for number in range(1, pairs + 1):
        turns.append(Turn(Side.COUNSELLOR, f"안내 말씀 {number}/{pairs}입니다."))
        if number < pairs:
            turns.append(Turn(Side.CITIZEN, f"추가 질문 {number}번입니다."))
    return Dialogue(turns, handling_s)
