"""The day that is played: who comes in which hour, and what each of them does, drawn once for each from their number.

The curve is ours: a city's weekday, quiet at night, busiest from ten to noon and after lunch. A visit's draw and keys
depend on the day's seed and the visit's number alone, so that a driver that was killed asks again for the same things.
"""

from dataclasses import dataclass
from itertools import accumulate
from random import Random

BUSIEST_DAY = 276_827
HOURLY = (14, 10, 7, 6, 6, 9, 17, 32, 55, 78, 86, 82, 60, 74, 83, 80, 74, 66, 47, 34, 27, 22, 18, 13)
"""Contacts by hour, of a thousand."""
QUEUES = {"1": "traffic", "2": "water", "3": "general"}
"""The menu: a key, and the queue it leads to."""
WRITTEN = "written"
"""The queue of messages left to be answered later."""
_BEGINS = (0, *accumulate(HOURLY))


@dataclass(frozen=True, slots=True)
class Mix:
    """What visits are like: how many in a hundred do something, and how much is said."""

    messages: tuple[int, int]
    """The fewest and the most messages of a talk."""
    followed_pct: int
    """Citizens whose page holds a stream, and who go on when they have heard the answer."""
    leaves_pct: int = 12
    left_message_pct: int = 3
    transfer_pct: int = 4
    rates_pct: int = 10
    refuses_pct: int = 1


LIKE_PEOPLE = Mix(messages=(2, 6), followed_pct=100)
LIGHT = Mix(messages=(1, 2), followed_pct=4)
"""As many contacts, less said in each."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What one citizen does."""

    number: int
    menu_key: str
    leaves: bool
    """Gives up soon, answered or not."""
    left_message: bool
    messages: int
    transferred_to: str | None
    """The queue they are passed on to after the first message."""
    score: int | None
    refused: bool
    """Whether the first who is offered it declines."""
    followed: bool

    @property
    def queue(self) -> str:
        """The queue in which it begins."""
        return WRITTEN if self.left_message else QUEUES[self.menu_key]


@dataclass(frozen=True, slots=True)
class Day:
    """A day of so many contacts."""

    contacts: int
    seed: int
    mix: Mix

    def busyness(self, number: int) -> float:
        """How busy it is when a visit begins, as a share of the busiest hour. Visits after the last are its evening."""
        at = min(number, self.contacts - 1) * 1_000 / self.contacts
        hour = next(hour for hour in range(24) if at < _BEGINS[hour + 1])
        return HOURLY[hour] / max(HOURLY)

    def visit(self, number: int) -> Visit:
        """What the visit with this number is like."""
        chance, mix = Random(f"{self.seed}/{number}"), self.mix

        def happens(per_cent: int) -> bool:
            return chance.random() * 100 < per_cent

        key = chance.choices(list(QUEUES), [25, 15, 60])[0]
        left_message = happens(mix.left_message_pct)
        leaves = not left_message and happens(mix.leaves_pct)
        messages = 2 if left_message else chance.randint(*mix.messages)
        goal = chance.choice([code for code in QUEUES.values() if code != QUEUES[key]])
        transferred = happens(mix.transfer_pct) and not leaves and not left_message
        return Visit(
            number=number,
            menu_key=key,
            leaves=leaves,
            left_message=left_message,
            messages=messages,
            transferred_to=goal if transferred else None,
            score=chance.randint(1, 5) if happens(mix.rates_pct) and not leaves and not left_message else None,
            refused=happens(mix.refuses_pct),
            followed=happens(mix.followed_pct),
        )

    def key(self, number: int, what: int) -> str:
        """The key of one request of a visit: 0 opens it, k + 1 is that of its message k."""
        return f"{self.seed:08x}-0000-4000-8000-{number * 256 + what:012x}"

    def body(self, number: int, message: int) -> str:
        """What is said in a message."""
        return f"{number}.{message} 문의드립니다"
