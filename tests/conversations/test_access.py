"""Who may read and write which conversation."""

from typing import Any

import pytest

from factories import Citizen, Clock, Counsellor, Leader, message, problem, rows
from running import People

READS = ("/api/contacts/{}", "/api/contacts/{}/messages")


@pytest.fixture
async def anna(people: People) -> Counsellor:
    return await people.counsellor("anna")


@pytest.fixture
async def bora(people: People) -> Counsellor:
    return await people.counsellor("bora", available=False)


async def opened(people: People, leader: Leader, citizen: Citizen | None = None) -> tuple[Citizen, int]:
    citizen = citizen or people.citizen()
    contact = (await citizen.opens())["contact_id"]
    await leader.steps()
    return citizen, contact


async def statuses(counsellor: Any, contact: int) -> set[int]:
    return {(await counsellor.get(path.format(contact))).status_code for path in READS}


async def test_a_counsellor_reads_what_is_offered_and_what_is_in_hand_and_nothing_else(
    people: People, leader: Leader, anna: Counsellor, bora: Counsellor
) -> None:
    _, contact = await opened(people, leader)
    assert await statuses(anna.browser, contact) == {200}
    assert await statuses(bora.browser, contact) == {403}
    await anna.takes(contact)
    assert await statuses(anna.browser, contact) == {200}
    await anna.ends(contact)
    assert await statuses(anna.browser, contact) == {200}
    await anna.wraps_up(contact)
    assert await statuses(anna.browser, contact) == {403}
    assert await statuses(bora.browser, contact) == {403}


async def test_an_offer_refused_cannot_be_read_any_more(people: People, leader: Leader, anna: Counsellor) -> None:
    _, contact = await opened(people, leader)
    await anna.refuses(contact)
    assert await statuses(anna.browser, contact) == {403}


async def test_earlier_contacts_of_the_citizen_in_hand_can_be_read_meanwhile(
    people: People, leader: Leader, clock: Clock, anna: Counsellor, bora: Counsellor
) -> None:
    citizen, first = await opened(people, leader)
    await anna.takes(first)
    await anna.ends(first)
    await anna.wraps_up(first)
    await anna.goes("break")
    await bora.goes("available")
    clock.passes(60)
    _, second = await opened(people, leader, citizen)
    assert await bora.offered() == [second]
    assert await statuses(bora.browser, first) == {200}
    refused = await bora.browser.post(f"/api/contacts/{first}/messages", json=message("no"))
    assert problem(refused) == (403, "contact_of_another")
    await bora.refuses(second)
    assert await statuses(bora.browser, first) == {403}


async def test_nobody_acts_in_another_counsellors_contact(
    people: People, leader: Leader, anna: Counsellor, bora: Counsellor
) -> None:
    _, contact = await opened(people, leader)
    await anna.takes(contact)
    topic = await anna.topic()
    path = f"/api/contacts/{contact}"
    acts: list[tuple[str, dict[str, Any]]] = [
        ("messages", message("hello")),
        ("typing", {}),
        ("read", {"message_id": 1}),
        ("transfer", {"note": "mine now", "counsellor_id": bora.id}),
        ("end", {}),
        ("wrap-up", {"topic_id": topic, "result": "answered"}),
    ]
    for act, body in acts:
        assert problem(await bora.browser.post(f"{path}/{act}", json=body)) == (403, "contact_of_another"), act
    upload = await bora.browser.post(f"{path}/attachments", files={"file": ("a.txt", b"x")})
    assert problem(upload) == (403, "contact_of_another")
    assert (await anna.desk())["contacts"][0]["state"] == "talking"


async def test_a_contact_that_does_not_exist_is_not_found(anna: Counsellor) -> None:
    for contact in (999_999, 10**18, 10**25):
        assert await statuses(anna.browser, contact) == {404}


async def test_a_team_leader_reads_any_conversation_and_each_look_is_written_down(
    people: People, leader: Leader, anna: Counsellor, database_url: str
) -> None:
    citizen, contact = await opened(people, leader)
    await anna.takes(contact)
    await citizen.says("private words")
    file = (await citizen.browser.post("/api/chat/attachments", files={"file": ("a.txt", b"x")})).json()["id"]
    watcher = await people.staff("team_leader")
    for path in (*READS, f"/api/contacts/{{}}/attachments/{file}"):
        ((last,),) = await rows(database_url, "select coalesce(max(id), 0) from audit")
        assert (await watcher.get(path.format(contact))).status_code == 200
        looks = await rows(
            database_url,
            f"""select login, (about ->> 'contact')::int from audit join staff on staff.id = staff_id
                where audit.id > {last}""",
        )
        assert looks == [("team_leader", contact)], path


async def test_a_team_leader_who_is_no_counsellor_only_watches(
    people: People, leader: Leader, anna: Counsellor
) -> None:
    _, contact = await opened(people, leader)
    await anna.takes(contact)
    watcher = await people.staff("team_leader")
    refused = await watcher.post(f"/api/contacts/{contact}/messages", json=message("hello"))
    assert problem(refused) == (403, "contact_of_another")
    assert problem(await watcher.get("/api/desk")) == (403, "not_allowed")


async def test_who_may_see_figures_but_no_conversations_sees_no_words_behind_a_figure(
    people: People, leader: Leader, anna: Counsellor, database_url: str
) -> None:
    citizen, _ = await opened(people, leader)
    await citizen.says("private words")
    for login, sees in (("team_leader", True), ("manager", False), ("planner", False), ("administrator", False)):
        browser = await people.staff(login)
        page = await browser.read("/api/floor/contacts", figure="inbound")
        assert len(page["items"]) == 1
        assert ("private words" in str(page)) is sees, login
    looks = await rows(database_url, "select count(*) from audit where action = 'floor.looked_behind'")
    assert looks == [(4,)]


async def test_a_citizen_reaches_their_own_conversation_only(people: People) -> None:
    citizen, stranger = people.citizen(), people.citizen()
    await citizen.opens()
    await citizen.says("private words")
    assert problem(await stranger.browser.get("/api/chat/conversation")) == (404, "no_conversation")
    forged = people.browser()
    forged.cookies.set("sori_device", "guessed")
    assert problem(await forged.get("/api/chat/conversation")) == (404, "no_conversation")
    await stranger.opens()
    assert "private words" not in str(await stranger.sees())


async def test_a_counsellors_login_opens_no_citizens_conversation(people: People, anna: Counsellor) -> None:
    assert problem(await anna.browser.get("/api/chat/conversation")) == (404, "no_conversation")
