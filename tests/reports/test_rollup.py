"""What statistics are read from fast, against the tables in which everything was written first: always the same."""

import math
import struct
from collections import Counter
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sori.conversations.model import Channel
from sori.platform.database import Database, Transaction
from sori.reports.columns import DayColumns, columns_of, grouped, packed
from sori.reports.cubes import DIMENSIONS, Facts
from sori.reports.model import Dimension, Filters, Unit, unit_of
from sori.reports.service import rollup, tables
from sori.reports.service.sums import tallied
from sori.reports.sketch import PERCENTS, percentiles
from sori.reports.store import rollup as rollup_store
from sori.reports.store import tables as table_store
from sori.reports.store.tables import Days
from sori.reports.tally import Tally

TODAY = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
FIRST = date(2026, 1, 20)
CHANNELS = ["web", "phone", "sms"]


def told(tally: Tally) -> Any:
    """A tally as it can be compared."""
    return replace(tally, waits=[], handlings=[]), buckets(tally.waits), buckets(tally.handlings)


def buckets(packed: list[bytes]) -> Counter[int]:
    found: Counter[int] = Counter()
    for bucket, count in struct.iter_unpack(">hH", b"".join(packed)):
        found[bucket] += count
    return found


async def compare(transaction: Transaction, by: Dimension, filters: Filters) -> None:
    asked = await tables.asked(transaction, filters)
    unit = unit_of(by, filters)
    kept = await tallied(transaction, by, unit, asked)
    raw = await table_store.from_raw(transaction, by, unit, asked, Days([], [asked.since], [asked.until]))
    assert {key: told(tally) for key, tally in kept.items()} == {one.key: told(one.tally()) for one in raw}


async def insert(transaction: Transaction, query: str, *values: Any) -> int:
    found = await transaction.value(int, query, values)  # type: ignore[arg-type]
    assert found is not None
    return found


@dataclass
class City:
    """A city whose contacts are written as the service writes them, at times of the test's choosing."""

    transaction: Transaction
    contacts: list[tuple[int, datetime]]

    async def happens(self, kind: str, contact_id: int, at: datetime) -> None:
        await self.transaction.execute(
            "insert into event (at, kind, about) values (%s, %s, jsonb_build_object('contact', %s::bigint))",
            (at, f"contact.{kind}", contact_id),
        )

    async def opens(self, days_ago: int, minute: int, channel: int, queue: int) -> None:
        at = TODAY - timedelta(days=days_ago, minutes=minute)
        contact_id = await insert(
            self.transaction,
            """with someone as (insert into citizen (created_at) values (%s) returning id),
                    opened as (
                        insert into contact (citizen_id, channel, medium, language, request_key, simulated, state,
                            queue_id, waiting_since, started_at)
                        select id, %s, 'chat', 'ko', gen_random_uuid(), true, 'waiting',
                               (select id from queue order by id offset %s limit 1), %s, %s from someone
                        returning id, queue_id)
               insert into queue_visit (contact_id, queue_id, entered_at) select id, queue_id, %s from opened
               returning contact_id""",
            *(at, CHANNELS[channel], queue, at, at, at),
        )
        self.contacts.append((contact_id, at))
        await self.happens("queued", contact_id, at)

    async def answers(self, which: int, seconds: int, counsellor: int) -> None:
        contact_id, at = self.contacts[which % len(self.contacts)]
        then = at + timedelta(seconds=seconds)
        done = await self.transaction.execute(
            """with answered as (
                   update contact set state = 'talking', answered_at = coalesce(answered_at, %(then)s),
                          counsellor_id = (select id from staff order by id offset %(who)s limit 1)
                   where id = %(id)s and state = 'waiting' returning id, counsellor_id),
               turn as (insert into handling (contact_id, counsellor_id, started_at)
                        select id, counsellor_id, %(then)s from answered)
               update queue_visit set left_at = greatest(%(then)s, entered_at), outcome = 'answered',
                      counsellor_id = answered.counsellor_id
               from answered where contact_id = answered.id and outcome is null""",
            {"then": then, "id": contact_id, "who": counsellor},
        )
        if done:
            await self.happens("answered", contact_id, then)

    async def passes_on(self, which: int, seconds: int, queue: int) -> None:
        contact_id, at = self.contacts[which % len(self.contacts)]
        then = at + timedelta(seconds=seconds)
        done = await self.transaction.execute(
            """with passed as (
                   update contact set state = 'waiting', counsellor_id = null,
                          queue_id = (select id from queue order by id offset %(queue)s limit 1)
                   where id = %(id)s and state = 'talking' returning id, queue_id),
               turn as (update handling set ended_at = greatest(%(then)s, started_at) from passed
                        where contact_id = passed.id and ended_at is null)
               insert into queue_visit (contact_id, queue_id, entered_at) select id, queue_id, %(then)s from passed""",
            {"then": then, "id": contact_id, "queue": queue},
        )
        if done:
            await self.happens("transferred", contact_id, then)

    async def ends(self, which: int, seconds: int) -> None:
        """The citizen gives up, or the contact is closed with its topic."""
        contact_id, at = self.contacts[which % len(self.contacts)]
        then = at + timedelta(seconds=seconds)
        given_up = await self.transaction.execute(
            """with gone as (update contact set state = 'abandoned', ended_at = %(then)s
                             where id = %(id)s and state = 'waiting' returning id)
               update queue_visit set left_at = greatest(%(then)s, entered_at), outcome = 'abandoned'
               from gone where contact_id = gone.id and outcome is null""",
            {"then": then, "id": contact_id},
        )
        closed = await self.transaction.execute(
            """with closed as (
                   update contact set state = 'closed', ended_at = %(then)s, closed_at = %(then)s, result = 'answered',
                          topic_id = (select id from topic where level = 3 limit 1)
                   where id = %(id)s and state = 'talking' returning id)
               update handling set ended_at = greatest(%(then)s, started_at),
                      wrapped_up_at = greatest(%(then)s, started_at) + interval '7 seconds'
               from closed where contact_id = closed.id and ended_at is null""",
            {"then": then, "id": contact_id},
        )
        if given_up or closed:
            await self.happens("abandoned" if given_up else "closed", contact_id, then)

    async def imports(self, days_ago: int, minute: int, channel: int, queue: int) -> None:
        at = TODAY - timedelta(days=days_ago, minutes=minute)
        import_id = await insert(
            self.transaction,
            """insert into import (file, sha256, kind, imported_at, rows, set_aside)
               values ('a.csv', '', 'contacts', %s, 3, 0) returning id""",
            TODAY,
        )
        for line in range(1, 4):
            opened = at + timedelta(minutes=50 * line)
            await self.transaction.execute(
                """insert into imported_contact values (%s, %s, %s, %s, %s,
                       coalesce((select id from queue order by id offset %s limit 1), 0),
                       coalesce((select id from topic where level = 3 and %s), 0),
                       (select id from staff order by id offset %s limit 1), %s, %s)""",
                (
                    *(import_id, line, opened, channel + 1, 1 + line % 2, queue + line - 1, queue == 0),
                    *(line, minute * 777 - 1, 60_000 * line - 1),
                ),
            )
        day = (at + timedelta(hours=9)).date()
        await rollup_store.make_due(self.transaction, day, day + timedelta(days=1))


small = st.integers(0, 2)
seconds = st.integers(1, 200_000)
OPERATIONS = st.one_of(
    st.tuples(st.just("opens"), st.integers(0, 40), st.integers(0, 1_400), small, small),
    st.tuples(st.just("answers"), st.integers(0, 20), seconds, small),
    st.tuples(st.just("passes_on"), st.integers(0, 20), seconds, small),
    st.tuples(st.just("ends"), st.integers(0, 20), seconds),
    st.tuples(st.just("imports"), st.integers(0, 40), st.integers(0, 1_400), small, small),
    st.tuples(st.just("follow")),
    st.tuples(st.just("rebuild")),
    st.tuples(st.just("target")),
)
FILTERS = st.builds(
    lambda first, days, channels, queues, topics, counsellors, hours: Filters(
        FIRST + timedelta(days=first),
        FIRST + timedelta(days=first + days),
        channels,
        queues,
        topics,
        counsellors,
        hours,
    ),
    st.integers(0, 20),
    st.integers(0, 60),
    st.sampled_from([(), (Channel.WEB,), (Channel.SMS, Channel.PHONE)]),
    st.sampled_from([(), (1, 2), (0, 3)]),
    st.sampled_from([(), (1,), (0,)]),
    st.sampled_from([(), (0,), (1, 2)]),
    st.sampled_from([(), (9, 10), tuple(range(24))]),
)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    operations=st.lists(OPERATIONS, min_size=5, max_size=40),
    looks=st.lists(st.tuples(st.sampled_from(Dimension), FILTERS), min_size=3, max_size=6),
)
async def test_a_table_is_the_same_from_what_is_kept_as_from_the_first_tables(
    database: Database, operations: list[Any], looks: list[tuple[Dimension, Filters]]
) -> None:
    async with database.transaction() as transaction:
        city = City(transaction, [])
        await rollup.follow(transaction, TODAY)
        for name, *values in operations:
            if name == "follow":
                await follow_all(transaction)
            elif name == "rebuild":
                await rollup.rebuild(transaction, TODAY)
            elif name == "target":
                await transaction.execute("update queue set target_s = 61 - target_s where code = 'general'")
            elif city.contacts or name in ("opens", "imports"):
                await getattr(city, name)(*values)
        for by, filters in looks:
            await compare(transaction, by, filters)
        await rollup.rebuild(transaction, TODAY)
        for by, filters in looks:
            await compare(transaction, by, filters)
        await transaction.execute("rollback")
        await transaction.execute("begin")


async def follow_all(transaction: Transaction) -> None:
    """Rounds until nothing is left to do. Events of this transaction are not over, so they stay fresh."""
    for _ in range(4):
        await rollup.follow(transaction, TODAY)


async def test_rounds_bring_facts_and_sums_up_to_what_was_committed(database: Database) -> None:
    async with database.transaction() as transaction:
        await rollup.follow(transaction, TODAY)
    city = City(None, [])  # type: ignore[arg-type]
    for days_ago in (0, 1, 5, 34, 35):
        async with database.transaction() as transaction:
            city.transaction = transaction
            await city.opens(days_ago, 5, 0, 0)
            await city.answers(len(city.contacts) - 1, 30, 1)
            await city.ends(len(city.contacts) - 1, 300)
    for _ in range(6):
        async with database.transaction() as transaction:
            await rollup.follow(transaction, TODAY)
    async with database.transaction() as transaction:
        state = await rollup_store.state(transaction)
        assert state is not None
        assert await rollup_store.fresh(transaction, state, 100) == []
        days = await rollup_store.days(transaction, FIRST, date(2026, 3, 4))
        assert list(days.values()).count("cells") == 4
        assert days[date(2026, 3, 4)] == "facts"
        assert await rollup_store.months(transaction, FIRST.replace(day=1), date(2026, 3, 4)) == {
            date(2026, 1, 1),
            date(2026, 2, 1),
        }
        last = date(2026, 3, 4)
        for by in Dimension:
            await compare(transaction, by, Filters(FIRST.replace(day=1), last))
            # Nothing is summed by both for one day: columns of days, beside sums of months where a month is whole.
            for first in (FIRST.replace(day=1), FIRST):
                await compare(transaction, by, Filters(first, last, topic_ids=(1, 0), hours=tuple(range(9, 20))))
                await compare(transaction, by, Filters(first, last, counsellor_ids=(0, 1, 2, 3), hours=(0, 9, 23)))
    # A contact of a day that is summed is changed: the page knows at once, the sums after the next rounds.
    async with database.transaction() as transaction:
        city.transaction = transaction
        await city.opens(34, 6, 1, 1)
    for rounds in range(4):
        async with database.transaction() as transaction:
            for by in (Dimension.CHANNEL, Dimension.DAY, Dimension.QUEUE):
                await compare(transaction, by, Filters(FIRST.replace(day=1), date(2026, 3, 4)))
        async with database.transaction() as transaction:
            await rollup.follow(transaction, TODAY)
        del rounds


async def test_a_late_commit_is_not_passed_over(database: Database) -> None:
    async with database.transaction() as transaction:
        await rollup.follow(transaction, TODAY)
    async with database.transaction() as late:
        city = City(late, [])
        await city.opens(1, 5, 0, 0)
        async with database.transaction() as transaction:
            await City(transaction, []).opens(1, 6, 0, 0)
        for _ in range(3):
            async with database.transaction() as transaction:
                await rollup.follow(transaction, TODAY)
    for _ in range(3):
        async with database.transaction() as transaction:
            await compare(transaction, Dimension.CHANNEL, Filters(FIRST, date(2026, 3, 4)))
            await rollup.follow(transaction, TODAY)
    async with database.transaction() as transaction:
        assert await transaction.value(int, "select count(*) from statistics_fact where unit = 1") == 2
        asked = await tables.asked(transaction, Filters(FIRST, date(2026, 3, 4)))
        tallies = await tallied(transaction, Dimension.CHANNEL, Unit.CONTACTS, asked)
        assert [tally.inbound for tally in tallies.values()] == [2]


FACT = st.tuples(
    *(st.integers(0, top) for top in (23, 10, 3, 70_000, 2**33, 15)),
    *(st.sampled_from([-1, 0, 1, 299_999_999, 2**40]), st.sampled_from([-1, 0, 7_000_000])),
    st.integers(-32_768, 32_767),
)


@given(
    st.lists(st.lists(FACT, max_size=20), min_size=1, max_size=4),
    st.sampled_from(Dimension),
    st.dictionaries(st.sampled_from(DIMENSIONS), st.sets(st.sampled_from([0, 1, 5, 70_000]), min_size=1), max_size=2),
)
def test_columns_of_days_add_up_to_what_their_facts_do(
    of_days: list[list[tuple[int, ...]]], by: Dimension, only: dict[str, set[int]]
) -> None:
    days = [date(2025, 12, 31) + timedelta(days=number) for number in range(len(of_days))]
    made = []
    for rows in of_days:
        column = [np.array(values, np.int64) for values in zip(*rows, strict=True)] or [np.zeros(0, np.int64)] * 9
        *dimensions, flags, wait, handling, bucket = column
        made.append(
            packed(Facts(dict(zip(DIMENSIONS, dimensions, strict=True)), flags, wait, bucket, handling, bucket))
        )
    expected: dict[int, list[tuple[int, ...]]] = {}
    for day, rows in zip(days, of_days, strict=True):
        for row in rows:
            of = dict(zip(DIMENSIONS, row, strict=False))
            number = (day - date(2000, 1, 1)).days
            key = {
                **{Dimension.CHANNEL: of["channel"], Dimension.QUEUE: of["queue_id"], Dimension.TOPIC: of["topic_id"]},
                **{Dimension.COUNSELLOR: of["counsellor_id"], Dimension.HOUR: of["hour"], Dimension.DAY: number},
                **{Dimension.MONTH: day.year * 12 + day.month - 1, Dimension.DAY_HOUR: number * 24 + of["hour"]},
            }[by]
            if all(of[name] in values for name, values in only.items()):
                expected.setdefault(key, []).append(row)
    read = DayColumns(days, {name: [one[name] for one in made] for name in columns_of(DIMENSIONS)})
    keys, sums = grouped(by, only, read)
    told = {one.key: one for one in table_store.sums_of(keys, sums)}
    assert told.keys() == expected.keys()
    for key, rows in expected.items():
        waits = [(row[6], row[8]) for row in rows if row[6] >= 0]
        assert (told[key].inbound, told[key].answered) == (len(rows), sum(row[5] & 1 for row in rows))
        assert (told[key].waited, told[key].wait_us) == (len(waits), sum(wait for wait, _ in waits))
        assert told[key].handling_us == sum(row[7] for row in rows if row[7] > 0)
        assert buckets([told[key].waits]) == Counter(bucket for _, bucket in waits)


DURATIONS = st.one_of(st.just(0.0), st.floats(0.001, 1e6), st.floats(5, 300))


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(DURATIONS, max_size=200), min_size=1, max_size=5))
def test_percentiles_are_within_one_per_cent(rows: list[list[float]]) -> None:
    packed = [[struct.pack(">hH", bucket(seconds), 1) for seconds in row] for row in rows]
    told = percentiles(packed, [*([number] for number in range(len(rows))), list(range(len(rows)))])
    assert told.shape == (len(rows) + 1, len(PERCENTS))
    together = [seconds for row in rows for seconds in row]
    for row, of_row in zip([*rows, together], told.tolist(), strict=True):
        ordered = sorted(row)
        for percent, shown in zip(PERCENTS, of_row, strict=True):
            exact = ordered[-(-percent * len(ordered) // 100) - 1] if ordered else 0.0
            assert shown == pytest.approx(exact, rel=0.01 + 1e-9, abs=0)


def bucket(seconds: float) -> int:
    return math.ceil(math.log(seconds) / math.log(1.01 / 0.99)) if seconds else -32_768


async def test_the_database_has_the_same_buckets(database: Database) -> None:
    async with database.transaction() as transaction:
        for seconds in (0.0, 0.001, 0.5, 1.0, 1.02, 20.0, 299.999999, 86_400.0, 2_000_000.0):
            found = await transaction.value(int, "select duration_bucket(%s)", (round(seconds * 1e6),))
            assert found == bucket(seconds), seconds
