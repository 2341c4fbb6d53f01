"""SQL of the tables that statistics are read from fast: facts of what is live, and sums of days and months."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, LiteralString

import numpy as np
from psycopg.types.json import Jsonb

from sori.platform.database import Transaction
from sori.reports.cubes import CUBES, DIMENSIONS, Cells, Cube, Facts
from sori.reports.model import Unit
from sori.reports.store.facts import IMPORTED, LIVE_CONTACTS, LIVE_STAYS, LOCAL

UNIT_NUMBER = {Unit.CONTACTS: 1, Unit.STAYS: 2}
COUNTED: LiteralString = """kind in ('contact.queued', 'contact.answered', 'contact.abandoned', 'contact.left_message',
    'contact.transferred', 'contact.put_off', 'contact.ended', 'contact.closed', 'contact.taken_over',
    'contact.returned')"""
"""Events after which a contact counts otherwise than before."""
_FACT_COLUMNS: LiteralString = """contact_id, unit, visit_id, day, hour, channel, queue_id, topic_id, counsellor_id,
    answered, abandoned, within, targeted, wait_us, handling_us"""


@dataclass(frozen=True, slots=True)
class State:
    """How far the events are followed, and what the sums rest on."""

    transaction_id: int
    event_id: int
    basis: dict[str, Any]


async def state(transaction: Transaction) -> State | None:
    """The state; None before the first round."""
    return await transaction.maybe(
        State, "select transaction_id::text::bigint as transaction_id, event_id, basis from statistics_state"
    )


async def basis(transaction: Transaction) -> dict[str, Any]:
    """What the sums rest on, as it is now: where it changes, all is counted anew."""
    found = await transaction.value(
        dict[str, Any],
        """select jsonb_build_object('version', 2, 'cubes', %s::int[], 'zone', (select time_zone from centre),
               'targets', (select jsonb_object_agg(id, target_s) from queue))""",
        (sorted(cube.number for cube in CUBES),),
    )
    return found or {}


async def begin_anew(transaction: Transaction, new_basis: dict[str, Any], zone: str) -> None:
    """Forgets all that is kept; every day on which there is something to count is due."""
    for table in _KEPT:
        await transaction.execute(table)
    await transaction.execute(
        """insert into statistics_state (transaction_id, event_id, basis)
           values (pg_snapshot_xmin(pg_current_snapshot()), 0, %s)""",
        (Jsonb(new_basis),),
    )
    await transaction.execute(
        """insert into statistics_day (day, state)
           select distinct day, 'due' from (
               select (started_at at time zone %(zone)s)::date as day from contact
               union all select (entered_at at time zone %(zone)s)::date from queue_visit
               union all select (opened_at at time zone %(zone)s)::date from imported_contact) counted""",
        {"zone": zone},
    )


_KEPT: tuple[LiteralString, ...] = (
    "delete from statistics_state",
    "delete from statistics_day",
    "delete from statistics_month",
    "delete from statistics_fact",
    "delete from statistics_cell",
    "delete from statistics_column",
)


@dataclass(frozen=True, slots=True)
class Position:
    """An event's place in the order of commits, and the contact it is about."""

    transaction_id: int
    id: int
    contact_id: int | None


async def happened_since(transaction: Transaction, since: State, most: int) -> list[Position]:
    """The events after a state that no transaction still running can come before, oldest first."""
    return await transaction.all(
        Position,
        """select transaction_id::text::bigint as transaction_id, id,
                  case when """
        + COUNTED
        + """ then (about->>'contact')::bigint end as contact_id
           from event where (transaction_id, id) > (%s::text::xid8, %s)
             and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
           order by event.transaction_id, id limit %s""",
        (str(since.transaction_id), since.event_id, most),
    )


async def follow_to(transaction: Transaction, position: Position) -> None:
    """The events up to this one are followed."""
    await transaction.execute(
        "update statistics_state set transaction_id = %s::text::xid8, event_id = %s",
        (str(position.transaction_id), position.id),
    )


async def fresh(transaction: Transaction, since: State, most: int) -> list[int]:
    """The contacts of which the facts may be older than what this transaction sees, at most so many."""
    return await transaction.values(
        int,
        "select distinct (about->>'contact')::bigint from event"
        " where (transaction_id, id) > (%s::text::xid8, %s) and " + COUNTED + " limit %s",
        (str(since.transaction_id), since.event_id, most),
    )


def _live(where_contacts: LiteralString, where_stays: LiteralString) -> LiteralString:
    return (
        "select contact_id, unit, visit_id, day, hour, channel, queue_id, topic_id, counsellor_id, answered, abandoned,"
        " within, targeted, wait_us, handling_us from (select *, "
        + LOCAL
        + " from (select 1::smallint as unit, * from ("
        + LIVE_CONTACTS
        + where_contacts
        + ") contacts union all select 2::smallint, * from ("
        + LIVE_STAYS
        + where_stays
        + ") stays) fact) fact"
    )


async def renew_contacts(transaction: Transaction, contact_ids: Sequence[int], zone: str) -> None:
    """Writes the facts of these contacts anew; the sums of their days are no longer right."""
    parameters = {"ids": list(contact_ids), "zone": zone}
    await transaction.execute("delete from statistics_fact where contact_id = any(%(ids)s)", parameters)
    await transaction.execute(
        "with written as (insert into statistics_fact ("
        + _FACT_COLUMNS
        + ") "
        + _live("contact.id = any(%(ids)s)", "contact.id = any(%(ids)s)")
        + " returning day)"
        " insert into statistics_day (day, state) select distinct day, 'facts' from written order by day"
        " on conflict (day) do update set state = 'facts' where statistics_day.state = 'cells'",
        parameters,
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A day or a month of the city: its first day, the day after it, and when each begins."""

    first_day: date
    after_day: date
    since: datetime
    until: datetime


async def write_facts(transaction: Transaction, stretch: Stretch, zone: str) -> None:
    """Writes the facts of some days anew from the tables in which everything was written first."""
    parameters = {
        **{"first": stretch.first_day, "after": stretch.after_day},
        **{"since": stretch.since, "until": stretch.until, "zone": zone},
    }
    await transaction.execute("delete from statistics_fact where day >= %(first)s and day < %(after)s", parameters)
    await transaction.execute(
        "insert into statistics_fact ("
        + _FACT_COLUMNS
        + ") "
        + _live(
            "started_at >= %(since)s and started_at < %(until)s",
            "visit.entered_at >= %(since)s and visit.entered_at < %(until)s",
        ),
        parameters,
    )
    await transaction.execute(
        "update statistics_day set state = 'facts' where day >= %(first)s and day < %(after)s and state = 'due'",
        parameters,
    )


async def make_due(transaction: Transaction, first_day: date, last_day: date) -> None:
    """Has these days counted anew."""
    await transaction.execute(
        """insert into statistics_day (day, state)
           select day::date, 'due' from generate_series(%(first)s::date, %(last)s::date, '1 day') day
           on conflict (day) do update set state = 'due'""",
        {"first": first_day, "last": last_day},
    )


async def unfinished_days(transaction: Transaction, state: str, before: date, most: int) -> list[date]:
    """Days in this state before another, the newest first."""
    return await transaction.values(
        date,
        "select day from statistics_day where state = %s and day < %s order by day desc limit %s",
        (state, before, most),
    )


async def unfinished_month(transaction: Transaction, before: date) -> date | None:
    """The newest month that is over, has all its days' sums and no sums of its own; None where there is none."""
    return await transaction.value(
        date,
        """select month from (select date_trunc('month', day)::date as month, bool_and(state = 'cells') as right
                              from statistics_day group by 1) months
           where months.right and month < date_trunc('month', %s::date)
             and not exists (select from statistics_month kept where kept.month = months.month)
           order by month desc limit 1""",
        (before,),
    )


# Fixed width, so that a month's facts become columns without a look at each: a duration that is none is -1.
_READ = (
    ("unit", ">i2", "unit"),
    ("hour", ">i2", "hour"),
    ("channel", ">i2", "channel"),
    ("queue_id", ">i8", "queue_id"),
    ("topic_id", ">i8", "topic_id"),
    ("counsellor_id", ">i8", "counsellor_id"),
    (
        "flags",
        ">i4",
        "answered::int + 2 * abandoned::int + 4 * within::int + 8 * targeted::int",
    ),
    ("wait_us", ">i8", "coalesce(wait_us, -1)"),
    ("wait_bucket", ">i2", "coalesce(duration_bucket(wait_us), 0)::smallint"),
    ("handling_us", ">i8", "coalesce(handling_us, -1)"),
    ("handling_bucket", ">i2", "coalesce(duration_bucket(handling_us), 0)::smallint"),
)
_READ_ROW = np.dtype(
    [("columns", ">i2")] + [part for name, kind, _ in _READ for part in ((f"{name}_length", ">i4"), (name, kind))]
)
_COPY_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_COPY_TRAILER = b"\xff\xff"


async def facts(transaction: Transaction, stretch: Stretch, zone: str) -> dict[Unit, Facts]:
    """All facts of a day or month, live and imported, by unit."""
    columns = ", ".join(expression for _, _, expression in _READ)
    imported = (
        "select n::smallint as unit, extract(hour from opened_at at time zone %(zone)s)::smallint as hour, channel,"
        " queue_id, topic_id, counsellor_id, answered, abandoned, within, targeted, wait_us, handling_us"
        " from generate_series(1, 2) n, (" + IMPORTED + "opened_at >= %(since)s and opened_at < %(until)s) imported"
    )
    query = (
        f"copy (select {columns} from (select unit, hour, channel, queue_id, topic_id, counsellor_id, answered,"
        " abandoned, within, targeted, wait_us, handling_us from statistics_fact"
        f" where day >= %(first)s and day < %(after)s union all {imported}) fact) to stdout (format binary)"
    )
    parameters = {
        **{"zone": zone, "since": stretch.since, "until": stretch.until},
        **{"first": stretch.first_day, "after": stretch.after_day},
    }
    async with transaction.connection.cursor() as cursor, cursor.copy(query.encode(), parameters) as copy:
        read = b"".join([bytes(block) async for block in copy])
    rows = np.frombuffer(read[len(_COPY_HEADER) : -len(_COPY_TRAILER)], _READ_ROW)
    return {unit: _facts(rows[rows["unit"] == number]) for unit, number in UNIT_NUMBER.items()}


def _facts(rows: Any) -> Facts:
    def column(name: str) -> Any:
        return rows[name].astype(np.int64)

    return Facts(
        {name: column(name) for name in DIMENSIONS},
        *(column(name) for name in ("flags", "wait_us", "wait_bucket", "handling_us", "handling_bucket")),
    )


_CELL = (
    *(("cube", ">i2"), ("starts", ">i4"), ("hour", ">i2"), ("channel", ">i2")),
    *(("queue_id", ">i8"), ("topic_id", ">i8"), ("counsellor_id", ">i8")),
    *((name, ">i4") for name in ("inbound", "answered", "abandoned", "within", "targeted", "waited")),
    *(("wait_us", ">i8"), ("handled", ">i4"), ("handling_us", ">i8")),
)
_CELL_ROW = np.dtype(
    [("columns", ">i2")] + [part for name, kind in _CELL for part in ((f"{name}_", ">i4"), (name, kind))]
)


async def forget_cells(transaction: Transaction, cubes: Collection[Cube], starts: date) -> None:
    """Deletes the cells of these cubes of a day or month."""
    await transaction.execute(
        "delete from statistics_cell where cube = any(%s) and starts = %s", ([cube.number for cube in cubes], starts)
    )


async def write_cells(transaction: Transaction, made: Sequence[tuple[Cube, Cells]], starts: date) -> None:
    """Writes cells of a day or month."""
    columns = ", ".join([*(name for name, _ in _CELL), "waits", "handlings"])
    async with (
        transaction.connection.cursor() as cursor,
        cursor.copy(f"copy statistics_cell ({columns}) from stdin (format binary)".encode()) as copy,
    ):
        await copy.write(_COPY_HEADER)
        for cube, cells in made:
            await copy.write(_rows(cube, cells, starts))
        await copy.write(_COPY_TRAILER)


def _rows(cube: Cube, cells: Cells, starts: date) -> bytes:
    rows = np.zeros(len(cells.added.first), _CELL_ROW)
    rows["columns"] = len(_CELL) + 2
    for name, kind in _CELL:
        rows[f"{name}_"] = np.dtype(kind).itemsize
    rows["cube"] = cube.number
    rows["starts"] = (starts - date(2000, 1, 1)).days
    for name, values in (*cells.dimensions.items(), *cells.added.sums.items()):
        rows[name] = values
    fixed, size = rows.tobytes(), _CELL_ROW.itemsize
    return b"".join(
        part
        for number, packed in enumerate(zip(cells.added.waits, cells.added.handlings, strict=True))
        for part in (
            fixed[number * size : (number + 1) * size],
            *(piece for one in packed for piece in (len(one).to_bytes(4, "big"), one)),
        )
    )


async def write_columns(transaction: Transaction, unit: Unit, day: date, columns: Mapping[str, bytes]) -> None:
    """Writes the columns of a day's facts anew."""
    await transaction.execute(
        """insert into statistics_column (day, unit, name, packed)
           select %s, %s, name, packed from unnest(%s::text[], %s::bytea[]) as made (name, packed)
           on conflict (day, unit, name) do update set packed = excluded.packed""",
        (day, UNIT_NUMBER[unit], list(columns), list(columns.values())),
    )


async def day_is_summed(transaction: Transaction, day: date) -> None:
    """A day has its sums, unless it has become due in the meantime; those of its month are no longer right."""
    await transaction.execute("update statistics_day set state = 'cells' where day = %s and state = 'facts'", (day,))
    await transaction.execute("delete from statistics_month where month = date_trunc('month', %s::date)", (day,))


async def month_is_right(transaction: Transaction, month: date) -> None:
    """A month has its sums."""
    await transaction.execute("insert into statistics_month (month) values (%s)", (month,))


async def one_snapshot(transaction: Transaction) -> None:
    """From here on the transaction sees one moment; it must be the first thing that it does."""
    await transaction.execute("set transaction isolation level repeatable read")


@dataclass(frozen=True, slots=True)
class KnownDay:
    """A day of which something is kept, and how far it is."""

    day: date
    state: str


async def days(transaction: Transaction, first_day: date, last_day: date) -> dict[date, str]:
    """How far each of these days is; one that is missing has nothing to count."""
    found = await transaction.all(
        KnownDay, "select day, state from statistics_day where day between %s and %s", (first_day, last_day)
    )
    return {one.day: one.state for one in found}


async def months(transaction: Transaction, first_day: date, last_day: date) -> set[date]:
    """The months from one day to another whose sums were right once all their days had theirs."""
    return set(
        await transaction.values(
            date, "select month from statistics_month where month between %s and %s", (first_day, last_day)
        )
    )


async def days_of(transaction: Transaction, contact_ids: Sequence[int]) -> set[date]:
    """The days that facts of these contacts are kept of."""
    return set(
        await transaction.values(
            date, "select distinct day from statistics_fact where contact_id = any(%s)", (list(contact_ids),)
        )
    )
