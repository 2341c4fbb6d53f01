"""SQL of tables: facts grouped by one dimension."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

from sori.platform.database import Transaction
from sori.reports.columns import DayColumns
from sori.reports.cubes import DIMENSIONS, Added, Ints
from sori.reports.model import Dimension, Filters, Unit
from sori.reports.store.facts import (
    CHANNEL_NUMBER,
    FILTERED,
    IMPORTED_IN_STRETCH,
    LIVE_CONTACTS,
    LIVE_STAYS,
    LOCAL,
    STRETCHES,
    raw,
)
from sori.reports.store.rollup import UNIT_NUMBER
from sori.reports.tally import Tally


@dataclass(frozen=True, slots=True)
class Asked:
    """What a table is of: the filters as they are looked up, topics with all below, and the moments of its days."""

    filters: Filters
    topic_ids: tuple[int, ...]
    zone: str
    since: datetime
    until: datetime

    def only(self) -> dict[str, list[int]]:
        """The values that facts may have, by dimension; one that is missing may have any."""
        filters = self.filters
        asked = {
            "hour": list(filters.hours),
            "channel": [CHANNEL_NUMBER[channel] for channel in filters.channels],
            "queue_id": list(filters.queue_ids),
            "topic_id": list(self.topic_ids) if filters.topic_ids else [],
            "counsellor_id": list(filters.counsellor_ids),
        }
        return {name: values for name, values in asked.items() if values}

    def parameters(self) -> dict[str, Any]:
        """The values of the queries."""
        only = self.only()
        moments = {"zone": self.zone, "since": self.since, "until": self.until}
        return moments | {name: only.get(name) for name in DIMENSIONS}


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


def sums_of(keys: Ints, added: Added) -> list[Sums]:
    """Facts that were added up here, as the database gives those it has added up."""
    numbers = zip(*(values.tolist() for values in added.sums.values()), strict=True)
    rows = zip(keys.tolist(), numbers, added.waits, added.handlings, strict=True)
    return [
        Sums(key=key, waits=waits, handlings=handlings, **dict(zip(added.sums, of_key, strict=True)))
        for key, of_key, waits, handlings in rows
    ]


@dataclass(frozen=True, slots=True)
class Days:
    """Some of a table's days: each, and the moments between which stretches of them lie."""

    days: list[date]
    sinces: list[datetime]
    untils: list[datetime]

    def parameters(self) -> dict[str, Any]:
        """The values of the queries."""
        return {"days": self.days, "sinces": self.sinces, "untils": self.untils}


async def from_raw(transaction: Transaction, by: Dimension, unit: Unit, asked: Asked, days: Days) -> list[Sums]:
    """What these days add to the table, read where it was written first."""
    return await transaction.all(
        Sums,
        _grouped(by, "select *, " + LOCAL + " from (" + raw(unit) + ") fact"),
        asked.parameters() | days.parameters(),
        binary=True,
    )


async def from_fresh(
    transaction: Transaction, by: Dimension, unit: Unit, asked: Asked, contact_ids: list[int], but: list[date]
) -> list[Sums]:
    """What these live contacts add to the table, read where it was written first, on all days but some."""
    of = LIVE_CONTACTS if unit is Unit.CONTACTS else LIVE_STAYS
    return await transaction.all(
        Sums,
        _grouped(
            by,
            "select * from (select *, " + LOCAL + " from (" + of + "contact.id = any(%(fresh)s)) fact"
            " where opened_at >= %(since)s and opened_at < %(until)s) fact where day <> all(%(but)s::date[])",
        ),
        asked.parameters() | {"fresh": contact_ids, "but": but},
        binary=True,
    )


async def from_facts(
    transaction: Transaction, by: Dimension, unit: Unit, asked: Asked, days: Days, fresh: list[int]
) -> list[Sums]:
    """What the facts kept of these days add to the table, but for those of some contacts."""
    columns: LiteralString = """day, hour, channel, queue_id, topic_id, counsellor_id, answered, abandoned, within,
        targeted, wait_us, handling_us"""
    return await transaction.all(
        Sums,
        _grouped(
            by,
            "select " + columns + " from statistics_fact where unit = %(unit)s and day = any(%(days)s)"
            " and contact_id <> all(%(fresh)s::bigint[]) union all select " + columns + " from (select imported.*, "
            + LOCAL + " from " + STRETCHES + ", lateral (" + IMPORTED_IN_STRETCH + ") imported) imported",
        ),
        asked.parameters() | days.parameters() | {"unit": UNIT_NUMBER[unit], "fresh": fresh},
        binary=True,
    )  # fmt: skip


async def from_cells(
    transaction: Transaction, by: Dimension, cube: int, asked: Asked, starts: list[date]
) -> list[Sums]:
    """What a cube's cells of these days or months add to the table."""
    return await transaction.all(
        Sums,
        "select " + KEYS[by] + " as key, " + _CELL_SUMS + " from (select *, starts as day from statistics_cell"
        " where cube = %(cube)s and starts = any(%(starts)s)) cell where " + FILTERED + " group by 1",
        asked.parameters() | {"cube": cube, "starts": starts},
        binary=True,
    )


@dataclass(frozen=True, slots=True)
class _Column:
    day: date
    name: str
    packed: bytes


async def columns(transaction: Transaction, unit: Unit, days: Sequence[date], names: Sequence[str]) -> DayColumns:
    """These columns of the facts of some days, which all have them."""
    found = await transaction.all(
        _Column,
        "select day, name, packed from statistics_column where unit = %s and day = any(%s) and name = any(%s)",
        (UNIT_NUMBER[unit], list(days), list(names)),
        binary=True,
    )
    by_place = {(one.day, one.name): one.packed for one in found}
    return DayColumns(days, {name: [by_place[day, name] for day in days] for name in names})


_CELL_SUMS: LiteralString = """
    sum(inbound) as inbound, sum(answered) as answered, sum(abandoned) as abandoned, sum(within) as within,
    sum(targeted) as targeted, sum(waited) as waited, sum(wait_us)::bigint as wait_us, sum(handled) as handled,
    sum(handling_us)::bigint as handling_us, string_agg(waits, '') as waits, string_agg(handlings, '') as handlings"""


def _grouped(by: Dimension, facts: LiteralString) -> LiteralString:
    return "select " + KEYS[by] + " as key, " + SUMS + " from (" + facts + ") fact where " + FILTERED + " group by 1"
