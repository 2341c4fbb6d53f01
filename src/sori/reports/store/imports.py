"""SQL of imports: what was brought in from files, written in bulk, and taken out again."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
import psycopg
import pyarrow as pa
import pyarrow.csv
from psycopg.types.json import Jsonb

from sori.conversations.model import Channel
from sori.platform.database import Transaction
from sori.reports.imported.contacts import Contacts
from sori.reports.imported.counts import NewCount
from sori.reports.model import ImportSummary
from sori.reports.store.facts import CHANNELS

_HEADER = b"PGCOPY\n\xff\r\n\x00" + bytes(8)
_TRAILER = b"\xff\xff"
_SINCE_2000_US = 946_684_800_000_000
_COLUMNS = (
    ("import_id", ">i4"),
    ("line", ">i4"),
    ("opened_at", ">i8"),
    ("channel", ">i2"),
    ("outcome", ">i2"),
    ("queue_id", ">i4"),
    ("topic_id", ">i4"),
    ("counsellor_id", ">i4"),
    ("wait_ms", ">i4"),
    ("handling_ms", ">i4"),
)
# A row of PostgreSQL's binary COPY is the number of columns, then each column's length and value. All of ours are of
# fixed width and none is null, so all rows look alike, and a batch is written as one array.
_ROW = np.dtype(
    [("columns", ">i2")] + [part for name, kind in _COLUMNS for part in ((f"{name}_length", ">i4"), (name, kind))]
)


async def imports(transaction: Transaction) -> list[ImportSummary]:
    """All imports, newest first."""
    return await transaction.all(
        ImportSummary,
        """select id, file, kind, imported_at, rows, set_aside, first_day, last_day, undone_at
           from import order by id desc""",
    )


async def lock(transaction: Transaction) -> None:
    """One import at a time; whoever reads goes on reading."""
    await transaction.execute("lock table import in share row exclusive mode")


async def same_file(transaction: Transaction, sha256: bytes) -> ImportSummary | None:
    """The import of the same file that is in force, if there is one."""
    return await transaction.maybe(
        ImportSummary,
        """select id, file, kind, imported_at, rows, set_aside, first_day, last_day, undone_at
           from import where sha256 = %s and undone_at is null order by id desc limit 1""",
        (sha256,),
    )


async def begin(transaction: Transaction, file: str, sha256: bytes, kind: str, now: datetime) -> int:
    """Adds an import, whose rows follow; gives its id."""
    made = await transaction.value(
        int,
        """insert into import (file, sha256, kind, imported_at, rows, set_aside) values (%s, %s, %s, %s, 0, 0)
           returning id""",
        (file, sha256, kind, now),
    )
    return made or 0


async def finish(
    transaction: Transaction, import_id: int, rows: int, set_aside: int, first_day: date, last_day: date
) -> None:
    """Keeps what came of an import."""
    await transaction.execute(
        "update import set rows = %s, set_aside = %s, first_day = %s, last_day = %s where id = %s",
        (rows, set_aside, first_day, last_day, import_id),
    )


class ContactWriter:
    """Writes batches of contacts."""

    def __init__(self, copy: psycopg.AsyncCopy, import_id: int) -> None:
        self._copy = copy
        self._import_id = import_id

    async def write(self, contacts: Contacts) -> None:
        """Writes a batch."""
        rows = np.zeros(len(contacts.lines), _ROW)
        rows["columns"] = len(_COLUMNS)
        for name, kind in _COLUMNS:
            rows[f"{name}_length"] = np.dtype(kind).itemsize
        rows["import_id"] = self._import_id
        rows["line"] = contacts.lines
        rows["opened_at"] = contacts.opened_us - _SINCE_2000_US
        rows["channel"] = contacts.channel
        rows["outcome"] = contacts.outcome
        rows["queue_id"] = contacts.queue
        rows["topic_id"] = contacts.topic
        rows["counsellor_id"] = contacts.counsellor
        rows["wait_ms"] = contacts.wait_ms
        rows["handling_ms"] = contacts.handling_ms
        await self._copy.write(rows.tobytes())


@asynccontextmanager
async def writing_contacts(transaction: Transaction, import_id: int) -> AsyncIterator[ContactWriter]:
    """Writes contacts of an import for the length of a block."""
    columns = ", ".join(name for name, _ in _COLUMNS)
    async with (
        transaction.connection.cursor() as cursor,
        cursor.copy(f"copy imported_contact ({columns}) from stdin (format binary)".encode()) as copy,
    ):
        await copy.write(_HEADER)
        yield ContactWriter(copy, import_id)
        await copy.write(_TRAILER)


@asynccontextmanager
async def writing_cases(
    transaction: Transaction, import_id: int
) -> AsyncIterator[Callable[[pa.Table], Awaitable[None]]]:
    """Gives what writes cases of an import (`sori.reports.imported.cases`), for the length of a block."""

    async def write(cases: pa.Table) -> None:
        written = io.BytesIO()
        numbers = pa.array(np.full(len(cases), import_id))
        pyarrow.csv.write_csv(
            cases.add_column(0, "import_id", numbers), written, pyarrow.csv.WriteOptions(include_header=False)
        )
        await copy.write(written.getbuffer())

    # As CSV, since most of it is text: nulls are written as nothing, texts between quotation marks.
    async with (
        transaction.connection.cursor() as cursor,
        cursor.copy(
            """copy imported_case (import_id, line, number, type, department, opened_at, due_at, closed_at,
                   longitude, latitude) from stdin (format csv, encoding 'utf8')"""
        ) as copy,
    ):
        yield write


async def set_known_until(transaction: Transaction, import_id: int, latest: datetime) -> None:
    """Keeps the latest moment that an import of cases tells."""
    await transaction.execute("update import set known_until = %s where id = %s", (latest, import_id))


async def add_counts(transaction: Transaction, import_id: int, counts: Sequence[NewCount]) -> None:
    """Adds counts of an import."""
    await transaction.execute_many(
        """insert into imported_count (import_id, line, series, first_day, last_day, channel, queue_id, topic_id, part,
               field, inbound, answered, printed_pct, file_values)
           values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)""",
        [
            (
                *(import_id, count.line, count.series, count.first_day, count.last_day, count.channel),
                *(count.queue_id, count.topic_id, count.part, count.field, count.inbound, count.answered),
                *(count.printed_pct, Jsonb(count.file_values)),
            )
            for count in counts
        ],
    )


@dataclass(frozen=True, slots=True)
class Told:
    """What is told already of the same period and the same part of it."""

    series: str
    first_day: date
    last_day: date
    channel: Channel | None
    queue_id: int | None
    topic_id: int | None
    part: str | None
    field: str | None
    inbound: int | None
    answered: int

    @property
    def same(self) -> tuple[object, ...]:
        """What it is a count of."""
        return (
            *(self.series, self.first_day, self.last_day, self.channel),
            *(self.queue_id, self.topic_id, self.part, self.field),
        )


async def told(transaction: Transaction) -> list[Told]:
    """All counts in force."""
    return await transaction.all(
        Told,
        """select series, first_day, last_day, channel, queue_id, topic_id, part, field, inbound, answered
           from imported_count""",
    )


async def undo(transaction: Transaction, import_id: int, now: datetime) -> ImportSummary | None:
    """Takes an import's rows out again; gives it, or None where there is none in force with this id."""
    undone = await transaction.maybe(
        ImportSummary,
        """update import set undone_at = %s where id = %s and undone_at is null
           returning id, file, kind, imported_at, rows, set_aside, first_day, last_day, undone_at""",
        (now, import_id),
    )
    if undone is not None:
        await transaction.execute("delete from imported_contact where import_id = %s", (import_id,))
        await transaction.execute("delete from imported_count where import_id = %s", (import_id,))
        await transaction.execute("delete from imported_case where import_id = %s", (import_id,))
    return undone


@dataclass(frozen=True, slots=True)
class Name:
    """Something that files call by a name: its id, its code and its names."""

    id: int
    code: str
    ko: str
    en: str


async def queue_names(transaction: Transaction) -> list[Name]:
    """All queues that there ever were."""
    return await transaction.all(Name, "select id, code, name->>'ko' as ko, name->>'en' as en from queue")


async def topic_names(transaction: Transaction) -> list[Name]:
    """All topics that there ever were."""
    return await transaction.all(Name, "select id, code, name->>'ko' as ko, name->>'en' as en from topic")


async def staff_names(transaction: Transaction) -> list[Name]:
    """Everybody who is or was staff; their code is their log-in."""
    return await transaction.all(Name, "select id, login as code, display_name as ko, display_name as en from staff")


async def counts_beside_contacts(transaction: Transaction, zone: str, first_day: date, last_day: date) -> int:
    """How many counts of these days are of channels of which contacts are known one by one in their period."""
    found = await transaction.value(
        int,
        """select count(*) from imported_count told
           where last_day >= %(first)s and first_day <= %(last)s
             and series = 'contacts' and channel is not null and part is null and field is null
             and (exists (select from imported_contact
                          where opened_at >= first_day::timestamp at time zone %(zone)s
                            and opened_at < (last_day + 1)::timestamp at time zone %(zone)s
                            and channel = array_position(%(channels)s::text[], told.channel))
                  or exists (select from contact
                             where started_at >= first_day::timestamp at time zone %(zone)s
                               and started_at < (last_day + 1)::timestamp at time zone %(zone)s
                               and contact.channel = told.channel))""",
        {"zone": zone, "first": first_day, "last": last_day, "channels": [channel.value for channel in CHANNELS]},
    )
    return found or 0
