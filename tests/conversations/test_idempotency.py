"""Asking twice is the same as asking once: what a browser sends again after a lost answer is kept once."""

import asyncio
from uuid import uuid4

from factories import Clock, Leader, answer, message, problem, rows
from running import People


def opening(key: str) -> dict[str, str]:
    return {"menu_key": "3", "language": "ko", "request_key": key}


async def test_the_same_request_opens_one_contact(people: People, database_url: str) -> None:
    citizen, key = people.citizen(), str(uuid4())
    first = await citizen.opens(request_key=key)
    assert await citizen.opens(request_key=key) == first
    await citizen.leaves()
    assert (await citizen.opens(request_key=key))["state"] == "abandoned"  # told again what became of it
    assert len(await rows(database_url, "select id from contact")) == 1


async def test_a_device_with_a_live_contact_is_given_that_one(people: People) -> None:
    citizen = people.citizen()
    first = await citizen.opens("3")
    again = await citizen.opens("2")
    assert (again["contact_id"], again["menu_key"]) == (first["contact_id"], "3")
    await citizen.leaves()
    assert (await citizen.opens("3"))["contact_id"] != first["contact_id"]


async def test_a_hurried_finger_opens_one_contact(people: People, database_url: str) -> None:
    citizen = people.citizen()
    await citizen.opens()
    await citizen.leaves()
    keys = [str(uuid4()) for _ in range(3)] * 3
    opened = await asyncio.gather(*(citizen.opens(request_key=key) for key in keys))
    assert len({conversation["contact_id"] for conversation in opened}) == 1
    assert len(await rows(database_url, "select id from contact where state = 'waiting'")) == 1
    assert len(await rows(database_url, "select id from queue_visit where outcome is null")) == 1


async def test_a_new_browser_that_lost_the_answer_to_its_first_request_gets_its_contact_by_asking_again(
    people: People, database_url: str
) -> None:
    browser, key = people.browser(), str(uuid4())
    await browser.get("/api/chat/menu")  # as the page does before anything can be pressed
    before = dict(browser.cookies)
    first = answer(await browser.post("/api/chat/contacts", json=opening(key)))
    browser.cookies.clear()  # the answer with its cookies never arrived
    browser.cookies.update(before)
    again = answer(await browser.post("/api/chat/contacts", json=opening(key)))
    assert again["contact_id"] == first["contact_id"]
    assert len(await rows(database_url, "select id from contact")) == 1
    assert (await browser.get("/api/chat/conversation")).json()["contact_id"] == first["contact_id"]


async def test_nobody_gets_into_a_conversation_with_somebody_elses_request(people: People) -> None:
    citizen, stranger, key = people.citizen(), people.citizen(), str(uuid4())
    await citizen.opens(request_key=key)
    await stranger.opens()
    assert problem(await stranger.browser.post("/api/chat/contacts", json=opening(key))) == (409, "request_key_taken")


async def test_a_message_sent_again_is_kept_once_and_answered_alike(people: People) -> None:
    citizen, key = people.citizen(), str(uuid4())
    await citizen.opens()
    first = await citizen.says("hello", key=key)
    assert await citizen.says("hello", key=key) == first
    assert await citizen.says("other words under the same key", key=key) == first
    assert [told["body"] for told in (await citizen.sees())["messages"]] == ["", "hello"]


async def test_messages_sent_many_times_at_once_are_kept_once_each(
    people: People, leader: Leader, database_url: str
) -> None:
    citizen, anna = people.citizen(), await people.counsellor()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    keys = [str(uuid4()) for _ in range(4)]
    answers = await asyncio.gather(
        *(citizen.browser.post("/api/chat/messages", json=message("c", key=key)) for key in keys[:2] * 4),
        *(anna.browser.post(f"/api/contacts/{contact}/messages", json=message("a", key=key)) for key in keys[2:] * 4),
    )
    assert [response.status_code for response in answers] == [201] * 16
    assert len({response.json()["id"] for response in answers}) == 4
    assert len(await rows(database_url, "select id from message where client_key is not null")) == 4
    assert len(await rows(database_url, "select id from event where kind = 'message.sent'")) == 4


async def test_a_message_kept_before_the_end_is_confirmed_when_sent_again_after_it(
    people: People, leader: Leader
) -> None:
    citizen, anna, key = people.citizen(), await people.counsellor(), str(uuid4())
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    sent = await citizen.says("last words", key=key)
    await anna.ends(contact)
    assert await citizen.says("last words", key=key) == sent


async def test_a_message_of_the_last_contact_sent_again_in_the_next_is_not_kept_twice(
    people: People, clock: Clock, database_url: str
) -> None:
    citizen, key = people.citizen(), str(uuid4())
    await citizen.opens()
    sent = await citizen.says("is anybody there?", key=key)
    await citizen.leaves()
    clock.passes(5)
    await citizen.opens()
    assert (await citizen.says("is anybody there?", key=key))["id"] == sent["id"]
    assert len(await rows(database_url, "select id from message where client_key = %s", (key,))) == 1


async def test_a_disposition_is_kept_once_and_the_second_is_refused(people: People, leader: Leader) -> None:
    citizen, anna = people.citizen(), await people.counsellor()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    await anna.takes(contact)
    await anna.ends(contact)
    body = {"topic_id": await anna.topic(), "result": "answered", "note": "first"}
    answers = await asyncio.gather(
        *(anna.browser.post(f"/api/contacts/{contact}/wrap-up", json=body) for _ in range(4))
    )
    assert sorted(response.status_code for response in answers) == [200, 409, 409, 409]
