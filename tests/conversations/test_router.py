"""The real routing leader at the real time: offers within moments, never too many, one leader at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import httpx
import psycopg
import pytest
from litestar import Litestar

from factories import CapacityWatch, Counsellor, Leader, rows, until
from running import People, settings_for, started
from sori.conversations.router import LostLeadership, Router, _Lead
from sori.conversations.service import life
from sori.conversations.store import routing as routing_store
from sori.conversations.store.routing import MadeOffer, WrittenOffer
from sori.platform.database import Database
from sori.platform.events import Feed
from sori.server import create_app

Starting = Callable[[str], Awaitable[asyncio.Task[None]]]


@pytest.fixture
async def now_app(database_url: str) -> AsyncIterator[Litestar]:
    app = create_app(settings_for(database_url))
    async with started(app):
        yield app


@pytest.fixture
async def now_people(now_app: Litestar) -> AsyncIterator[People]:
    """People at the real time, since the router keeps to that."""
    database = now_app.state.database
    people = People(database, now_app.state.now, lambda: httpx.ASGITransport(now_app), "http://localhost", [])
    yield people
    await people.close()


@asynccontextmanager
async def routing(url: str, name: str) -> AsyncIterator[asyncio.Task[None]]:
    """A router at work, as its process runs it."""
    database = Database(url, connections=2)
    await database.open()
    task = asyncio.create_task(Router(database, name).run())
    try:
        yield task
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=0.2)
        await database.close()


async def leader_of(url: str) -> tuple[str, int]:
    ((holder, epoch),) = await rows(url, "select holder, epoch from routing_leader")
    return holder, epoch


async def offered(counsellor: Counsellor, contact: int, seconds: float = 5) -> None:
    async def is_offered() -> bool:
        return contact in await counsellor.offered()

    await until(is_offered, seconds)


async def test_a_contact_is_offered_moments_after_it_came(now_people: People, database_url: str) -> None:
    async with routing(database_url, "one"):
        anna = await now_people.counsellor("anna")
        contact = (await now_people.citizen().opens())["contact_id"]
        await offered(anna, contact)
        ((delay,),) = await rows(
            database_url, "select offered_at - waiting_since from offer join contact on contact.id = contact_id"
        )
        assert delay < timedelta(seconds=2)


async def test_what_waited_before_the_router_started_is_offered_first(now_people: People, database_url: str) -> None:
    contacts = [(await now_people.citizen().opens())["contact_id"] for _ in range(3)]
    anna = await now_people.counsellor("anna")
    async with routing(database_url, "one"):
        await offered(anna, contacts[1])
        assert await anna.offered() == contacts[:2]


async def test_an_offer_that_runs_out_is_taken_back_without_anybody_asking(
    now_people: People, database_url: str
) -> None:
    async with routing(database_url, "one"):
        anna = await now_people.counsellor("anna")
        citizen = now_people.citizen()
        contact = (await citizen.opens())["contact_id"]
        await offered(anna, contact)
        await rows(database_url, "update offer set expires_at = now()")

        async def is_back() -> bool:
            return (await anna.desk())["state"] == "not_answering"

        await until(is_back)
        assert (await citizen.sees())["state"] == "waiting"
        await anna.goes("available")
        await offered(anna, contact)


async def test_no_counsellor_is_offered_more_than_they_can_take_however_hints_come_together(
    now_people: People, database_url: str
) -> None:
    counsellors = [await now_people.counsellor(login) for login in ("anna", "bora")]
    topic = await counsellors[0].topic()
    over = asyncio.Event()

    async def works(counsellor: Counsellor) -> None:
        while not over.is_set():
            desk = await counsellor.desk()
            assert desk["in_hand"] <= desk["capacity"]["chats"]
            for offer in desk["offers"]:
                await counsellor.browser.post(f"/api/desk/offers/{offer['id']}/accept", json={})
            for contact in desk["contacts"]:
                path = f"/api/contacts/{contact['id']}"
                await counsellor.browser.post(f"{path}/end", json={})
                await counsellor.browser.post(f"{path}/wrap-up", json={"topic_id": topic, "result": "answered"})
            await asyncio.sleep(0)

    async with routing(database_url, "one"), CapacityWatch(database_url, 0.002) as watch:
        at_work = [asyncio.create_task(works(counsellor)) for counsellor in counsellors]
        citizens = [now_people.citizen() for _ in range(40)]
        for several in range(0, 40, 8):
            await asyncio.gather(*(citizen.opens() for citizen in citizens[several : several + 8]))

        async def all_over() -> bool:
            for task in at_work:
                if task.done():
                    task.result()
            return await rows(database_url, "select count(*) from contact where state = 'closed'") == [(40,)]

        try:
            await until(all_over, 30)
        finally:
            over.set()
            await asyncio.gather(*at_work, return_exceptions=True)
    assert watch.looks > 10
    assert watch.found == []
    assert await rows(database_url, "select count(*) from handling") == [(40,)]


async def test_a_contact_waiting_at_a_desk_still_waits_there_after_another_router_took_over(
    now_people: People, database_url: str
) -> None:
    bora = await now_people.counsellor("bora")
    async with routing(database_url, "one"):
        for _ in range(2):
            contact = (await now_people.citizen().opens())["contact_id"]
            await offered(bora, contact)
            await bora.takes(contact)
        anna = await now_people.counsellor("anna")
        contact = (await now_people.citizen().opens())["contact_id"]
        await offered(anna, contact)
        await anna.takes(contact)
    await anna.passes(contact, "Bora knows", counsellor_id=bora.id)
    async with routing(database_url, "two"):
        probe = (await now_people.citizen().opens())["contact_id"]
        await offered(anna, probe)  # the new leader is at work
        assert await anna.offered() == [probe]


async def test_two_routers_never_lead_at_once_and_the_second_takes_over(now_people: People, database_url: str) -> None:
    anna = await now_people.counsellor("anna")
    async with routing(database_url, "one"):
        await until(lambda: leads(database_url, "one"))
        async with routing(database_url, "two"):
            first = (await now_people.citizen().opens())["contact_id"]
            await offered(anna, first)
            assert await leader_of(database_url) == ("one", 1)
            await rows(
                database_url,
                """select pg_terminate_backend(pid) from pg_locks
                   where locktype = 'advisory' and granted and database = (
                       select oid from pg_database where datname = current_database())""",
            )
            await until(lambda: newer_epoch(database_url))
            second = (await now_people.citizen().opens())["contact_id"]
            await offered(anna, second)
            assert await rows(database_url, "select count(*), count(distinct contact_id) from offer") == [(2, 2)]


async def leads(url: str, name: str) -> bool:
    return (await leader_of(url))[0] == name


async def newer_epoch(url: str) -> bool:
    return (await leader_of(url))[1] >= 2


async def test_a_leader_of_an_older_epoch_writes_nothing(people: People, leader: Leader, database_url: str) -> None:
    anna = await people.counsellor("anna")
    await leader.steps()
    contact = (await people.citizen().opens())["contact_id"]
    async with people.database.transaction() as transaction:
        await routing_store.begin_epoch(transaction, "another", leader.clock())
    with Feed(people.database).subscribe(None) as hints:
        late = _Lead(people.database, leader.epoch, hints)
        with pytest.raises(LostLeadership):
            await late.run()
    assert await rows(database_url, "select id from offer") == []
    assert await anna.offered() == []
    assert contact


async def test_a_new_epoch_waits_for_the_offers_that_are_just_being_written(people: People) -> None:
    database, now = people.database, datetime.now(UTC)
    anna = await people.counsellor("anna")
    decided = [MadeOffer((await people.citizen().opens())["contact_id"], anna.id)]
    async with database.transaction() as transaction:
        epoch = await routing_store.begin_epoch(transaction, "one", now)

    async def takes_over() -> int:
        async with database.transaction() as transaction:
            return await routing_store.begin_epoch(transaction, "two", now)

    async with database.transaction() as transaction:
        assert await routing_store.add_offers(transaction, decided, epoch, now, now + timedelta(seconds=20))
        taking_over = asyncio.create_task(takes_over())
        done, _ = await asyncio.wait({taking_over}, timeout=0.2)
        assert not done
    assert await taking_over == epoch + 1
    async with database.transaction() as transaction:
        assert not await routing_store.epoch_holds(transaction, epoch)


async def test_a_contact_has_one_live_offer_whatever_two_leaders_write(
    people: People, database_url: str, leader: Leader
) -> None:
    anna, bora = await people.counsellor("anna"), await people.counsellor("bora")
    contact = (await people.citizen().opens())["contact_id"]
    now = leader.clock()
    async with people.database.transaction() as transaction:
        epoch = await routing_store.begin_epoch(transaction, "test", now)

    async def offers(counsellor: Counsellor) -> list[WrittenOffer]:
        async with people.database.transaction() as transaction:
            decided = [MadeOffer(contact, counsellor.id)]
            return await routing_store.add_offers(transaction, decided, epoch, now, now + timedelta(seconds=20))

    made = await asyncio.gather(*(offers(counsellor) for counsellor in (anna, bora, anna, bora)))
    assert sorted(len(offer) for offer in made) == [0, 0, 0, 1]
    with pytest.raises(psycopg.errors.UniqueViolation):
        await rows(
            database_url,
            """insert into offer (contact_id, counsellor_id, offered_at, expires_at, epoch)
               select contact_id, counsellor_id, offered_at, expires_at, epoch from offer""",
        )


async def test_whoever_goes_on_a_break_while_being_decided_for_is_not_offered_anything(
    people: People, leader: Leader
) -> None:
    anna = await people.counsellor("anna")
    contact = (await people.citizen().opens())["contact_id"]
    await anna.goes("break")
    now = leader.clock()
    async with people.database.transaction() as transaction:
        epoch = await routing_store.begin_epoch(transaction, "test", now)
        decided = [MadeOffer(contact, anna.id)]
        assert await routing_store.add_offers(transaction, decided, epoch, now, now + timedelta(seconds=20)) == []
    assert await anna.offered() == []


async def test_offers_that_ran_out_are_taken_back_once_by_two_routers(people: People, leader: Leader) -> None:
    anna = await people.counsellor("anna")
    await people.citizen().opens()
    await leader.steps()
    now = leader.clock.passes(20)

    async def expires() -> int:
        async with people.database.transaction() as transaction:
            return await life.expire_offers(transaction, now)

    assert sorted(await asyncio.gather(expires(), expires(), expires())) == [0, 0, 1]
    assert (await anna.desk())["state"] == "not_answering"


async def test_offers_are_taken_back_while_their_counsellor_accepts_another(
    people: People, leader: Leader, database_url: str
) -> None:
    """Contacts are locked before counsellors: otherwise the two wait for each other."""
    anna = await people.counsellor("anna")
    contacts = [(await people.citizen().opens())["contact_id"] for _ in range(2)]
    await leader.steps()
    assert sorted(await anna.offered()) == sorted(contacts)
    now = leader.clock.passes(20)

    async def expires() -> int:
        async with people.database.transaction() as transaction:
            return await life.expire_offers(transaction, now)

    async def waits() -> bool:
        return bool(await rows(database_url, "select 1 from pg_locks where not granted"))

    async with await psycopg.AsyncConnection.connect(database_url) as accepting:
        await accepting.execute("select from contact where id = %s for update", (max(contacts),))
        expiring = asyncio.create_task(expires())
        await until(waits)
        await accepting.execute("update counsellor_duty set idle_since = now() where staff_id = %s", (anna.id,))
    assert await expiring == 2
