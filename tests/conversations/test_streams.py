"""What browsers are told while they look on: hints, typing, presence and places, over real connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from factories import Stream, problem, until
from running import People
from sori.conversations.router import Router
from sori.platform.database import Database
from sori.platform.events import Feed


@asynccontextmanager
async def routed(people: People) -> AsyncIterator[None]:
    database = Database(people.database.url, connections=2)
    feed = Feed(database)
    await database.open()
    await feed.start()
    task = asyncio.create_task(Router(database, feed, "test").run())
    try:
        yield
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=0.2)
        await feed.stop()
        await database.close()


async def test_a_contact_lives_on_both_screens_as_it_happens(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        async with Stream(anna.browser, "/api/desk/stream") as desk:
            assert desk.of("hint") == [{"kind": "desk"}]
            contact = (await citizen.opens())["contact_id"]
            await desk.gets("hint", kind="contact", contact_id=contact)
            await until(lambda: len(desk.of("hint")) >= 3)
            assert await anna.offered() == [contact]
            await anna.takes(contact)
        async with Stream(anna.browser, "/api/desk/stream", contact=contact) as desk:
            async with Stream(citizen.browser, "/api/chat/stream") as page:
                await desk.gets("presence", contact_id=contact, connected=True)
                assert (await anna.desk())["contacts"][0]["citizen_connected"]

                heard = len(desk.events)
                await citizen.browser.do("/api/chat/typing")
                await desk.gets("typing", contact_id=contact)
                assert "typing" not in page.kinds()  # nobody is told of their own typing
                await anna.browser.do(f"/api/contacts/{contact}/typing")
                await until(lambda: "typing" in page.kinds())
                assert desk.kinds()[heard:].count("typing") == 1

                before = len(page.of("hint"))
                await anna.says(contact, "hello")
                await until(lambda: len(page.of("hint")) > before)
                before = len(page.of("hint"))
                await anna.ends(contact)
                await until(lambda: len(page.of("hint")) > before)
                assert (await citizen.sees())["state"] == "wrap_up"
            await desk.gets("presence", contact_id=contact, connected=False)
            assert not (await anna.desk())["contacts"][0]["citizen_connected"]


async def test_a_citizen_sees_whether_the_counsellor_is_still_connected(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        contact = (await citizen.opens())["contact_id"]

        async def offered() -> bool:
            return bool(await anna.offered())

        await until(offered)
        await anna.takes(contact)
        assert not (await citizen.sees())["counsellor_connected"]
        async with Stream(citizen.browser, "/api/chat/stream") as page:
            async with Stream(anna.browser, "/api/desk/stream"):
                await page.gets("presence", connected=True)
                assert (await citizen.sees())["counsellor_connected"]
            await page.gets("presence", connected=False)
            assert not (await citizen.sees())["counsellor_connected"]


async def test_those_who_wait_see_their_place_come_closer(live_people: People) -> None:
    first, second = live_people.citizen(), live_people.citizen()
    await first.opens()
    await second.opens()
    async with Stream(second.browser, "/api/chat/stream") as page:
        assert await page.gets("place", place=2) == {"place": 2, "waiting": 2}
        await first.leaves()
        assert await page.gets("place", place=1) == {"place": 1, "waiting": 1}


async def test_a_team_leader_watches_a_conversation_live(live_people: People) -> None:
    citizen = live_people.citizen()
    contact = (await citizen.opens())["contact_id"]
    watcher = await live_people.staff("team_leader")
    async with Stream(watcher, "/api/desk/stream", contact=contact) as desk:
        await citizen.says("hello")
        await desk.gets("hint", kind="contact", contact_id=contact)
        await citizen.browser.do("/api/chat/typing")
        await desk.gets("typing", contact_id=contact)


async def test_a_counsellor_cannot_watch_somebody_elses_contact(live_people: People) -> None:
    contact = (await live_people.citizen().opens())["contact_id"]
    bora = await live_people.counsellor("bora", available=False)
    refused = await bora.browser.get("/api/desk/stream", params={"contact": contact})
    assert problem(refused) == (403, "contact_of_another")


async def test_nobody_hears_of_others_conversations(live_people: People) -> None:
    citizen, stranger = live_people.citizen(), live_people.citizen()
    await citizen.opens()
    await stranger.opens()
    async with (
        Stream(stranger.browser, "/api/chat/stream") as theirs,
        Stream(citizen.browser, "/api/chat/stream") as own,
    ):
        before, heard = len(own.of("hint")), len(theirs.of("hint"))
        await citizen.says("private")
        await until(lambda: len(own.of("hint")) > before)
        assert len(theirs.of("hint")) == heard


async def test_the_floor_comes_whole_every_second(live_people: People) -> None:
    browser = await live_people.staff("manager")
    async with Stream(browser, "/api/floor/stream") as floor:
        await live_people.citizen().opens()

        def is_seen() -> bool:
            return any(queue["waiting"] == 1 for told in floor.of("floor") for queue in told["queues"])

        await until(is_seen, 5)
        assert {"queues", "counsellors", "now", "simulated"} <= set(floor.of("floor")[0])


async def test_a_stream_for_no_conversation_is_not_found(live_people: People) -> None:
    assert problem(await live_people.browser().get("/api/chat/stream")) == (404, "no_conversation")
