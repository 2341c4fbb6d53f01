"""SQL of tables: facts grouped by one dimension."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from sori.platform.database import Transaction
from sori.reports.model import Dimension, Filters, Unit
from sori.reports.store.facts import CHANNEL_NUMBER, FILTERED, LOCAL, raw
from sori.reports.tally import Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table is of: the filters as they are looked up, topics with all below, and the moments of its days."""

    filters: Filters
    topic_ids: tuple[int, ...]
    zone: str
    since: datetime
    until: datetime

    def parameters(self) -> dict[str, Any]:
        """The values of the queries."""
        filters = self.filters
        return {
            "zone": self.zone,
            "since": self.since,
            "until": self.until,
            "channels": [CHANNEL_NUMBER[channel] for channel in filters.channels] or None,
            "queues": list(filters.queue_ids) or None,
            "topics": list(self.topic_ids) or None if filters.topic_ids else None,
            "counsellors": list(filters.counsellor_ids) or None,
            "hours": list(filters.hours) or None,
        }


EPOCH = date(2000, 1, 1)
"""Days are grouped as so many since then."""
KEYS: dict[Dimension, LiteralString] = {
    Dimension.CHANNEL: "channel::bigint",
    Dimension.QUEUE: "queue_id",
    Dimension.TOPIC: "topic_id",
    Dimension.COUNSELLOR: "counsellor_id",
    Dimension.DAY: "(day - date '2000-01-01')::bigint",
    Dimension.MONTH: "(extract(year from day) * 12 + extract(month from day) - 1)::bigint",
    Dimension.HOUR: "hour::bigint",
    Dimension.DAY_HOUR: "((day - date '2000-01-01') * 24 + hour)::bigint",
}
"""What facts are grouped by, as one number."""

SUMS: LiteralString = """
    count(*) as inbound, count(*) filter (where answered) as answered, count(*) filter (where abandoned) as abandoned,
    count(*) filter (where within) as within,
    count(*) filter (where targeted and (answered or abandoned)) as targeted,
    count(wait_us) as waited, coalesce(sum(wait_us), 0)::bigint as wait_us,
    count(handling_us) as handled, coalesce(sum(handling_us), 0)::bigint as handling_us,
    coalesce(string_agg(int2send(duration_bucket(wait_us)) || '\\x0001', ''), '') as waits,
    coalesce(string_agg(int2send(duration_bucket(handling_us)) || '\\x0001', ''), '') as handlings"""
"""The sums of a group of facts; the sketches packed as `sori.reports.sketch` reads them."""


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of one group."""

    key: int
    inbound: int
    answered: int
    abandoned: int
    within: int
    targeted: int
    waited: int
    wait_us: int
    handled: int
    handling_us: int
    waits: bytes
    handlings: bytes

    def tally(self) -> Tally:
        """The same, to be added up."""
        return Tally(
            self.inbound,
            self.answered,
            self.abandoned,
            self.within,
            self.targeted,
            self.waited,
            self.wait_us,
            self.handled,
            self.handling_us,
            [self.waits] if self.waits else [],
            [self.handlings] if self.handlings else [],
        )


async def from_raw(transaction: Transaction, by: Dimension, unit: Unit, asked: Asked) -> list[Sums]:
    """The table as the raw tables have it."""
    return await transaction.all(
        Sums,
        "select " + KEYS[by] + " as key, " + SUMS + " from (select *, " + LOCAL + " from (" + raw(unit) + ") fact) fact"
        " where " + FILTERED + " group by 1",
        asked.parameters(),
    )
