"""What the actors of one run share: the pace, the manners, who plays which dialogue, and the ledger.

The ledger holds what the centre acknowledged of the contacts that are not over yet; each is compared with the
conversation as the centre shows it when it is over, so that anything lost or doubled is found by the run itself.
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

from sori.replay.answers import Message
from sori.replay.dialogue import Dialogue
from sori.replay.tally import Tally
from sori.replay.timing import Pace

if TYPE_CHECKING:
    from sori.replay.talk import Talk


@dataclass(frozen=True, slots=True)
class Manner:
    """How the actors of a run behave."""

    marks_read: bool = False
    rates: float = 0.1
    """How many of those answered rate the talk."""
    silence_s: float = 120.0
    """After so long without a word from the other side a talk is over."""
    look_every_s: float = 10.0
    """A desk is looked at so often even where no hint came."""
    gather_s: float = 0.05
    """A reader takes in all hints of such a moment at once."""
    reply_to_people: Callable[[Dialogue, int, Random], str] | None = None
    """What a citizen who has spoken n lines answers a person; None: the dialogue goes on as written."""
    receive_stranger: "Callable[[Talk], Awaitable[None]] | None" = None
    """How a counsellor talks with a citizen who plays no dialogue; None: the talk is ended at once."""


class Stage:
    """The state that the actors of a run share."""

    def __init__(self, pace: Pace, manner: Manner, random: Random, tally: Tally) -> None:
        self.pace = pace
        self.manner = manner
        self.random = random
        self.tally = tally
        self.dialogues: dict[int, Dialogue] = {}
        self.topics: dict[str, int] = {}
        self.queues: dict[str, int] = {}
        self._acknowledged: dict[int, set[UUID]] = {}

    def begins(self, contact_id: int, dialogue: Dialogue) -> None:
        """The centre acknowledged a contact."""
        if contact_id in self.dialogues:
            self.tally.faults["one contact given to two citizens"] += 1
        self.dialogues[contact_id] = dialogue
        self._acknowledged[contact_id] = set()

    def acknowledged(self, contact_id: int, client_key: UUID) -> None:
        """The centre acknowledged a message."""
        if contact_id in self._acknowledged:
            self._acknowledged[contact_id].add(client_key)

    def is_left(self, contact_id: int) -> None:
        """Nobody looks at a contact any more although it may go on: what was acknowledged can't be compared."""
        self.dialogues.pop(contact_id, None)
        self._acknowledged.pop(contact_id, None)

    def is_over(self, contact_id: int, messages: Iterable[Message]) -> None:
        """A contact is over and these are all its messages: compares them with what was acknowledged."""
        self.dialogues.pop(contact_id, None)
        kept = Counter(message.client_key for message in messages if message.client_key is not None)
        lost = self._acknowledged.pop(contact_id, set()) - kept.keys()
        if lost:
            self.tally.faults["message lost"] += len(lost)
        doubled = sum(times - 1 for times in kept.values())
        if doubled:
            self.tally.faults["message doubled"] += doubled
