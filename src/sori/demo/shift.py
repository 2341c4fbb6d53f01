"""Who of the simulated counsellors works now: shifts follow the daily curve, with breaks, training and meetings."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from sori.demo import mix


class Worker(Protocol):
    """Somebody who can be asked to change duty."""

    def be(self, duty: str) -> None:
        """Asks for a duty."""


@dataclass(frozen=True, slots=True)
class Absence:
    """Something other than talking: how often one of it begins in an hour of work, and how long it lasts."""

    duty: str
    per_hour: float
    shortest_s: float
    longest_s: float


ABSENCES = (
    Absence("break", 0.9, 240, 540),
    Absence("meeting", 0.12, 480, 1_200),
    Absence("training", 0.10, 600, 1_500),
)


class Shift:
    """Tells each counsellor what to do; `look` at it every few seconds. Nobody leaves a line without anybody."""

    def __init__(
        self,
        workers: Sequence[Worker],
        lines: Sequence[str],
        random: Random,
        hour: Callable[[], float],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._workers = workers
        self._lines = lines
        self._random = random
        self._hour = hour
        self._clock = clock
        self._duties = ["offline"] * len(workers)
        self._away_until = [0.0] * len(workers)
        self._looked_at = clock()

    def begin(self) -> None:
        """Everybody on the shift starts, a few of them in the middle of something else."""
        now = self._looked_at = self._clock()
        there = set(mix.on_duty(self._hour(), len(self._workers)))
        for number in range(len(self._workers)):
            self._set(number, "available" if number in there else "offline")
        for number in there:
            for absence in ABSENCES:
                mean_s = (absence.shortest_s + absence.longest_s) / 2
                if self._random.random() < absence.per_hour / 3600 * mean_s:
                    self._send(number, absence, now)
                    break

    def look(self) -> None:
        """Sends people off and back as it is time."""
        now = self._clock()
        passed_s, self._looked_at = now - self._looked_at, now
        there = set(mix.on_duty(self._hour(), len(self._workers)))
        for number, duty in enumerate(self._duties):
            if number not in there:
                self._set(number, "offline")
            elif duty == "available":
                for absence in ABSENCES:
                    if self._random.random() < absence.per_hour / 3600 * passed_s:
                        self._send(number, absence, now)
                        break
            elif duty == "offline" or now >= self._away_until[number]:
                self._set(number, "available")

    def _send(self, number: int, absence: Absence, now: float) -> None:
        line = self._lines[number]
        left = sum(duty == "available" and self._lines[other] == line for other, duty in enumerate(self._duties))
        if left < 2:
            return  # the last one of a line stays
        self._away_until[number] = now + self._random.uniform(absence.shortest_s, absence.longest_s)
        self._set(number, absence.duty)

    def _set(self, number: int, duty: str) -> None:
        self._duties[number] = duty
        self._workers[number].be(duty)
