"""Signs of life of those who work unseen: the routing leader, and each round of the worker."""

from dataclasses import dataclass
from datetime import datetime

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When something last did its work, how often it means to, in seconds, and how often it has failed since."""

    name: str
    at: datetime
    every_s: float
    failures: int


async def beat(transaction: Transaction, name: str, every_s: float, at: datetime) -> None:
    """Tells that `name` has just done its work."""
    await transaction.execute(
        """insert into heartbeat (name, every_s, at) values (%s, %s, %s)
           on conflict (name) do update set at = excluded.at, every_s = excluded.every_s, failures = 0""",
        (name, every_s, at),
    )


async def failed(transaction: Transaction, name: str, every_s: float, at: datetime) -> None:
    """Tells that `name` could not do its work; when it last could is kept, or was never."""
    await transaction.execute(
        """insert into heartbeat (name, every_s, at, failures) values (%s, %s, %s, 1)
           on conflict (name) do update set failures = heartbeat.failures + 1""",
        (name, every_s, at),
    )


async def heartbeats(transaction: Transaction) -> dict[str, Heartbeat]:
    """All signs of life by name."""
    found = await transaction.all(Heartbeat, "select name, at, every_s, failures from heartbeat order by name")
    return {one.name: one for one in found}
