"""Callbacks through the whole centre: the place is kept, the citizen is rung by rule and never twice, whatever dies."""

from typing import Any

import pytest
from callbacks import calls_back
from phones import Telephone
from voices import CITIZEN_HZ, COUNSELLOR_HZ, Voice, no_call, queued, state_of

from factories import Citizen, Clock, Counsellor, Leader, problem, rows, until
from running import People
from sori.calls import calling_back, service


async def asked_for(voice: Voice, people: People, number: str = "", **rule: Any) -> tuple[Telephone, int, int]:
    """A caller who has asked to be called back, and is let go."""
    await calls_back(people, **rule)
    telephone, contact_id, citizen_id = await queued(voice)
    for key in (*"1", *number, "#"):
        telephone.press(key)
    await until(lambda: telephone.was_told(code="callback_promised"))
    await no_call(voice)
    return telephone, contact_id, citizen_id


async def callback_of(voice: Voice, contact_id: int) -> tuple[str, int]:
    [(state, tries)] = await rows(
        voice.database_url, "select state, tries from callback where contact_id = %s", (contact_id,)
    )
    return str(state), int(tries)


async def stands(voice: Voice, contact_id: int, *stand: object) -> None:
    async def so() -> bool:
        return await callback_of(voice, contact_id) == stand

    await until(so)


async def look(people: People, clock: Clock) -> None:
    async with people.database.transaction() as transaction:
        await calling_back.look(transaction, clock())


async def taken_by(people: People, leader: Leader, contact_id: int) -> Counsellor:
    counsellor = await people.counsellor("cheol")
    await leader.steps()
    await counsellor.takes(contact_id)
    return counsellor


async def test_a_caller_hangs_up_keeps_the_place_and_is_called_by_the_counsellor(
    voice: Voice, people: People, leader: Leader
) -> None:
    _, contact_id, citizen_id = await asked_for(voice, people)
    [(since,)] = await rows(voice.database_url, "select waiting_since from contact where id = %s", (contact_id,))
    assert await state_of(voice, contact_id) == "waiting"
    counsellor = await people.counsellor("cheol")
    await leader.steps()
    [offer] = (await counsellor.desk())["offers"]
    assert offer["contact"]["called_back"]
    await counsellor.takes(contact_id)
    phone = await voice.picks_up(counsellor, contact_id)
    await stands(voice, contact_id, "ringing", 1)
    await until(lambda: phone.was_told(code="callback_ringing"))
    detail = await counsellor.browser.read(f"/api/contacts/{contact_id}/callback")
    assert (detail["state"], detail["tries"], detail["most_tries"]) == ("ringing", 1, 2)

    telephone = await voice.calls(citizen_id)
    await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    assert await callback_of(voice, contact_id) == ("reached", 1)
    assert not telephone.was_told(code="menu")
    assert await rows(voice.database_url, "select waiting_since from contact where id = %s", (contact_id,)) == [
        (since,)
    ]
    await counsellor.ends(contact_id)
    await until(lambda: telephone.was_told(kind="over"))
    await no_call(voice)
    # It was one contact, and nobody is called again.
    async with people.database.reading() as transaction:
        assert await calling_back.due(transaction) == []
    assert len(await rows(voice.database_url, "select 1 from contact")) == 1


async def test_who_does_not_answer_is_called_again_by_rule_counts_as_unanswered_and_is_given_up_in_the_end(
    voice: Voice, people: People, leader: Leader, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sori.calls.service.CentreCallbacks.ring", _short_ring(service.CentreCallbacks.ring))
    _, contact_id, _ = await asked_for(voice, people, "01012345678")
    for tries, after in ((1, "resting"), (2, "given_up")):
        counsellor = await taken_by(people, leader, contact_id)
        phone = await voice.picks_up(counsellor, contact_id)
        await stands(voice, contact_id, after, tries)
        await until(lambda: phone.was_told(code="callback_missed"))  # noqa: B023
        desk = await counsellor.desk()
        assert (desk["state"], desk["contacts"]) == ("available", [])
        assert (await rows(voice.database_url, "select answered_at from contact")) == [(None,)]
        # While it rests it is offered to nobody.
        assert await leader.steps() == []
        clock.passes(61)
        await look(people, clock)
    assert await state_of(voice, contact_id) == "abandoned"
    assert await rows(voice.database_url, "select outcome from queue_visit") == [("abandoned",)]
    texts = [body for (body,) in await rows(voice.database_url, "select body from outgoing_message order by id")]
    assert ["상담사가 지금" in text for text in texts] == [False, True, True, False]
    assert "연결되지 않아" in texts[-1]
    assert all("https://sori.example/call?callback=" in text for text in texts)
    assert await rows(voice.database_url, "select number from callback") == [(None,)]


def _short_ring(real: Any) -> Any:
    async def ring(self: Any, contact_id: int) -> Any:
        found = await real(self, contact_id)
        return None if found is None else type(found)(found.citizen_id, 0.3)

    return ring


async def test_a_killed_voice_process_rings_nobody_twice_and_frees_the_counsellor(
    voice: Voice, people: People, leader: Leader, clock: Clock
) -> None:
    _, contact_id, citizen_id = await asked_for(voice, people)
    counsellor = await taken_by(people, leader, contact_id)
    await voice.picks_up(counsellor, contact_id)
    await stands(voice, contact_id, "ringing", 1)
    # Dead at once, and there again at once: the one that rang is the only try.
    await voice.stop()
    await voice.start()
    async with people.database.reading() as transaction:
        assert await calling_back.due(transaction) == []
    assert await callback_of(voice, contact_id) == ("ringing", 1)
    later = clock.passes(service.SILENT_FOR.total_seconds() + 1)
    async with people.database.transaction() as transaction:
        await service.release_silent(transaction, later)
    assert await callback_of(voice, contact_id) == ("resting", 1)
    assert (await counsellor.desk())["state"] == "available"
    clock.passes(61)
    await look(people, clock)
    await leader.steps()
    await counsellor.takes(contact_id)
    await voice.picks_up(counsellor, contact_id)
    await stands(voice, contact_id, "ringing", 2)
    telephone = await voice.calls(citizen_id)
    await until(lambda: telephone.hears(COUNSELLOR_HZ))


async def test_a_citizen_taken_by_a_new_voice_process_goes_on_in_the_call_that_rang(
    voice: Voice, people: People, leader: Leader
) -> None:
    _, contact_id, citizen_id = await asked_for(voice, people)
    counsellor = await taken_by(people, leader, contact_id)
    await voice.picks_up(counsellor, contact_id)
    await stands(voice, contact_id, "ringing", 1)
    await voice.stop()
    await voice.start()
    telephone = await voice.calls(citizen_id)
    phone = await voice.picks_up(counsellor, contact_id)
    await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))
    assert await callback_of(voice, contact_id) == ("reached", 1)


async def test_who_calls_before_they_are_called_goes_on_at_their_place_and_is_not_called(
    voice: Voice, people: People
) -> None:
    _, contact_id, citizen_id = await asked_for(voice, people)
    telephone = await voice.calls(citizen_id)
    await until(lambda: telephone.was_told(kind="state", state="waiting", place=1))
    assert not telephone.was_told(code="menu")
    assert await callback_of(voice, contact_id) == ("reached", 0)
    assert await rows(voice.database_url, "select count(*) from contact") == [(1,)]


async def test_callbacks_wait_in_one_line_with_calls(
    voice: Voice, people: People, leader: Leader, clock: Clock
) -> None:
    _, first, _ = await asked_for(voice, people)
    clock.passes(5)
    telephone, second, _ = await queued_second(voice)
    await until(lambda: telephone.was_told(place=2))
    counsellor = await people.counsellor("cheol")
    assert [made.contact_id for made in await leader.steps()] == [first]
    await counsellor.refuses(first)
    await counsellor.goes("available")
    assert [made.contact_id for made in await leader.steps()] == [first]
    assert await state_of(voice, second) == "waiting"


async def queued_second(voice: Voice) -> tuple[Telephone, int, int]:
    citizen_id = await voice.new_citizen()
    telephone = await voice.calls(citizen_id)
    telephone.press("9")
    await until(lambda: telephone.was_told(kind="state", state="waiting"))
    [(contact_id,)] = await rows(voice.database_url, "select contact_id from call where citizen_id = %s", (citizen_id,))
    return telephone, contact_id, citizen_id


async def test_with_the_citizen_first_it_rings_as_their_turn_comes_and_they_are_offered_once_they_are_there(
    voice: Voice, people: People, leader: Leader
) -> None:
    _, contact_id, citizen_id = await asked_for(voice, people, first="citizen")
    assert await callback_of(voice, contact_id) == ("placed", 0)  # nobody is there who would serve them
    counsellor = await people.counsellor("cheol")
    assert await leader.steps() == []
    await stands(voice, contact_id, "ringing", 1)
    telephone = await voice.calls(citizen_id)
    await until(lambda: telephone.was_told(kind="state", state="waiting", place=1))
    [made] = await leader.steps()
    assert made.contact_id == contact_id
    await counsellor.takes(contact_id)
    phone = await voice.picks_up(counsellor, contact_id)
    await until(lambda: phone.hears(CITIZEN_HZ) and telephone.hears(COUNSELLOR_HZ))


@pytest.mark.parametrize(("at_closing", "state"), [("keep", "resting"), ("give_up", "given_up")])
async def test_what_was_not_made_by_closing_is_kept_or_given_up_and_the_citizen_is_told(
    voice: Voice, people: People, clock: Clock, at_closing: str, state: str
) -> None:
    _, contact_id, _ = await asked_for(voice, people, "01012345678", at_closing=at_closing)
    clock.passes(8 * 3600 + 60)  # one past six
    await look(people, clock)
    assert (await callback_of(voice, contact_id))[0] == state
    [_, (told,)] = await rows(voice.database_url, "select body from outgoing_message order by id")
    assert ("3월 5일(목) 09:00" in told) == (at_closing == "keep")
    clock.passes(15 * 3600)
    await look(people, clock)
    expected = "placed" if at_closing == "keep" else "given_up"
    assert (await callback_of(voice, contact_id))[0] == expected
    assert await state_of(voice, contact_id) == ("waiting" if at_closing == "keep" else "abandoned")


async def test_the_link_in_the_text_opens_this_callback_and_nothing_else(
    voice: Voice, people: People, clock: Clock
) -> None:
    _, contact_id, _ = await asked_for(voice, people, "010-1234-5678".replace("-", ""))
    [(body,)] = await rows(voice.database_url, "select body from outgoing_message")
    link = body.split("callback=")[1].split()[0]
    stranger: Citizen = people.citizen()
    shown = await stranger.browser.read("/api/calls/callback", link=link)
    assert (shown["state"], shown["place"]) == ("placed", 1)
    assert "1234" not in shown["number"]
    assert problem(await stranger.browser.get("/api/calls/callback")) == (404, "no_callback")
    assert problem(await stranger.browser.get("/api/calls/callback", params={"link": "guess"})) == (404, "no_callback")
    assert (await stranger.browser.post("/api/calls/callback/cancel", json={"link": link})).status_code == 204
    assert await state_of(voice, contact_id) == "abandoned"
    assert problem(await stranger.browser.post("/api/calls/callback/cancel", json={"link": link})) == (
        409,
        "callback_cancelled",
    )


async def test_a_centre_without_callbacks_offers_none(voice: Voice) -> None:
    telephone, contact_id, _ = await queued(voice)
    telephone.press("1")
    telephone.press("#")
    await until(lambda: telephone.was_told(code="notice"))
    assert not telephone.was_told(code="callback_number")
    assert await rows(voice.database_url, "select 1 from callback") == []
    assert await state_of(voice, contact_id) == "waiting"


async def test_a_text_with_links_is_sent_from_the_menu_once_a_call(voice: Voice) -> None:
    telephone = await voice.calls(await voice.new_citizen())
    await until(lambda: telephone.was_told(code="greeting"))
    for key in "#01012345678#":
        telephone.press(key)
    await until(lambda: telephone.was_told(code="text_sent"))
    for key in "#01012345678#":
        telephone.press(key)
    await until(lambda: telephone.was_told(code="text_had"))
    [(body,)] = await rows(voice.database_url, "select body from outgoing_message")
    assert "https://sori.example/report" in body
    telephone.press("9")
    await until(lambda: telephone.was_told(kind="state", state="waiting"))
