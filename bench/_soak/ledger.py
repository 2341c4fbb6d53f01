"""The ledger: what the centre acknowledged, on disk, so that it survives the driver that is told.

A line a fact: its kind, the visit's number, a value. What was acknowledged after the last fsync before a kill is
forgotten, which does no harm: the driver that goes on asks for it again, with the same keys, and is told again.
"""

import asyncio
import os
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

_KEPT_EVERY_S = 0.1


class Fact(StrEnum):
    """What was acknowledged of a visit."""

    CONTACT = "c"
    """Its contact, by id."""
    MESSAGE = "m"
    """Its message with this number."""
    TRANSFER = "t"
    GAVE_UP = "g"
    """It is over: the citizen left before an answer."""
    CLOSED = "w"
    """It is over: answered and wrapped up."""
    RATING = "r"


@dataclass
class Acknowledged:
    """All facts of a ledger, by visit."""

    contacts: dict[int, int] = field(default_factory=dict)
    messages: dict[int, set[int]] = field(default_factory=dict)
    transfers: set[int] = field(default_factory=set)
    gave_up: set[int] = field(default_factory=set)
    closed: set[int] = field(default_factory=set)
    ratings: dict[int, int] = field(default_factory=dict)

    def take(self, fact: Fact, number: int, value: int) -> None:
        """Takes in a fact; twice the same is once."""
        match fact:
            case Fact.CONTACT:
                if self.contacts.setdefault(number, value) != value:
                    raise ValueError(f"visit {number} was given contact {self.contacts[number]}, then {value}")
            case Fact.MESSAGE:
                self.messages.setdefault(number, set()).add(value)
            case Fact.TRANSFER:
                self.transfers.add(number)
            case Fact.GAVE_UP:
                self.gave_up.add(number)
            case Fact.CLOSED:
                self.closed.add(number)
            case Fact.RATING:
                self.ratings[number] = value

    def is_over(self, number: int) -> bool:
        """Whether nothing of a visit is left to do."""
        return number in self.closed or number in self.gave_up


def read(path: Path) -> Acknowledged:
    """Everything in a ledger; a last line that was cut off is none."""
    found = Acknowledged()
    if path.exists():
        whole, _, _ = path.read_text("ascii").rpartition("\n")
        for line in whole.splitlines():
            kind, number, value = line.split()
            found.take(Fact(kind), int(number), int(value))
    return found


class Ledger:
    """An open ledger. Use it as an asynchronous context manager."""

    def __init__(self, path: Path) -> None:
        self.known = read(path)
        self.counts: Counter[Fact] = Counter()
        """Facts noted since it was opened."""
        self._path = path
        self._lines: list[str] = []
        self._task: asyncio.Task[None] | None = None
        self._over = False

    def note(self, fact: Fact, number: int, value: int = 0) -> None:
        """Notes what was acknowledged."""
        self.known.take(fact, number, value)
        self.counts[fact] += 1
        self._lines.append(f"{fact} {number} {value}\n")

    async def __aenter__(self) -> "Ledger":
        self._task = asyncio.create_task(self._keep())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over = True
        assert self._task is not None
        await self._task

    async def _keep(self) -> None:
        with self._path.open("ab") as file:
            cut_off = self._path.stat().st_size - _whole(self._path)
            file.truncate(file.tell() - cut_off)
            while not (self._over and not self._lines):
                await asyncio.sleep(_KEPT_EVERY_S)
                lines, self._lines = self._lines, []
                if lines:
                    file.write("".join(lines).encode("ascii"))
                    file.flush()
                    await asyncio.to_thread(os.fsync, file.fileno())


def _whole(path: Path) -> int:
    """How many bytes of a ledger are whole lines."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 128))
        end = file.read()
    return size - (len(end) - end.rfind(b"\n") - 1)
