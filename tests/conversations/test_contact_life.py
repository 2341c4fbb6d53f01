"""A contact's life from the first key pressed to the disposition, as its citizen and its counsellors live it."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from factories import Citizen, Clock, Counsellor, Leader, answer, changes_setup, problem, rows
from running import People
from sori.conversations.model import CONTACT_MOVES, ContactEvent, ContactState, Duty, DutyEvent, duty_after, moved
from sori.platform.problem import Problem


class Stage:
    """A citizen, counsellors and a leader, with what most stories begin with."""

    def __init__(self, people: People, leader: Leader, clock: Clock) -> None:
        self.people, self.leader, self.clock = people, leader, clock

    async def offered(self, counsellor: Counsellor, citizen: Citizen | None = None) -> tuple[Citizen, int]:
        citizen = citizen or self.people.citizen()
        contact = (await citizen.opens())["contact_id"]
        await self.leader.steps()
        assert contact in await counsellor.offered()
        return citizen, contact

    async def talking(self, counsellor: Counsellor, citizen: Citizen | None = None) -> tuple[Citizen, int]:
        citizen, contact = await self.offered(counsellor, citizen)
        await counsellor.takes(contact)
        return citizen, contact


@pytest.fixture
def stage(people: People, leader: Leader, clock: Clock) -> Stage:
    return Stage(people, leader, clock)


async def test_a_contact_from_the_first_key_to_the_rating(stage: Stage) -> None:
    anna, citizen = await stage.people.counsellor(), stage.people.citizen()
    opened = await citizen.opens("3")
    assert (opened["state"], opened["place"], opened["counsellor"]) == ("waiting", 1, None)
    await citizen.says("불법주차를 신고합니다")
    await stage.leader.steps()
    desk = await anna.desk()
    assert desk["state"] == "reserved"
    assert desk["offers"][0]["contact"]["last_message"]["body"] == "불법주차를 신고합니다"
    assert (await anna.takes(opened["contact_id"]))["state"] == "busy"
    seen = await citizen.sees()
    assert (seen["state"], seen["place"], seen["counsellor"]) == ("talking", None, {"display_name": "Anna"})
    assert not seen["may_rate"]
    await anna.says(opened["contact_id"], "어디입니까?")
    stage.clock.passes(60)
    assert (await anna.ends(opened["contact_id"]))["state"] == "wrap_up"
    assert (await citizen.sees())["may_rate"]
    rated = await citizen.browser.do("/api/chat/rating", score=5, comment="친절합니다")
    assert (rated["rating"], rated["may_rate"]) == ({"score": 5, "comment": "친절합니다"}, False)
    desk = await anna.wraps_up(opened["contact_id"], "case_filed", "passed on")
    assert (desk["state"], desk["contacts"]) == ("available", [])
    told = [(message["sender"], message["event"] or message["body"]) for message in (await citizen.sees())["messages"]]
    assert told == [
        ("system", "queued"),
        ("citizen", "불법주차를 신고합니다"),
        ("system", "answered"),
        ("counsellor", "어디입니까?"),
        ("system", "ended"),
    ]


async def test_a_contact_refused_goes_back_to_the_head_of_its_queue_and_the_counsellor_to_not_answering(
    stage: Stage,
) -> None:
    anna = await stage.people.counsellor("anna")
    first, contact = await stage.offered(anna)
    stage.clock.passes(5)
    second = stage.people.citizen()
    later = (await second.opens())["contact_id"]
    assert (await anna.refuses(contact))["state"] == "not_answering"
    seen = await first.sees()
    assert (seen["state"], seen["place"]) == ("waiting", 1)
    assert (await second.sees())["place"] == 2
    await stage.leader.steps()
    assert await anna.offered() == []  # nobody who is not answering is offered anything
    bora = await stage.people.counsellor("bora")
    await stage.leader.steps()
    assert await bora.offered() == [contact, later]  # two chats at once, the one bounced first


async def test_an_offer_not_accepted_in_time_goes_back_to_its_place(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    citizen, contact = await stage.offered(anna)
    offer = (await anna.desk())["offers"][0]
    waiting_since = (await citizen.sees())["waiting_since"]
    stage.clock.passes(19.9)
    await stage.leader.steps()
    assert await anna.offered() == [contact]
    stage.clock.passes(0.1)
    await stage.leader.steps()
    desk = await anna.desk()
    assert (desk["state"], desk["offers"]) == ("not_answering", [])
    seen = await citizen.sees()
    assert (seen["state"], seen["waiting_since"], seen["place"]) == ("waiting", waiting_since, 1)
    late = await anna.browser.post(f"/api/desk/offers/{offer['id']}/accept", json={})
    assert problem(late) == (409, "offer_over")
    await anna.goes("available")
    await stage.leader.steps()
    assert await anna.offered() == [contact]


async def test_an_offer_is_taken_once(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    await stage.offered(anna)
    offer = (await anna.desk())["offers"][0]["id"]
    path = f"/api/desk/offers/{offer}"
    answers = await asyncio.gather(
        *(anna.browser.post(f"{path}/{how}", json={}) for how in ("accept", "accept", "refuse", "accept"))
    )
    assert sorted(response.status_code for response in answers) == [200, 409, 409, 409]


async def test_nobody_settles_an_offer_made_to_somebody_else(stage: Stage) -> None:
    anna, bora = await stage.people.counsellor("anna"), await stage.people.counsellor("bora", available=False)
    await stage.offered(anna)
    offer = (await anna.desk())["offers"][0]["id"]
    for how in ("accept", "refuse"):
        response = await bora.browser.post(f"/api/desk/offers/{offer}/{how}", json={})
        assert problem(response) == (409, "offer_over")


async def test_a_citizen_who_leaves_takes_the_offer_off_the_desk(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    citizen, _ = await stage.offered(anna)
    left = await citizen.leaves()
    assert (left["state"], left["may_rate"]) == ("abandoned", False)
    desk = await anna.desk()
    assert (desk["state"], desk["offers"], desk["in_hand"]) == ("available", [], 0)
    assert (await citizen.leaves())["state"] == "abandoned"  # leaving twice is the same as once


async def test_a_citizen_who_leaves_the_talk_ends_it_and_the_counsellor_wraps_up(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    citizen, contact = await stage.talking(anna)
    assert (await citizen.leaves())["state"] == "wrap_up"
    assert (await anna.desk())["contacts"][0]["state"] == "wrap_up"
    await anna.wraps_up(contact)
    assert (await citizen.sees())["state"] == "closed"


async def test_a_contact_transferred_to_a_queue_keeps_its_place_in_time_and_carries_its_note(stage: Stage) -> None:
    anna = await stage.people.counsellor("anna")
    citizen, contact = await stage.talking(anna)
    waited_since = (await anna.browser.read(f"/api/contacts/{contact}"))["summary"]["waiting_since"]
    stage.clock.passes(60)
    newer = stage.people.citizen()
    await newer.opens("2")
    queues = {queue["code"]: queue["id"] for queue in await anna.browser.read("/api/queues")}
    desk = await anna.passes(contact, "needs the water people", queue_id=queues["water"])
    assert desk["contacts"] == []
    seen = await citizen.sees()
    assert (seen["state"], seen["place"], seen["queue"]["en"], seen["counsellor"]) == ("waiting", 1, "water", None)
    assert (await newer.sees())["place"] == 2
    await anna.goes("break")
    bora = await stage.people.counsellor("bora")
    await stage.leader.steps()
    offer = next(offer for offer in (await bora.desk())["offers"] if offer["contact"]["id"] == contact)
    assert (offer["transfer_note"], offer["transferred_by"]) == ("needs the water people", "Anna")
    assert offer["contact"]["waiting_since"] == waited_since
    await bora.takes(contact)
    detail = await bora.browser.read(f"/api/contacts/{contact}")
    assert [(note["by"], note["to_queue"]["en"], note["note"]) for note in detail["transfer_notes"]] == [
        ("Anna", "water", "needs the water people")
    ]
    messages = await bora.browser.read(f"/api/contacts/{contact}/messages")
    assert [told["event"] for told in messages] == ["queued", "answered", "transferred", "answered"]


async def busy(stage: Stage, counsellor: Counsellor) -> list[int]:
    """Fills a counsellor's hands, while nobody else is there to help."""
    return [(await stage.talking(counsellor))[1] for _ in range(2)]


async def test_a_contact_transferred_to_a_counsellor_waits_at_that_desk_first_and_then_for_anybody(
    stage: Stage,
) -> None:
    bora = await stage.people.counsellor("bora")
    await busy(stage, bora)
    anna = await stage.people.counsellor("anna")
    citizen, contact = await stage.talking(anna)
    await anna.passes(contact, "Bora knows", counsellor_id=bora.id)
    await stage.leader.steps()
    assert await anna.offered() == []
    stage.clock.passes(59)
    await stage.leader.steps()
    assert await anna.offered() == []
    stage.clock.passes(1)
    await stage.leader.steps()
    assert await anna.offered() == [contact]
    assert (await citizen.sees())["state"] == "offered"


async def test_a_contact_waiting_at_a_desk_goes_to_that_counsellor_as_soon_as_they_are_free(stage: Stage) -> None:
    bora = await stage.people.counsellor("bora")
    first, _ = await busy(stage, bora)
    anna = await stage.people.counsellor("anna")
    _, contact = await stage.talking(anna)
    await anna.passes(contact, "Bora knows", counsellor_id=bora.id)
    await stage.leader.steps()
    stage.clock.passes(30)
    await bora.ends(first)
    await bora.wraps_up(first)
    await stage.leader.steps()
    assert await bora.offered() == [contact]
    offer = (await bora.desk())["offers"][0]
    assert (offer["transfer_note"], offer["transferred_by"]) == ("Bora knows", "Anna")


async def test_a_contact_transferred_to_a_counsellor_who_goes_off_waits_for_anybody_at_once(stage: Stage) -> None:
    bora = await stage.people.counsellor("bora")
    await busy(stage, bora)
    anna = await stage.people.counsellor("anna")
    _, contact = await stage.talking(anna)
    await anna.passes(contact, "Bora knows", counsellor_id=bora.id)
    await stage.leader.steps()
    await bora.goes("offline")
    await stage.leader.steps()
    assert await anna.offered() == [contact]


async def test_a_transfer_needs_one_goal_that_can_take_it_and_a_note(stage: Stage) -> None:
    anna = await stage.people.counsellor("anna")
    cheol = await stage.people.counsellor("cheol")
    _, contact = await stage.talking(anna)

    async def refused(**goal: Any) -> tuple[int, str]:
        return problem(await anna.browser.post(f"/api/contacts/{contact}/transfer", json={"note": "x", **goal}))

    assert await refused() == (422, "transfer_one_goal")
    assert await refused(queue_id=1, counsellor_id=cheol.id) == (422, "transfer_one_goal")
    assert await refused(queue_id=999) == (422, "unknown_queue")
    assert await refused(counsellor_id=anna.id) == (422, "transfer_to_self")
    assert await refused(counsellor_id=cheol.id) == (422, "counsellor_without_skill")
    assert await refused(counsellor_id=999) == (422, "counsellor_without_skill")
    assert await refused(queue_id=1, note="  ") == (422, "text_missing")
    assert await refused(queue_id=1, note="x" * 2001) == (422, "text_too_long")
    assert (await anna.desk())["contacts"][0]["state"] == "talking"


async def test_a_returning_citizen_goes_to_who_helped_them_before_although_others_are_idle_longer(
    stage: Stage, database_url: str
) -> None:
    await changes_setup(database_url, "update centre set sticky_wait_s = 30")
    anna = await stage.people.counsellor("anna")
    citizen, contact = await stage.talking(anna)
    await anna.ends(contact)
    await anna.wraps_up(contact)
    bora = await stage.people.counsellor("bora")
    await anna.goes("break")
    stage.clock.passes(3600)
    await anna.goes("available")  # just now: Bora has been idle for an hour
    await stage.leader.steps()
    again = (await citizen.opens())["contact_id"]
    stranger = (await stage.people.citizen().opens())["contact_id"]
    await stage.leader.steps()
    assert await anna.offered() == [again]
    assert await bora.offered() == [stranger]


async def test_a_counsellor_is_offered_as_many_chats_at_once_as_they_can_take(stage: Stage) -> None:
    anna = await stage.people.counsellor("anna")  # two at once
    citizens = [stage.people.citizen() for _ in range(4)]
    contacts = [(await citizen.opens())["contact_id"] for citizen in citizens]
    await stage.leader.steps()
    assert await anna.offered() == contacts[:2]
    for contact in contacts[:2]:
        await anna.takes(contact)
    await stage.leader.steps()
    assert await anna.offered() == []
    await anna.ends(contacts[0])
    await stage.leader.steps()
    assert await anna.offered() == []  # wrapping up takes a place too
    await anna.wraps_up(contacts[0])
    await stage.leader.steps()
    assert await anna.offered() == [contacts[2]]


async def test_a_contact_is_offered_to_nobody_without_the_skill(stage: Stage) -> None:
    cheol = await stage.people.counsellor("cheol")
    contact = (await stage.people.citizen().opens("3"))["contact_id"]
    foreign = (await stage.people.citizen().opens("9"))["contact_id"]
    await stage.leader.steps()
    assert await cheol.offered() == [foreign] != [contact]


async def test_whoever_has_been_idle_longest_is_asked_first(stage: Stage) -> None:
    bora = await stage.people.counsellor("bora")
    stage.clock.passes(1)
    anna = await stage.people.counsellor("anna")
    stage.clock.passes(1)
    first = (await stage.people.citizen().opens())["contact_id"]
    await stage.leader.steps()
    assert (await bora.offered(), await anna.offered()) == ([first], [])


async def test_a_counsellor_who_goes_off_finishes_what_is_in_hand_and_gets_nothing_new(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    _, contact = await stage.talking(anna)
    assert (await anna.goes("offline"))["contacts"][0]["id"] == contact
    await stage.people.citizen().opens()
    await stage.leader.steps()
    assert await anna.offered() == []
    await anna.says(contact, "still here")
    await anna.ends(contact)
    await anna.wraps_up(contact)
    assert (await anna.desk())["contacts"] == []


# --- the tables --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ContactState)
def test_a_contact_moves_only_as_its_table_says(state: ContactState) -> None:
    for event in ContactEvent:
        if (state, event) in CONTACT_MOVES:
            assert moved(state, event) is CONTACT_MOVES[state, event]
        else:
            with pytest.raises(Problem) as refused:
                moved(state, event)
            assert (refused.value.status, refused.value.code) == (409, f"contact_{state}")


def test_every_contact_can_reach_an_end_and_every_end_is_final() -> None:
    ends = {ContactState.CLOSED, ContactState.ABANDONED}
    assert {state for state in ContactState if not any(start is state for start, _ in CONTACT_MOVES)} == ends
    reaches = set(ends)
    for _ in ContactState:
        reaches |= {start for (start, _), goal in CONTACT_MOVES.items() if goal in reaches}
    assert reaches == set(ContactState)


@pytest.mark.parametrize("duty", Duty)
def test_a_counsellors_duty_moves_only_as_its_table_says(duty: Duty) -> None:
    for event in DutyEvent:
        try:
            assert duty_after(duty, event) in Duty
        except Problem as refused:
            assert refused.status == 409  # noqa: PT017 (either is right, by the table)
            refusable = (DutyEvent.MISS_OFFER, DutyEvent.GIVE_REST, DutyEvent.END_REST)
            assert duty is Duty.PROTECTED_REST or event in refusable


async def bring_to(stage: Stage, state: ContactState, anna: Counsellor) -> tuple[Citizen, int]:
    """A contact of Anna's in this state."""
    citizen, contact = await stage.offered(anna)
    if state is ContactState.WAITING:
        await anna.refuses(contact)
    elif state is ContactState.ABANDONED:
        await citizen.leaves()
    elif state is not ContactState.OFFERED:
        await anna.takes(contact)
        if state in (ContactState.WRAP_UP, ContactState.CLOSED):
            await anna.ends(contact)
        if state is ContactState.CLOSED:
            await anna.wraps_up(contact)
    return citizen, contact


@pytest.mark.parametrize("state", ContactState)
async def test_what_a_contact_cannot_do_now_is_refused_and_changes_nothing(
    stage: Stage, state: ContactState, database_url: str
) -> None:
    anna = await stage.people.counsellor()
    citizen, contact = await bring_to(stage, state, anna)
    topic = await anna.topic()
    path = f"/api/contacts/{contact}"
    before = await rows(database_url, "select * from contact")
    asked = {
        ContactEvent.TRANSFER: (f"{path}/transfer", {"note": "x", "queue_id": 1}),
        ContactEvent.END: (f"{path}/end", {}),
        ContactEvent.WRAP_UP: (f"{path}/wrap-up", {"topic_id": topic, "result": "answered"}),
    }
    for event, (address, body) in asked.items():
        if (state, event) in CONTACT_MOVES:
            continue
        refused = problem(await anna.browser.post(address, json=body))
        # A contact that nobody holds is not the counsellor's to act on at all.
        held = state not in (ContactState.WAITING, ContactState.ABANDONED)
        assert refused == ((409, f"contact_{state}") if held else (403, "contact_of_another")), event
    offers = await rows(database_url, "select id from offer where outcome is not null")
    for (offer,) in offers:
        for how in ("accept", "refuse"):
            over = await anna.browser.post(f"/api/desk/offers/{offer}/{how}", json={})
            assert problem(over) == (409, "offer_over")
    over = {"client_key": str(uuid4()), "body": "hello", "attachment_ids": []}
    if state in (ContactState.WRAP_UP, ContactState.CLOSED, ContactState.ABANDONED):
        assert problem(await citizen.browser.post("/api/chat/messages", json=over)) == (409, f"contact_{state}")
        file = await citizen.browser.post("/api/chat/attachments", files={"file": ("a.txt", b"x")})
        assert problem(file) == (409, f"contact_{state}")
    if state in (ContactState.OFFERED, ContactState.WRAP_UP):
        assert problem(await anna.browser.post(f"{path}/messages", json=over)) == (409, f"contact_{state}")
    if state in (ContactState.WAITING, ContactState.OFFERED, ContactState.TALKING, ContactState.ABANDONED):
        rating = await citizen.browser.post("/api/chat/rating", json={"score": 5})
        assert problem(rating) == (409, "rating_not_now")
    assert await rows(database_url, "select * from contact") == before


async def test_a_state_that_is_not_chosen_cannot_be_chosen(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    for state in ("not_answering", "protected_rest"):
        refused = await anna.browser.post("/api/desk/state", json={"state": state})
        assert problem(refused) == (422, "duty_not_choosable")
    for state in ("busy", "nonsense"):
        assert (await anna.browser.post("/api/desk/state", json={"state": state})).status_code == 400


async def test_protected_rest_is_left_only_by_going_home(stage: Stage, database_url: str) -> None:
    anna = await stage.people.counsellor()
    await rows(database_url, "update counsellor_duty set state = 'protected_rest'")
    refused = await anna.browser.post("/api/desk/state", json={"state": "available"})
    assert problem(refused) == (409, "duty_not_now")
    assert (await anna.goes("offline"))["state"] == "offline"


async def test_a_break_has_its_reason_and_its_beginning(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    began = stage.clock.passes(10)
    desk = await anna.goes("break", " lunch ")
    assert (desk["state"], desk["reason"]) == ("break", "lunch")
    assert desk["state_since"] == began.isoformat().replace("+00:00", "Z")


# --- dispositions and ratings ------------------------------------------------------------------------------------


async def test_a_disposition_takes_a_topic_of_the_third_level_only(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    _, contact = await stage.talking(anna)
    await anna.ends(contact)
    topics = {topic["level"]: topic["id"] for topic in await anna.browser.read("/api/topics")}
    for topic in (topics[1], topics[2], 999):
        body = {"topic_id": topic, "result": "answered", "note": ""}
        refused = await anna.browser.post(f"/api/contacts/{contact}/wrap-up", json=body)
        assert problem(refused) == (422, "topic_level")
    body = {"topic_id": topics[3], "result": "nonsense"}
    assert (await anna.browser.post(f"/api/contacts/{contact}/wrap-up", json=body)).status_code == 400
    body = {"topic_id": topics[3], "result": "abusive", "note": "x" * 4001}
    assert problem(await anna.browser.post(f"/api/contacts/{contact}/wrap-up", json=body)) == (422, "text_too_long")
    answer(
        await anna.browser.post(
            f"/api/contacts/{contact}/wrap-up", json={"topic_id": topics[3], "result": "abusive", "note": "x" * 4000}
        )
    )


async def test_a_rating_is_from_one_to_five_and_given_once(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    citizen, contact = await stage.talking(anna)
    await anna.ends(contact)

    async def rates(score: int, comment: str = "") -> Any:
        return await citizen.browser.post("/api/chat/rating", json={"score": score, "comment": comment})

    for score in (0, 6, -1, 10**30):
        assert problem(await rates(score)) == (422, "rating_range")
    assert problem(await rates(3, "x" * 1001)) == (422, "text_too_long")
    assert answer(await rates(3, "x" * 1000))["rating"]["score"] == 3
    assert problem(await rates(5)) == (409, "rating_not_now")


async def test_the_desk_shows_the_citizens_history_with_its_disposition(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    citizen, first = await stage.talking(anna)
    await anna.ends(first)
    await anna.wraps_up(first, "callback_promised", "call on Monday")
    stage.clock.passes(3600)
    _, second = await stage.talking(anna, citizen)
    history = (await anna.browser.read(f"/api/contacts/{second}"))["history"]
    assert [(item["contact_id"], item["result"], item["note"], item["counsellor_name"]) for item in history] == [
        (first, "callback_promised", "call on Monday", "Anna")
    ]
    assert [level["en"] for level in history[0]["topic"]] == ["Water", "Bills", "Amount"]


async def test_a_break_sends_what_is_offered_back_to_its_place_at_once(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    citizen, _ = await stage.offered(anna)
    desk = await anna.goes("break")
    assert (desk["state"], desk["offers"]) == ("break", [])
    assert (await citizen.sees())["state"] == "waiting"


async def test_a_contact_is_not_passed_to_a_closed_queue(stage: Stage) -> None:
    anna = await stage.people.counsellor()
    _, contact = await stage.talking(anna)
    stage.clock.passes(9 * 3600)
    queues = {queue["code"]: queue["id"] for queue in await anna.browser.read("/api/queues")}
    refused = await anna.browser.post(
        f"/api/contacts/{contact}/transfer", json={"note": "please", "queue_id": queues["water"]}
    )
    assert problem(refused) == (422, "queue_closed")
