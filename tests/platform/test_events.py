"""The feed of events: nothing is skipped, whatever commits late or whichever hint is lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from time import monotonic

import msgspec
import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from factories import rows, until
from sori.platform import events
from sori.platform.database import Database
from sori.platform.events import RESYNC, Feed, Subscription
from sori.platform.hints import Hint, payloads

NOW = datetime(2026, 3, 4, tzinfo=UTC)


@pytest.fixture
async def other(database_url: str) -> AsyncIterator[Database]:
    """Another process's database: what it writes arrives here as hints only."""
    other = Database(database_url, connections=4)
    await other.open()
    yield other
    await other.close()


@asynccontextmanager
async def listening(database: Database) -> AsyncIterator[Feed]:
    """A feed that has begun to listen and to sweep."""
    feed = Feed(database)
    with feed.subscribe(None) as everything:
        await feed.start()
        assert await everything.next(5) is RESYNC
        await asyncio.sleep(0.1)  # the first sweep finds where to begin
    try:
        yield feed
    finally:
        await feed.stop()


def kinds(subscription: Subscription) -> list[str]:
    return [hint.kind for hint in subscription.drain() if hint is not RESYNC]


async def happens(database: Database, kind: str, **about: int) -> None:
    async with database.transaction() as transaction:
        await events.append(transaction, NOW, kind, about)


async def test_what_happens_in_one_process_is_heard_in_another_within_moments(
    database: Database, other: Database
) -> None:
    async with listening(database) as feed:
        with feed.subscribe([("contact", 7)]) as heard:
            began = monotonic()
            await happens(other, "contact.queued", contact=7, citizen=1)
            hint = await heard.next(5)
            assert hint is not None
            assert (hint.kind, dict(hint.about)) == ("contact.queued", {"contact": 7, "citizen": 1})
            assert monotonic() - began < 0.5


async def test_one_hears_of_ones_own_things_only_and_once_each(database: Database, other: Database) -> None:
    async with listening(database) as feed:
        with feed.subscribe([("contact", 7), ("citizen", 1)]) as heard, feed.subscribe(None) as everything:
            await happens(other, "one", contact=7, citizen=1)
            await happens(other, "two", contact=8)
            await happens(other, "three", citizen=1)
            await asyncio.sleep(1.5)  # long enough for the sweep to find all of them again
            assert kinds(heard) == ["one", "three"]
            assert kinds(everything) == ["one", "two", "three"]


async def test_what_is_rolled_back_is_never_heard_of(database: Database, other: Database) -> None:
    async with listening(database) as feed:
        with feed.subscribe(None) as heard:
            with suppress(RuntimeError):
                async with other.transaction() as transaction:
                    await events.append(transaction, NOW, "undone", {"contact": 1})
                    raise RuntimeError
            await happens(other, "done", contact=1)
            assert (await heard.next(5)).kind == "done"  # type: ignore[union-attr]
            await asyncio.sleep(1.2)
            assert kinds(heard) == []


async def test_a_transaction_that_commits_late_is_not_skipped(database: Database, database_url: str) -> None:
    async with listening(database) as feed:
        with feed.subscribe(None) as heard:
            # Written without hints: only the sweep can find them.
            insert = "insert into event (at, kind, about) values (now(), %s, '{}')"
            async with await psycopg.AsyncConnection.connect(database_url) as late:
                await late.execute(insert, ("late",))
                await rows(database_url, insert, ("early",))
                await asyncio.sleep(1.3)  # a sweep comes between the two commits
            found: list[str] = []

            def both() -> bool:
                found.extend(kinds(heard))
                return len(found) >= 2

            await until(both, 5)
            assert sorted(found) == ["early", "late"]


async def test_lost_hints_are_made_up_for_within_about_a_second(database: Database, database_url: str) -> None:
    async with listening(database) as feed:
        with feed.subscribe([("contact", 5)]) as heard:
            await rows(database_url, """insert into event (at, kind, about) values (now(), 'lost', '{"contact": 5}')""")
            began = monotonic()
            hint = await heard.next(5)
            assert hint is not None
            assert hint.kind == "lost"
            assert monotonic() - began < 2.5


async def test_many_events_in_one_sweep_all_arrive_in_order(database: Database, database_url: str) -> None:
    async with listening(database) as feed:
        with feed.subscribe(None) as heard:
            await rows(
                database_url,
                """insert into event (at, kind, about)
                   select now(), 'many', jsonb_build_object('contact', number) from generate_series(1, 1800) number""",
            )
            numbers: list[int] = []

            def all_there() -> bool:
                numbers.extend(hint.about["contact"] for hint in heard.drain() if hint.kind == "many")
                return len(numbers) >= 1800

            await until(all_there, 10)
            assert numbers == list(range(1, 1801))


async def test_after_its_connection_broke_everybody_looks_again(database: Database, other: Database) -> None:
    async with listening(database) as feed:
        with feed.subscribe([("contact", 1)]) as heard:
            await rows(
                other.url,
                """select pg_terminate_backend(pid) from pg_stat_activity
                   where datname = current_database() and query like 'listen%%'""",
            )
            assert await heard.next(5) is RESYNC
            await happens(other, "after", contact=1)
            assert (await heard.next(5)).kind == "after"  # type: ignore[union-attr]


async def test_a_subscriber_that_does_not_keep_up_is_told_to_look_at_everything_again(database: Database) -> None:
    feed = Feed(database)
    with feed.subscribe(None) as heard:
        for number in range(1, 5_000):
            feed.give(Hint("many", {"contact": number}, event=number))
        hints = heard.drain()
        assert len(hints) <= 2_000
        assert RESYNC in hints


async def test_a_subscriber_that_reads_nothing_holds_a_megabyte_of_news_at_most(database: Database) -> None:
    feed = Feed(database)
    with feed.subscribe([("contact", 1)]) as heard:
        for number in range(1, 1_000):
            feed.give(Hint("message.sent", {"contact": 1}, event=number, news="x" * 7_000))
        hints = heard.drain()
        assert sum(len(hint.news) for hint in hints) <= 1024 * 1024
        assert hints[0] is RESYNC
        feed.give(Hint("message.sent", {"contact": 1}, event=1_000, news="y" * 7_000))
        assert (await heard.next(5)).news  # type: ignore[union-attr]


async def test_who_no_longer_listens_is_forgotten(database: Database) -> None:
    feed = Feed(database)
    with feed.subscribe([("contact", 1)]):
        pass
    assert feed._by_thing == {}


hints = st.builds(
    Hint,
    st.text(max_size=40),
    st.dictionaries(st.text(max_size=20), st.integers(0, 2**63 - 1), max_size=5),
    st.dictionaries(st.text(max_size=10), st.booleans() | st.integers(0, 2**31) | st.text(max_size=100), max_size=3),
    st.integers(0, 2**63 - 1),
    st.text(max_size=100),
)


@given(st.lists(hints, max_size=200))
def test_hints_are_packed_into_notifications_that_postgresql_takes_in_order(given_hints: list[Hint]) -> None:
    packed = payloads(given_hints)
    assert all(len(payload.encode()) < 8_000 for payload in packed)
    assert [hint for payload in packed for hint in msgspec.json.decode(payload, type=list[Hint])] == given_hints


def test_news_too_long_for_a_notification_is_left_out_and_the_hint_is_not() -> None:
    hint = Hint("message.sent", {"contact": 1}, {"message": 2}, 3, "뉴" * 4_000)
    (payload,) = payloads([hint])
    assert msgspec.json.decode(payload, type=list[Hint]) == [Hint("message.sent", {"contact": 1}, {"message": 2}, 3)]
