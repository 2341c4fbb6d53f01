"""What browsers are told while they look on: hints, typing, presence and places, over real connections."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from factories import Counsellor, Stream, problem, until
from running import People
from sori.conversations.router import Router
from sori.platform import events
from sori.platform.database import Database


@asynccontextmanager
async def routed(people: People) -> AsyncIterator[None]:
    database = Database(people.database.url, connections=2)
    await database.open()
    task = asyncio.create_task(Router(database, "test").run())
    try:
        yield
    finally:
        while not task.done():
            task.cancel()
            await asyncio.wait({task}, timeout=0.2)
        await database.close()


async def test_a_contact_lives_on_both_screens_as_it_happens(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        async with Stream(anna.browser, "/api/desk/stream") as desk:
            assert desk.of("desk")[0]["offers"] == []
            contact = (await citizen.opens())["contact_id"]
            await until(lambda: [offer["contact"]["id"] for offer in desk.of("desk")[-1]["offers"]] == [contact])
            async with Stream(citizen.browser, "/api/chat/stream") as page:
                assert page.of("conversation")[0]["messages"][0]["event"] == "queued"
                await anna.takes(contact)
                await until(lambda: [line["id"] for line in desk.of("desk")[-1]["contacts"]] == [contact])
                await page.gets("conversation", state="talking", counsellor={"display_name": "Anna"})

                await citizen.browser.do("/api/chat/typing")
                await desk.gets("typing", contact_id=contact)
                assert "typing" not in page.kinds()  # nobody is told of their own typing
                await anna.browser.do(f"/api/contacts/{contact}/typing")
                await until(lambda: "typing" in page.kinds())
                assert desk.kinds().count("typing") == 1

                said = await anna.says(contact, "hello")
                assert await page.gets("message", contact_id=contact) == {"contact_id": contact, "message": said}
                await citizen.browser.do("/api/chat/read", message_id=said["id"])
                await desk.gets("read", contact_id=contact, by="citizen", message_id=said["id"])
                heard = await citizen.says("thank you")
                await anna.browser.do(f"/api/contacts/{contact}/read", message_id=heard["id"])
                await page.gets("read", contact_id=contact, by="counsellor", message_id=heard["id"])
                await anna.ends(contact)
                await page.gets("conversation", state="wrap_up", may_rate=True)


async def test_a_counsellor_sees_whether_the_citizen_is_still_connected(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        contact = (await citizen.opens())["contact_id"]
        await until_offered(anna)
        await anna.takes(contact)
        async with Stream(anna.browser, "/api/desk/stream") as desk:
            async with Stream(citizen.browser, "/api/chat/stream"):
                await desk.gets("presence", contact_id=contact, connected=True)
                assert (await anna.desk())["contacts"][0]["citizen_connected"]
            await desk.gets("presence", contact_id=contact, connected=False)
            assert not (await anna.desk())["contacts"][0]["citizen_connected"]


async def test_what_is_said_reaches_the_counsellor_whole(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        contact = (await citizen.opens())["contact_id"]
        await until_offered(anna)
        await anna.takes(contact)
        async with Stream(anna.browser, "/api/desk/stream") as desk:
            said = await citizen.says("안녕하세요")
            assert await desk.gets("message") == {"contact_id": contact, "message": said}
            # Too long to travel with a hint: then the desk is told to look.
            await citizen.says("긴 글 " * 1_000)
            await desk.gets("hint", kind="contact", contact_id=contact)


async def test_who_has_passed_a_contact_on_is_not_sent_its_words(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        contact = (await citizen.opens())["contact_id"]
        await until_offered(anna)
        await anna.takes(contact)
        async with Stream(anna.browser, "/api/desk/stream", contact=contact) as desk:
            await anna.goes("break")  # so that it does not come back
            await anna.passes(contact, counsellor_id=(await live_people.actor("bora")).id)
            await citizen.says("private words")
            await citizen.leaves()
            await until(lambda: desk.of("hint").count({"kind": "contact", "contact_id": contact}) >= 3)
            assert "private words" not in str(desk.events)


async def test_a_log_out_ends_the_stream(live_people: People) -> None:
    anna = await live_people.counsellor("anna")
    async with Stream(anna.browser, "/api/desk/stream") as desk:
        assert (await anna.browser.delete("/api/session")).status_code == 204
        async with live_people.database.transaction() as transaction:
            await events.append(transaction, live_people.clock(), "counsellor.changed", {"counsellor": anna.id})
        await until(desk.is_over)
    assert desk.kinds() == ["desk"]


async def until_offered(counsellor: Counsellor) -> None:
    async def is_offered() -> bool:
        return bool(await counsellor.offered())

    await until(is_offered)


async def test_a_citizen_sees_whether_the_counsellor_is_still_connected(live_people: People) -> None:
    async with routed(live_people):
        anna, citizen = await live_people.counsellor("anna"), live_people.citizen()
        contact = (await citizen.opens())["contact_id"]
        await until_offered(anna)
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
        assert await page.gets("place", place=2) == {"place": 2, "waiting": 2, "expected": None}
        await first.leaves()
        assert await page.gets("place", place=1) == {"place": 1, "waiting": 1, "expected": None}


async def test_a_team_leader_watches_a_conversation_live(live_people: People) -> None:
    citizen = live_people.citizen()
    contact = (await citizen.opens())["contact_id"]
    watcher = await live_people.staff("team_leader")
    async with Stream(watcher, "/api/desk/stream", contact=contact) as desk:
        said = await citizen.says("hello")
        assert await desk.gets("message") == {"contact_id": contact, "message": said}
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
        heard = len(theirs.events)
        await citizen.says("private")
        await own.gets("message")
        assert len(theirs.events) == heard


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
