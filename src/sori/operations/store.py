"""SQL of what operators are told."""

from dataclasses import dataclass
from datetime import datetime

from sori.platform.database import Transaction


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait in a queue, and the longest of their waits."""

    code: str
    waiting: int
    longest_s: float


@dataclass(frozen=True, slots=True)
class Count:
    """How many of something stand in some way."""

    of: str
    name: str
    count: int


async def queues(transaction: Transaction, now: datetime) -> list[Waiting]:
    """Every queue in use with what waits in it."""
    return await transaction.all(
        Waiting,
        """select code, count(contact.id) as waiting,
                  greatest(0, coalesce(extract(epoch from %s - min(waiting_since)), 0))::float8 as longest_s
           from queue left join contact on queue_id = queue.id and state = 'waiting' and not left_message and not rests
           where not retired group by code order by code""",
        (now,),
    )


async def stand(transaction: Transaction) -> list[Count]:
    """Live contacts by state, counsellors by duty, live offers, connections to this database."""
    return await transaction.all(
        Count,
        """select 'contact' as of, state as name, count(*) from contact
               where state in ('waiting', 'offered', 'talking', 'wrap_up') group by state
           union all select 'counsellor', state, count(*) from counsellor_duty group by state
           union all select 'offer', 'live', count(*) from offer where outcome is null
           union all select 'connection', 'all', count(*) from pg_stat_activity where datname = current_database()""",
    )


async def oldest_transaction_s(transaction: Transaction) -> float:
    """Seconds since the oldest transaction that still runs in this database began."""
    return (
        await transaction.value(
            float,
            """select extract(epoch from clock_timestamp() - min(xact_start))::float8 from pg_stat_activity
               where datname = current_database() and pid <> pg_backend_pid() and xact_start is not null""",
        )
        or 0.0
    )


async def epoch(transaction: Transaction) -> int:
    """How often a router has begun to lead."""
    return await transaction.value(int, "select epoch from routing_leader") or 0
